/** The cookies of a browser: the session, the CSRF token, a pending sign-in, and the device. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { hasSecureCookies } from '../env.ts';
import { equalInConstantTime } from '../lib/bytes.ts';
import type { HttpContext } from './hono-env.ts';

const CSRF_COOKIE = 'cerb_csrf';
const PENDING_COOKIE = 'cerb_pending';
const DEVICE_COOKIE = 'cerb_device';
/** Seconds: as long as browsers keep any cookie (RFC 6265bis section 5.5). */
const DEVICE_LIFETIME = 400 * 86_400;

/** As `__Host-` demands (RFC 6265bis section 4.1.3.2): path `/`, no domain, secure where such a name is accepted. */
function options(c: HttpContext) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: hasSecureCookies(c.var.context.config) } as const;
}

/**
 * The `__Host-` prefix, for cookies whose names clients of the API do not rely on: no other host of the domain can set
 * such a cookie (RFC 6265bis section 4.1.3.2). The prefix needs `Secure`, which a developer's machine does not have.
 */
function prefixOf(c: HttpContext): 'host' | undefined {
  return options(c).secure ? 'host' : undefined;
}

function hostOptions(c: HttpContext) {
  const prefix = prefixOf(c);
  return { ...options(c), ...(prefix ? { prefix } : {}) } as const;
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

/** Names a sign-in that waits for its second factor. */
export function readPendingCookie(c: HttpContext): string | undefined {
  return getCookie(c, PENDING_COOKIE, prefixOf(c));
}

/** @param lifetime seconds */
export function setPendingCookie(c: HttpContext, token: string, lifetime: number): void {
  setCookie(c, PENDING_COOKIE, token, { ...hostOptions(c), maxAge: lifetime });
}

export function clearPendingCookie(c: HttpContext): void {
  if (readPendingCookie(c) !== undefined) deleteCookie(c, PENDING_COOKIE, hostOptions(c));
}

/** Names the browser, to the accounts that were used in it. */
export function readDeviceCookie(c: HttpContext): string | undefined {
  return splitDeviceCookie(c)[0];
}

/** The device when its MAC proves, without a query, that somebody signed in with this browser; else null. */
export async function readProvenDevice(c: HttpContext): Promise<string | null> {
  const [device, proof] = splitDeviceCookie(c);
  if (device === undefined || proof === undefined) return null;
  const proofs = await c.var.context.box.macs(device, DEVICE_COOKIE);
  return proofs.some((expected) => equalInConstantTime(expected, proof)) ? device : null;
}

/** Only for a browser in which somebody has signed in. */
export async function setDeviceCookie(c: HttpContext, device: string): Promise<void> {
  const proof = await c.var.context.box.mac(device, DEVICE_COOKIE);
  setCookie(c, DEVICE_COOKIE, `${device}.${proof}`, { ...hostOptions(c), maxAge: DEVICE_LIFETIME });
}

function splitDeviceCookie(c: HttpContext): string[] {
  return getCookie(c, DEVICE_COOKIE, prefixOf(c))?.split('.') ?? [];
}
