/**
 * Factors that an attacker may have added while they had access to the account. After a password reset by mail they are
 * on hold: they do not sign in without the password until the owner confirms them (docs/decisions/0022-recovery.md).
 */
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** Seconds after which a factor is trusted: access to the mailbox alone does not put an older factor on hold. */
const RECENT = 30 * 86_400;
/**
 * Seconds from its first sign-in until a browser is trusted here: an attacker's new browser must not vouch for a
 * factor.
 */
const KNOWN_AFTER = 7 * 86_400;

/** Condition on `mfa_factors f`: added since the last sign-in from a trusted browser. */
function isDoubtful(now: Date): Sql {
  return sql`
    f.confirmed_at > ${after(now, -RECENT)}::timestamptz AND NOT EXISTS (
      SELECT FROM known_devices d WHERE d.organisation_id = f.organisation_id AND d.user_id = f.user_id
        AND d.last_seen_at > f.confirmed_at
        AND d.last_seen_at >= d.created_at + make_interval(secs => ${KNOWN_AFTER}))`;
}

/** Puts the doubtful factors of a person on hold: `heldAt` is the tenant's `now`. */
export function holdDoubtfulFactors({ now }: Tenant, userId: string): Statement<{ id: string }> {
  // SQL: compares columns of two tables with each other
  return sql<{ id: string }>`
    UPDATE mfa_factors f SET held_at = ${now}, updated_at = ${now}
    WHERE f.user_id = ${userId}::uuid AND ${isDoubtful(now)} RETURNING f.id`;
}
