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

/** By which an invitation is found; null when the token cannot be one. */
export async function onboardingKey(token: string | undefined): Promise<string | null> {
  return token !== undefined && looksLikeSecret('onboarding', token) ? sha256(token) : null;
}

/**
 * The invitation of the key, for this address: one that nothing was founded by, also nothing that was deleted since, and
 * that has not expired. The unique index on `organisations.onboarding_invitation_id` decides between two that use it at
 * once.
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
 * The statement that lets somebody found one organisation.
 * SQL: of the operator’s commands alone, on a table that no front of Prisma writes to.
 */
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
export function assertInvited(mode: OnboardingMode, invitation: OnboardingInvitation | null): void {
  if (mode === 'open' || invitation) return;
  throw new AppError('forbidden', 'New organisations are created by invitation only');
}
