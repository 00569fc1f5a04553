/** What a browser brings to a sign-in, and what it takes away. */

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

/** The cookies of where the sign-in stands; the X-CSRF-Token header of the session when there is one. */
export async function keepStep(c: HttpContext, step: SignInStep): Promise<void> {
  if (step.kind === 'factor') return setPendingCookie(c, step.pendingToken, PENDING_LIFETIME);
  clearPendingCookie(c);
  await keepSession(c, step);
}

/**
 * The browser's session from now on, and the browser's own name when it was given one. The session it had was somebody
 * else's, of any organisation, unless it goes on in this one: whoever they were, they have left this browser.
 */
export async function keepSession(
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
