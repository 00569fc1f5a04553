/** Refusals of the endpoints for streams: SSF 1.0 names only statuses, so the body is a problem (RFC 9457). */
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { renderProblem } from '../http/problem.ts';

export function renderStreamError(c: HttpContext, thrown: unknown): Response {
  c.header('Cache-Control', 'no-store');
  return renderProblem(c, thrown);
}

export function unsupportedSubject(formats: string): AppError {
  return new AppError('bad_request', `The subject must have one of the formats ${formats}`);
}
