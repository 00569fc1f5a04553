/** The errors of the domain. A surface decides how one looks on the wire; this table decides what it means. */

export const ERROR_CODES = {
  bad_request: { status: 400, title: 'Bad Request', slug: 'bad-request' },
  unauthorized: { status: 401, title: 'Unauthorized', slug: 'unauthorized' },
  forbidden: { status: 403, title: 'Forbidden', slug: 'forbidden' },
  insufficient_scope: { status: 403, title: 'Forbidden', slug: 'forbidden' },
  not_found: { status: 404, title: 'Not Found', slug: 'not-found' },
  method_not_allowed: { status: 405, title: 'Method Not Allowed', slug: 'method-not-allowed' },
  conflict: { status: 409, title: 'Conflict', slug: 'conflict' },
  precondition_failed: { status: 412, title: 'Precondition Failed', slug: 'precondition-failed' },
  payload_too_large: { status: 413, title: 'Content Too Large', slug: 'payload-too-large' },
  unsupported_media_type: { status: 415, title: 'Unsupported Media Type', slug: 'unsupported-media-type' },
  unprocessable: { status: 422, title: 'Unprocessable Content', slug: 'unprocessable-content' },
  rate_limited: { status: 429, title: 'Too Many Requests', slug: 'rate-limit' },
  internal: { status: 500, title: 'Internal Server Error', slug: 'internal-server-error' },
  unavailable: { status: 503, title: 'Service Unavailable', slug: 'service-unavailable' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The link with which a person leaves an error page: a path of ours, or a registered URI of a client. */
export interface NextLink {
  href: string;
  label: string;
}

export interface AppErrorOptions {
  cause?: unknown;
  /** For the log only, never for the answer. */
  log?: string;
  /** Extra members of the problem document, e.g. `requiresMfa`. */
  extensions?: Record<string, unknown>;
  /** Seconds after which a retry makes sense. */
  retryAfter?: number;
  /** For people: pages show it, the API does not. */
  nextLink?: NextLink | undefined;
}

/** What went wrong, in words that the person at the other end may read. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly log: string | undefined;
  readonly extensions: Record<string, unknown>;
  readonly retryAfter: number | undefined;
  readonly nextLink: NextLink | undefined;

  constructor(code: ErrorCode, publicDetail: string, options: AppErrorOptions = {}) {
    super(publicDetail, { cause: options.cause });
    this.code = code;
    this.log = options.log;
    this.extensions = options.extensions ?? {};
    this.retryAfter = options.retryAfter;
    this.nextLink = options.nextLink;
  }

  get status(): (typeof ERROR_CODES)[ErrorCode]['status'] {
    return ERROR_CODES[this.code].status;
  }
}

/**
 * The database did not answer in time, or not at all. Nothing was acknowledged, so a retry is safe to suggest.
 * @param log for the log only
 */
export function databaseUnavailable(cause: unknown, log = 'database unavailable'): AppError {
  return new AppError('unavailable', 'The service is temporarily unavailable. Please try again shortly.', {
    cause,
    log,
    retryAfter: 5,
  });
}

/** A deployment that cannot work. The message names every wrong binding; it is for the log, never for an answer. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The answer to every request until the configuration is corrected. */
export function notConfigured(cause: ConfigurationError): AppError {
  return new AppError('unavailable', 'The service is not set up. Its log tells the operator why.', {
    cause,
    log: cause.message,
    retryAfter: 60,
  });
}
