/** Step-up: changes that need a recent authentication, so that an unattended browser cannot make them. */
import { AppError } from '../../errors.ts';
import type { Principal } from '../access/principals.ts';
import type { Session } from '../sessions/sessions.ts';

/** Seconds since the person last proved who they are. */
const FRESHNESS = 900;

/** An enrolment session never lives longer than that, and only allows enrolment. */
export function isFreshAuthentication({ kind, authTime }: Pick<Session, 'kind' | 'authTime'>, now: Date): boolean {
  return kind === 'enrolment' || now.getTime() - authTime.getTime() <= FRESHNESS * 1000;
}

/**
 * OWASP ASVS 5.0 section 7.5.1: full re-authentication before changes to what an account can be taken over with.
 * @throws forbidden; the person has to check a second factor, or sign in again
 */
export function assertFreshAuthentication(session: Pick<Session, 'kind' | 'authTime'>, now: Date): void {
  if (isFreshAuthentication(session, now)) return;
  throw new AppError('forbidden', 'Please confirm that it is you first', {
    extensions: { requiresReauthentication: true },
  });
}

/** Seconds after a check of a second factor in which factors may be changed. */
const FACTOR_FRESHNESS = 300;

/** Whether a second factor was checked recently within the session. The one at sign-in does not count. */
export function isFactorFresh({ factorCheckedAt }: Pick<Session, 'factorCheckedAt'>, now: Date): boolean {
  return factorCheckedAt !== null && now.getTime() - factorCheckedAt.getTime() <= FACTOR_FRESHNESS * 1000;
}

/** @throws forbidden; the person has to check a second factor */
export function assertFactorFresh(session: Pick<Session, 'factorCheckedAt'>, now: Date): void {
  if (!isFactorFresh(session, now)) throw factorRequired();
}

/** Neither the password alone nor an open session is enough to remove a second factor. */
export function factorRequired(): AppError {
  return new AppError('forbidden', 'Please confirm with a code of your second factor, or a backup code', {
    extensions: { requiresMfa: true, requiresReauthentication: true },
  });
}

/**
 * Adding a factor needs a recent authentication; a person who has a second factor needs one with it. A code by e-mail
 * counts only if the person has no other factor.
 * @throws forbidden
 */
export function assertMayAddFactor(session: FactorSession, user: MfaUser, now: Date): void {
  assertFreshAuthentication(session, now);
  if (!mayAddFactor(session, user, now)) throw factorRequired();
}

export function mayAddFactor(session: FactorSession, user: MfaUser, now: Date): boolean {
  const accepted = user.mfaMethods.some((type) => type !== 'email') ? ['mfa'] : ['mfa', 'otp'];
  const hasFactor = !user.mfaEnabled || session.amr.some((method) => accepted.includes(method));
  return hasFactor && isFreshAuthentication(session, now);
}

type FactorSession = Pick<Session, 'kind' | 'authTime' | 'amr'>;
type MfaUser = Pick<Principal['user'], 'mfaEnabled' | 'mfaMethods'>;
