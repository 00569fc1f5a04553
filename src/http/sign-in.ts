/** The browser's side of a sign-in: where it comes from, and the cookies it gets. */

import type { RelyingParty } from '../domain/authenticators/factor.ts';
import type { Origin } from '../domain/lockout/attempts.ts';
import { logOutByToken } from '../domain/sessions/logout.ts';
import { PENDING_LIFETIME } from '../domain/sign-in/pending.ts';
import type { SignInStep } from '../domain/sign-in/sign-in.ts';
import type { Env } from '../env.ts';
import {
  clearPendingCookie,
  readDeviceCookie,
  readSessionCookie,
  setDeviceCookie,
  setPendingCookie,
  setSessionCookie,
} from './cookies.ts';
import { csrfToken } from './csrf.ts';
import type { HttpContext } from './hono-env.ts';

export function originOf(c: HttpContext): Origin {
  return { ...c.var.context.origin, device: readDeviceCookie(c) };
}

/** Sets the cookie of a pending sign-in, or those of its session with the X-CSRF-Token header. */
export async function setSignInCookies(c: HttpContext, step: SignInStep): Promise<void> {
  if (step.kind === 'factor') return setPendingCookie(c, step.pendingToken, PENDING_LIFETIME);
  clearPendingCookie(c);
  await replaceSession(c, step);
}

/**
 * Sets the browser's session, and its device cookie when there is one. The session that the browser had before, of any
 * organisation, is logged out, unless the new one continues it.
 */
export async function replaceSession(
  c: HttpContext,
  { sessionToken, lifetime, device }: { sessionToken: string; lifetime: number; device?: string },
): Promise<void> {
  const { system, afterResponse } = c.var.context;
  const previous = readSessionCookie(c);
  if (previous !== undefined) afterResponse(() => logOutByToken(system, previous));
  setSessionCookie(c, sessionToken, lifetime);
  if (device !== undefined) await setDeviceCookie(c, device);
  c.header('X-CSRF-Token', await csrfToken(c, sessionToken));
}

/** WebAuthn section 5.1.2: an rpId is a domain; section 7.1: the origins it may be used from. */
export function relyingPartyOf({ ISSUER_URL, ADMIN_WEB_ORIGIN, LOGIN_UI_URL }: Env): RelyingParty {
  const issuer = new URL(ISSUER_URL);
  const others = [ADMIN_WEB_ORIGIN, LOGIN_UI_URL && new URL(LOGIN_UI_URL).origin];
  const origins = [issuer.origin, ...others.filter((origin) => origin !== undefined)];
  return { id: issuer.hostname, name: 'Cerberus', origins: [...new Set(origins)] };
}
