/**
 * Factors that may be somebody else's: who was in an account for a while may have added one. After a reset by mail they
 * open nothing by themselves until their owner says that they are theirs (docs/decisions/0022-recovery.md).
 */
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** Seconds after which a factor is in doubt no more: whoever reads the mailbox takes no factor away that is older. */
const RECENT = 30 * 86_400;
/** Seconds from the first sign-in until a browser is known: who came in yesterday does not vouch for what they added. */
const ACQUAINTANCE = 7 * 86_400;

/** Of `mfa_factors f`: added since the last sign-in from a known browser. */
function isDoubtful(now: Date): Sql {
  return sql`
    f.confirmed_at > ${after(now, -RECENT)}::timestamptz AND NOT EXISTS (
      SELECT FROM known_devices d WHERE d.organisation_id = f.organisation_id AND d.user_id = f.user_id
        AND d.last_seen_at > f.confirmed_at
        AND d.last_seen_at >= d.created_at + make_interval(secs => ${ACQUAINTANCE}))`;
}

/** The doubtful factors of a person are held from now on: `heldAt` is the tenant's `now`. */
export function holdDoubtfulFactors({ now }: Tenant, userId: string): Statement<{ id: string }> {
  // SQL: compares columns of two tables with each other
  return sql<{ id: string }>`
    UPDATE mfa_factors f SET held_at = ${now}, updated_at = ${now}
    WHERE f.user_id = ${userId}::uuid AND ${isDoubtful(now)} RETURNING f.id`;
}
