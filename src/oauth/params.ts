/** Reading parameters the way RFC 6749 section 3 demands. */
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { OAuthError } from './errors.ts';

export type Parameters = ReadonlyMap<string, string>;

/** Characters; far more than any parameter needs. */
const VALUE_LENGTH_MAX = 8192;

/**
 * RFC 6749 sections 3.1 and 3.2: "Parameters sent without a value MUST be treated as if they were omitted from the
 * request. […] Request and response parameters MUST NOT be included more than once."
 * @throws OAuthError invalid_request
 */
export function parseParameters(pairs: URLSearchParams): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (value === '') continue;
    if (parameters.has(name)) throw new OAuthError('invalid_request', `Repeated parameter: ${printable(name)}`);
    if (value.length > VALUE_LENGTH_MAX || value.includes('\0')) {
      throw new OAuthError('invalid_request', `Unacceptable value: ${printable(name)}`);
    }
    parameters.set(name, value);
  }
  return parameters;
}

/**
 * The form of a POST request (RFC 6749 section 3.2 and appendix B).
 * @throws OAuthError invalid_request when the body is not a form
 */
export async function readForm(c: HttpContext): Promise<URLSearchParams> {
  const type = c.req.header('Content-Type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded');
  }
  return new URLSearchParams(await c.req.text());
}

/** @throws OAuthError invalid_request */
export function required(parameters: Parameters, ...names: string[]): string[] {
  return names.map((name) => {
    const value = parameters.get(name);
    if (value === undefined) throw new OAuthError('invalid_request', 'Missing required parameters', { log: name });
    return value;
  });
}

/** A space-separated list without empty or repeated entries (RFC 6749 section 3.3). */
export function splitList(value: string | undefined): string[] {
  return [...new Set((value ?? '').split(' ').filter((entry) => entry !== ''))];
}

/** RFC 6749 section 5.2: error_description is printable ASCII without quote and backslash. */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]|["\\]/g, '?').slice(0, 60);
}

export function assertBodySize(c: HttpContext, bytesMax: number): void {
  if (Number(c.req.header('Content-Length') ?? 0) > bytesMax) {
    throw new AppError('payload_too_large', `The body is larger than ${bytesMax} bytes`);
  }
}
