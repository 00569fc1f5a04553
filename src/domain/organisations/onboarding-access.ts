/** Who may found an organisation: a setting of the deployment. */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import type { OnboardingMode } from '../../lib/onboarding-mode.ts';
import { looksLikeSecret, sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

export interface OnboardingInvitation {
  id: string;
}

/** The hash by which an invitation is found; null when the token does not have the form of one. */
export async function onboardingKey(token: string | undefined): Promise<string | null> {
  return token !== undefined && looksLikeSecret('onboarding', token) ? sha256(token) : null;
}

/**
 * The invitation with this key, for this address: not expired, and not used by any organisation, not even a deleted
 * one. The unique index on `organisations.onboarding_invitation_id` decides between two concurrent uses.
 */
export function findOnboardingInvitation({ db, now }: System, key: string | null, email: string) {
  return db.prisma.onboardingInvitation.findFirst({
    where: {
      token: key ?? '',
      expiresAt: { gt: now },
      OR: [{ email: null }, { email }],
      organisation: { isNot: { deletedAt: {} } },
    },
    select: { id: true },
  });
}

/**
 * Creates an invitation to found one organisation.
 * SQL: only commands of the operator write to this table
 */
export function insertOnboardingInvitation(
  now: Date,
  { hash, email, expiresAt }: { hash: string; email: string | null; expiresAt: Date },
): Statement {
  return sql`
    INSERT INTO onboarding_invitations (id, email, token, expires_at, created_at)
    VALUES (${uuidv7(now)}, ${email}, ${hash}, ${expiresAt}, ${now})`;
}

/** @throws forbidden when onboarding is closed */
export function assertOnboardingPossible(mode: OnboardingMode): void {
  if (mode === 'closed') throw new AppError('forbidden', 'New organisations are created by the operator only');
}

/** @throws forbidden when an invitation is required and missing */
export function assertInvited(mode: OnboardingMode, invitation: OnboardingInvitation | null): void {
  if (mode === 'open' || invitation) return;
  throw new AppError('forbidden', 'New organisations are created by invitation only');
}
