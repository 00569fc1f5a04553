/** Changes that a forgotten open browser must not make. */
import { AppError } from '../errors.ts';
import type { Session } from './sessions.ts';

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
