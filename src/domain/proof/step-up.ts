/** Changes that a forgotten open browser must not make. */
import { AppError } from '../../errors.ts';
import type { Principal } from '../access/principals.ts';
import type { Session } from '../sessions/sessions.ts';

/** Seconds since the person last proved who they are. */
const FRESHNESS = 900;

/** An enrolment session is younger than that, and can do nothing else. */
export function isFreshAuthentication({ kind, authTime }: Pick<Session, 'kind' | 'authTime'>, now: Date): boolean {
  return kind === 'enrolment' || now.getTime() - authTime.getTime() <= FRESHNESS * 1000;
}

/**
 * OWASP ASVS 5.0 section 7.5.1: full re-authentication before changes to what an account can be taken over with.
 * @throws forbidden; a check of a second factor, or a new sign-in, is the way on
 */
export function assertFreshAuthentication(session: Pick<Session, 'kind' | 'authTime'>, now: Date): void {
  if (isFreshAuthentication(session, now)) return;
  throw new AppError('forbidden', 'Please confirm that it is you first', {
    extensions: { requiresReauthentication: true },
  });
}

/** Seconds that a second factor, shown within the session, is good for a change of the factors. */
const FACTOR_FRESHNESS = 300;

/** Whether the person has just shown a second factor for what they are about to do: signing in with it was not that. */
export function isFactorFresh({ factorCheckedAt }: Pick<Session, 'factorCheckedAt'>, now: Date): boolean {
  return factorCheckedAt !== null && now.getTime() - factorCheckedAt.getTime() <= FACTOR_FRESHNESS * 1000;
}

/** @throws forbidden; a check of a second factor is the way on */
export function assertFactorFresh(session: Pick<Session, 'factorCheckedAt'>, now: Date): void {
  if (!isFactorFresh(session, now)) throw factorRequired();
}

/** The password alone takes no second factor away, and neither does a session that somebody left open. */
export function factorRequired(): AppError {
  return new AppError('forbidden', 'Please confirm with a code of your second factor, or a backup code', {
    extensions: { requiresMfa: true, requiresReauthentication: true },
  });
}

/**
 * Before a factor is added: a recent authentication and, of whoever has a second factor, one with it. Whoever has more
 * than codes by e-mail has not shown a factor with such a code.
 * @throws forbidden
 */
export function assertMayAddFactor(session: FactorSession, user: MfaUser, now: Date): void {
  assertFreshAuthentication(session, now);
  if (!mayAddFactor(session, user, now)) throw factorRequired();
}

export function mayAddFactor(session: FactorSession, user: MfaUser, now: Date): boolean {
  const shown = user.mfaMethods.some((type) => type !== 'email') ? ['mfa'] : ['mfa', 'otp'];
  const hasShown = !user.mfaEnabled || session.amr.some((method) => shown.includes(method));
  return hasShown && isFreshAuthentication(session, now);
}

type FactorSession = Pick<Session, 'kind' | 'authTime' | 'amr'>;
type MfaUser = Pick<Principal['user'], 'mfaEnabled' | 'mfaMethods'>;
