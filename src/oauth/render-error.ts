/** Errors of the protocol's endpoints: JSON for clients, a redirect or a page for browsers. */
import type { Endpoint } from '../domain/explanations/catalogue.ts';
import { AppError } from '../errors.ts';
import { renderErrorPage } from '../http/error-page.tsx';
import { explainRefusal } from '../http/explanations.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { PATHS } from '../http/paths.ts';
import { reportError, toAppError } from '../http/problem.ts';
import { routePattern } from '../http/route-pattern.ts';
import { respondToClient } from './authorize/response.ts';
import { errorBody, failureBody, OAuthError } from './errors.ts';

/** RFC 6749 section 5.2. */
export function renderProtocolError(c: HttpContext, thrown: unknown): Response {
  c.header('Cache-Control', 'no-store');
  explain(c, thrown);
  if (!(thrown instanceof OAuthError)) return renderFailure(c, toAppError(thrown));
  reportRefusal(c, thrown);
  const challenge = challengeOf(c, thrown);
  if (challenge) c.header('WWW-Authenticate', challenge);
  return c.json(errorBody(thrown, c.req.path), thrown.status);
}

function renderFailure(c: HttpContext, error: AppError): Response {
  reportError(c, error);
  if (error.retryAfter !== undefined) c.header('Retry-After', String(error.retryAfter));
  return c.json(failureBody(error, c.req.path), error.status);
}

/** RFC 6749 section 5.2 for clients that tried Basic; RFC 6750 section 3 for an invalid bearer token. */
function challengeOf(c: HttpContext, error: OAuthError): string | null {
  if (error.error === 'invalid_client') return c.req.header('Authorization') ? 'Basic realm="cerberus"' : null;
  if (c.req.path !== '/oauth2/userinfo') return null;
  // RFC 6750 section 3.1: a request without any credential gets no error code.
  return !error.isWithoutCredential
    ? `Bearer realm="cerberus", error="${error.error}", error_description="${error.message}"`
    : 'Bearer realm="cerberus"';
}

/** RFC 6749 section 4.1.2.1: to the client once its redirect URI is validated, else to the person. */
export function renderAuthorizationError(c: HttpContext, thrown: unknown): Response | Promise<Response> {
  explain(c, thrown);
  if (thrown instanceof OAuthError && thrown.target) {
    reportRefusal(c, thrown);
    return respondToClient(c, thrown.target, { error: thrown.error, error_description: thrown.message });
  }
  const error = thrown instanceof OAuthError ? new AppError('bad_request', thrown.message) : toAppError(thrown);
  reportError(c, error);
  return renderErrorPage(c, error);
}

/** The other endpoints share these errors; they are not explained. */
const EXPLAINED: Readonly<Record<string, Endpoint>> = {
  [PATHS.authorize]: 'authorization',
  '/oauth2/token': 'token',
  '/oauth2/introspect': 'introspection',
  '/oauth2/revoke': 'revocation',
};

function explain(c: HttpContext, thrown: unknown): void {
  const endpoint = EXPLAINED[c.req.path];
  if (endpoint === undefined) return;
  if (thrown instanceof OAuthError) {
    const { status, error, log, message } = thrown;
    explainRefusal(c, endpoint, { status, error, reason: log ?? message });
    return;
  }
  const { status, code, log, message } = toAppError(thrown);
  explainRefusal(c, endpoint, { status, error: code, reason: log ?? message });
}

/** A development server logs why a client was not authenticated; the answer does not tell. */
function reportRefusal(c: HttpContext, { error, message, log }: OAuthError): void {
  c.set('outcome', error);
  const { config, log: output } = c.var.context;
  const level = config.ENVIRONMENT === 'development' && error === 'invalid_client' ? 'info' : 'debug';
  output[level]('refused', { error, reason: log ?? message, route: routePattern(c) });
}
