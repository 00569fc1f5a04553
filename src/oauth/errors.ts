/** Errors of the protocol (RFC 6749 sections 4.1.2.1 and 5.2, and the specifications that register more). */
import type { ResponseMode } from '../domain/authorization/requests.ts';
import { AppError } from '../errors.ts';
import { problemDocument } from '../http/problem.ts';

/** Error codes are API; each belongs to the specification named beside it. */
export type OAuthErrorCode =
  | 'invalid_request' // RFC 6749
  | 'invalid_client' // RFC 6749
  | 'invalid_grant' // RFC 6749
  | 'invalid_scope' // RFC 6749
  | 'unauthorized_client' // RFC 6749
  | 'unsupported_grant_type' // RFC 6749
  | 'unsupported_response_type' // RFC 6749
  | 'access_denied' // RFC 6749
  | 'server_error' // RFC 6749
  | 'temporarily_unavailable' // RFC 6749
  | 'invalid_token' // RFC 6750
  | 'insufficient_scope' // RFC 6750
  | 'invalid_target' // RFC 8707
  | 'login_required' // OIDC Core
  | 'consent_required' // OIDC Core
  | 'interaction_required' // OIDC Core
  | 'request_not_supported' // OIDC Core
  | 'request_uri_not_supported' // OIDC Core
  | 'registration_not_supported' // OIDC Core
  | 'unmet_authentication_requirements'; // OpenID Connect Core Error Code

/** Where an authorization response is sent, once the redirect URI is certain. */
export interface ResponseTarget {
  redirectUri: string;
  responseMode: ResponseMode;
  state: string | null;
}

interface OAuthErrorOptions {
  /** For the authorization endpoint: where the browser takes the error. */
  target?: ResponseTarget;
  log?: string | undefined;
  /** For endpoints with a bearer token: the request had none (RFC 6750 section 3.1). */
  isWithoutCredential?: boolean;
}

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly error: OAuthErrorCode;
  readonly target: ResponseTarget | undefined;
  /** For the log only. */
  readonly log: string | undefined;
  readonly isWithoutCredential: boolean;

  constructor(error: OAuthErrorCode, description: string, options: OAuthErrorOptions = {}) {
    super(description);
    this.error = error;
    this.target = options.target;
    this.log = options.log;
    this.isWithoutCredential = options.isWithoutCredential ?? false;
  }

  /** The same error with a target. */
  sentTo(target: ResponseTarget): OAuthError {
    return new OAuthError(this.error, this.message, { target, log: this.log });
  }

  /** RFC 6749 section 5.2: 400, but 401 for a client that could not be authenticated; RFC 6750 section 3.1. */
  get status(): 400 | 401 | 403 {
    if (this.error === 'invalid_client' || this.error === 'invalid_token') return 401;
    return this.error === 'insufficient_scope' ? 403 : 400;
  }
}

/**
 * The body of an error response. RFC 6749 allows further members: those of a problem document follow, for clients that
 * read only them.
 */
export function errorBody(error: OAuthError, instance: string) {
  const problem = problemDocument(new AppError(PROBLEMS[error.status], error.message), instance);
  return { error: error.error, error_description: error.message, ...problem };
}

const PROBLEMS = { 400: 'bad_request', 401: 'unauthorized', 403: 'forbidden' } as const;

/** The body of a failure that no specification names: the nearest protocol error with a problem document. */
export function failureBody(error: AppError, instance: string) {
  const code = FAILURES[error.status] ?? 'server_error';
  return { error: code, error_description: error.message, ...problemDocument(error, instance) };
}

const FAILURES: Readonly<Record<number, OAuthErrorCode>> = {
  405: 'invalid_request',
  413: 'invalid_request',
  415: 'invalid_request',
  // No specification names an error for it. RFC 6749 section 4.1.2.1 has this one for overload; server_error would mean
  // that we failed.
  429: 'temporarily_unavailable',
  503: 'temporarily_unavailable',
};
