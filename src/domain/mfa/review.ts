/** Review of the factors that a password reset by mail has put on hold. */
import { nullIfMissing } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { FactorType } from '../authenticators/factor.ts';
import { recordEvent } from '../events/emit.ts';
import { lockFactors } from '../proof/factor.ts';
import { consumeRecoveryLink, findRecoveryLink, type RecoveryLink } from '../recovery/links.ts';
import type { Actor, System } from '../unit-of-work/unit-of-work.ts';
import { summariseFactors } from './enrolment.ts';
import { voidWithoutFactor } from './removal.ts';

export interface HeldFactor {
  id: string;
  type: FactorType;
  name: string;
  createdAt: Date;
}

export interface FactorReview {
  link: RecoveryLink;
  factors: HeldFactor[];
}

/** Two round trips; null when the link is not valid. */
export async function findFactorReview(system: System, token: string): Promise<FactorReview | null> {
  const link = await findRecoveryLink(system, token, ['factor_review']);
  if (!link) return null;
  const { db } = system.openTenant(link.organisationId, { userId: link.userId });
  const factors = await db.prisma.mfaFactor.findMany({
    where: { userId: link.userId, heldAt: { not: null }, confirmedAt: { not: null } },
    orderBy: { id: 'asc' },
    select: { id: true, type: true, name: true, createdAt: true },
  });
  return { link, factors };
}

/**
 * Releases the factors that the owner keeps. Removes the others, with the backup codes that were made after them. One
 * round trip. @returns false when the link was used meanwhile
 */
export async function reviewFactors(
  system: System,
  actor: Partial<Actor>,
  { link }: FactorReview,
  keep: readonly string[],
): Promise<boolean> {
  const { userId } = link;
  const tenant = system.openTenant(link.organisationId, { ...actor, userId });
  const { prisma } = tenant.db;
  const held = { userId, heldAt: { not: null } };
  const reviewed = await nullIfMissing(
    tenant.db.flight(
      ...lockFactors(userId),
      consumeRecoveryLink(tenant, link),
      prisma.mfaFactor.updateMany({
        where: { ...held, id: { in: [...keep] } },
        data: { heldAt: null, updatedAt: tenant.now },
      }),
      deleteCodesOfHeld(userId),
      prisma.mfaFactor.deleteMany({ where: held }),
      recordEvent(tenant, { type: 'user.mfa.factors_reviewed', resourceId: userId, metadata: { kept: keep } }),
      summariseFactors(tenant, userId),
      ...voidWithoutFactor(tenant, userId),
      prisma.mfaBackupCode.deleteMany({ where: { userId, user: { mfaEnabled: false } } }),
    ),
  );
  return reviewed !== null;
}

/** Deletes the backup codes that are newer than the first factor that is still on hold. */
function deleteCodesOfHeld(userId: string): Statement {
  // SQL: compares with an aggregate of another table
  return sql`
    DELETE FROM mfa_backup_codes WHERE user_id = ${userId}::uuid AND created_at >= (
      SELECT min(confirmed_at) FROM mfa_factors WHERE user_id = ${userId}::uuid AND held_at IS NOT NULL)`;
}
