/** The two cookies of a signed-in browser. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HttpContext } from './hono-env.ts';

const CSRF_COOKIE = 'cerb_csrf';

function options(c: HttpContext) {
  const { SESSION_COOKIE_SECURE, ISSUER_URL } = c.var.context.config;
  const secure = SESSION_COOKIE_SECURE ?? ISSUER_URL.startsWith('https:');
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
}

export function readSessionCookie(c: HttpContext): string | undefined {
  return getCookie(c, c.var.context.config.SESSION_COOKIE_NAME);
}

/** @param lifetime seconds */
export function setSessionCookie(c: HttpContext, token: string, lifetime: number): void {
  setCookie(c, c.var.context.config.SESSION_COOKIE_NAME, token, { ...options(c), maxAge: lifetime });
}

export function clearSessionCookies(c: HttpContext): void {
  deleteCookie(c, c.var.context.config.SESSION_COOKIE_NAME, options(c));
  deleteCookie(c, CSRF_COOKIE, options(c));
}

export function readCsrfCookie(c: HttpContext): string | undefined {
  return getCookie(c, CSRF_COOKIE);
}

export function setCsrfCookie(c: HttpContext, token: string): void {
  setCookie(c, CSRF_COOKIE, token, options(c));
}
