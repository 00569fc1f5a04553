/** After a reset by mail: whose are the factors that were added lately? */
import { type Statement, sql } from '../platform/statement.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { summarisingFactors } from './mfa/enrolment.ts';
import type { FactorType } from './mfa/factor.ts';
import { lockingFactors } from './mfa/proof.ts';
import { voidingWithoutFactor } from './mfa/removal.ts';
import { consumingRecoveryLink, findRecoveryLink, type RecoveryLink } from './recovery-links.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';

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

/** Two round trips; null when the link is not good, or not any more. */
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
 * Those that are kept are their owner's from now on; the others go, with the backup codes that were made with them. One
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
  const [, , , , used] = await tenant.db.flight(
    ...lockingFactors(userId),
    deciding(tenant, link, keep),
    summarisingFactors(tenant, userId),
    voidingWithoutFactor(tenant, userId),
    tenant.db.prisma.mfaBackupCode.deleteMany({ where: { userId, user: { mfaEnabled: false } } }),
  );
  return used.length > 0;
}

function deciding(tenant: Tenant, link: RecoveryLink, keep: readonly string[]): Statement {
  const { now } = tenant;
  const theirs = sql`user_id IN (SELECT user_id FROM used) AND held_at IS NOT NULL`;
  const kept = sql`id::text IN (SELECT jsonb_array_elements_text(${JSON.stringify(keep)}::jsonb))`;
  const event = {
    type: 'user.mfa.factors_reviewed',
    resourceId: link.userId,
    metadata: { kept: keep },
  } as const;
  // SQL: uses the link up and decides in one statement
  return sql`
    WITH used AS (${consumingRecoveryLink(tenant, link)}),
    kept AS (UPDATE mfa_factors SET held_at = NULL, updated_at = ${now} WHERE ${theirs} AND ${kept}),
    dropped AS (DELETE FROM mfa_factors WHERE ${theirs} AND NOT ${kept} RETURNING confirmed_at),
    codes AS (
      DELETE FROM mfa_backup_codes
      WHERE user_id IN (SELECT user_id FROM used) AND created_at >= (SELECT min(confirmed_at) FROM dropped)
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM used)
    SELECT FROM used`;
}
