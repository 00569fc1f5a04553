/** Who may found an organisation: a setting of the deployment. */
import { AppError } from '../errors.ts';
import { uuidv7 } from '../lib/ids.ts';
import type { OnboardingMode } from '../lib/onboarding-mode.ts';
import { looksLikeSecret, sha256 } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/statement.ts';
import type { System } from './unit-of-work.ts';

export interface OnboardingInvitation {
  id: string;
}

/**
 * The invitation that the token is, for this address: one that nothing was founded by and that has not expired. The unique
 * index on `organisations.onboarding_invitation_id` decides between two that use it at once.
 */
export async function findOnboardingInvitation(
  { now }: System,
  token: string | undefined,
  email: string,
): Promise<Statement<OnboardingInvitation>> {
  const hash = token !== undefined && looksLikeSecret('onboarding', token) ? await sha256(token) : null;
  return sql<OnboardingInvitation>`
    SELECT i.id FROM onboarding_invitations i
    WHERE i.token = ${hash} AND i.expires_at > ${now} AND (i.email IS NULL OR i.email = ${email})
      AND NOT EXISTS (SELECT FROM organisations o WHERE o.onboarding_invitation_id = i.id)`;
}

/** The statement that lets somebody found one organisation. */
export function invitingToOnboard(
  now: Date,
  { hash, email, expiresAt }: { hash: string; email: string | null; expiresAt: Date },
): Statement {
  return sql`
    INSERT INTO onboarding_invitations (id, email, token, expires_at, created_at)
    VALUES (${uuidv7(now)}, ${email}, ${hash}, ${expiresAt}, ${now})`;
}

/** @throws forbidden where nobody may, whatever they show */
export function assertOnboardingPossible(mode: OnboardingMode): void {
  if (mode === 'closed') throw new AppError('forbidden', 'New organisations are created by the operator only');
}

/** @throws forbidden where it takes an invitation and there is none */
export function assertInvited(mode: OnboardingMode, invitation: OnboardingInvitation | undefined): void {
  if (mode === 'open' || invitation) return;
  throw new AppError('forbidden', 'New organisations are created by invitation only');
}
