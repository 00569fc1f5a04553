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
  const [factors] = await db.flight(sql<HeldFactor>`
    SELECT id, type, name, created_at AS "createdAt" FROM mfa_factors
    WHERE user_id = ${link.userId} AND held_at IS NOT NULL AND confirmed_at IS NOT NULL ORDER BY id`);
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
  const results = await tenant.db.flight(
    ...lockingFactors(userId),
    deciding(tenant, link, keep),
    summarisingFactors(tenant, userId),
    voidingWithoutFactor(tenant, userId),
    sql`
      DELETE FROM mfa_backup_codes WHERE user_id = ${userId}
        AND NOT (SELECT mfa_enabled FROM users WHERE id = ${userId} AND deleted_at IS NULL)`,
  );
  return (results[4] as unknown[]).length > 0;
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
