/**
 * Protection against cross-site request forgery: a token bound to the session, and the headers in which browsers tell
 * the origin of a request. Without a session the token is a random value in a cookie, which protects sign-in too.
 */
import { AppError } from '../errors.ts';
import { equalInConstantTime } from '../lib/bytes.ts';
import { looksLikeSecret, newSecret } from '../lib/secrets.ts';
import { readCsrfCookie, readSessionCookie, setCsrfCookie } from './cookies.ts';
import type { HttpContext } from './hono-env.ts';

/**
 * The token that this browser must send back, in a header or a form. It stays the same as long as the session, and the
 * cookie holds the same value, so clients that echo the cookie work too.
 */
export async function csrfToken(c: HttpContext, sessionToken = readSessionCookie(c)): Promise<string> {
  const cookie = readCsrfCookie(c);
  const token = sessionToken
    ? await c.var.context.box.mac(sessionToken, 'csrf')
    : cookie && looksLikeSecret('csrf', cookie)
      ? cookie
      : newSecret('csrf');
  if (token !== cookie) setCsrfCookie(c, token);
  return token;
}

/** Whether the token is this browser's. */
export async function isCsrfToken(c: HttpContext, given: string | undefined): Promise<boolean> {
  const sessionToken = readSessionCookie(c);
  // A page that was opened before the encryption key was replaced holds a token of the former key.
  const expected = sessionToken ? await c.var.context.box.macs(sessionToken, 'csrf') : [readCsrfCookie(c)];
  return expected.some((token) => Boolean(token && given && equalInConstantTime(token, given)));
}

/** @throws forbidden when the token is missing or not this browser's */
export async function assertCsrfToken(c: HttpContext, given: string | undefined): Promise<void> {
  if (!(await isCsrfToken(c, given))) throw new AppError('forbidden', 'Invalid CSRF token');
}

/**
 * Refuses unsafe requests that come from another site according to the browser. Other clients send neither header, and
 * carry no ambient authority.
 * @throws forbidden
 */
export function assertSameOrigin(c: HttpContext, allowedOrigins: readonly (string | undefined)[]): void {
  const origin = c.req.header('Origin');
  if (origin !== undefined) {
    if (allowedOrigins.includes(origin)) return;
    throw new AppError('forbidden', 'This request comes from another site', { log: `origin ${origin.slice(0, 200)}` });
  }
  if (c.req.header('Sec-Fetch-Site') === 'cross-site') {
    throw new AppError('forbidden', 'This request comes from another site');
  }
}
