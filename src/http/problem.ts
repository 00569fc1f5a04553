/** Problem details (RFC 9457) for the JSON API. */
import { HTTPException } from 'hono/http-exception';
import { AppError, ConfigurationError, ERROR_CODES, type ErrorCode, notConfigured } from '../errors.ts';
import { isUnstorableText } from '../platform/database/errors.ts';
import { createLog } from '../platform/log/log.ts';
import { completeFaults } from './faults.ts';
import type { HttpContext } from './hono-env.ts';
import { readBearerToken } from './middleware/authentication.ts';
import { routePattern } from './route-pattern.ts';

const TYPE_BASE = 'https://api.cerberus-iam.com/errors/';

/** The members of a problem document; `message` repeats the detail for clients that read that. */
export function problemDocument(error: AppError, instance: string) {
  const { status, title, slug } = ERROR_CODES[error.code];
  return {
    type: TYPE_BASE + slug,
    title,
    status,
    detail: error.message,
    message: error.message,
    instance,
    ...error.extensions,
    ...('errors' in error.extensions ? { errors: completeFaults(error.extensions.errors, error.code) } : {}),
  };
}

export function renderProblem(c: HttpContext, thrown: unknown): Response {
  const error = toAppError(thrown);
  reportError(c, error);
  if (error.retryAfter !== undefined) c.header('Retry-After', String(error.retryAfter));
  const challenge = challengeOf(c, error);
  if (challenge) c.header('WWW-Authenticate', challenge);
  const body = problemDocument(error, c.req.path);
  return c.body(JSON.stringify(body), error.status, { 'Content-Type': 'application/problem+json' });
}

/**
 * The challenge of RFC 6750 section 3. A request without a token gets no error code, nor does a valid token on a route
 * that accepts sessions only.
 */
function challengeOf(c: HttpContext, { code, extensions }: AppError): string | null {
  const scheme = 'Bearer realm="cerberus"';
  if (code === 'unauthorized') {
    const isRefused = readBearerToken(c) !== undefined && c.var.authentication === undefined;
    return isRefused ? `${scheme}, error="invalid_token"` : scheme;
  }
  if (code !== 'insufficient_scope') return null;
  const scope = typeof extensions.scope === 'string' ? `, scope="${extensions.scope}"` : '';
  return `${scheme}, error="insufficient_scope"${scope}`;
}

/** Everything a handler can throw, as an AppError. The answer to an unexpected error has no details. */
export function toAppError(thrown: unknown): AppError {
  const known = findCause(thrown, (error) => error instanceof AppError);
  if (known) return known as AppError;
  if (thrown instanceof ConfigurationError) return notConfigured(thrown);
  if (findCause(thrown, isUnstorableText)) {
    return new AppError('bad_request', 'A value holds a character that cannot be stored', { cause: thrown });
  }
  if (thrown instanceof HTTPException) {
    const code = codeOfStatus(thrown.status);
    if (code) return new AppError(code, thrown.message || ERROR_CODES[code].title, { cause: thrown });
  }
  return new AppError('internal', 'Internal server error', { cause: thrown, log: 'unforeseen error' });
}

/** Prisma wraps what its adapter throws. */
function findCause(thrown: unknown, matches: (error: Error) => boolean): Error | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) if (matches(error)) return error;
  return undefined;
}

function codeOfStatus(status: number): ErrorCode | undefined {
  return (Object.keys(ERROR_CODES) as ErrorCode[]).find((code) => ERROR_CODES[code].status === status);
}

/** Logs failures of the server as errors, refusals at debug level. */
export function reportError(c: HttpContext, error: AppError): void {
  c.set('outcome', error.code);
  const { context } = c.var;
  if (!context) {
    reportWithoutContext(error);
    return;
  }
  const level = error.status >= 500 ? 'error' : 'debug';
  context.log[level](error.log ?? error.message, {
    code: error.code,
    route: routePattern(c),
    ...(error.status >= 500 ? { error: error.cause ?? error } : {}),
  });
}

const logWithoutContext = createLog('error', {});
const REPORT_PAUSE_MS = 60_000;
let reported = { message: '', at: 0 };

/** A failure before a request has a context, such as a wrong configuration, repeats: it is logged once a minute. */
export function reportWithoutContext(error: AppError): void {
  if (error.status < 500) return;
  const message = error.log ?? error.message;
  const now = Date.now();
  if (message === reported.message && now - reported.at < REPORT_PAUSE_MS) return;
  reported = { message, at: now };
  logWithoutContext.error(message, { code: error.code, error: error.cause ?? error });
}
