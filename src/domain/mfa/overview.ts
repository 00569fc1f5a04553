/** What a person has set up. */
import { type Statement, sql } from '../../platform/statement.ts';
import type { Tenant } from '../unit-of-work.ts';
import type { FactorType } from './factor.ts';

export interface FactorSummary {
  id: string;
  type: FactorType;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export interface MfaOverview {
  enabled: boolean;
  backupCodesRemaining: number;
  factors: FactorSummary[];
}

export function overviewOf(userId: string): Statement<MfaOverview> {
  // SQL: counts and lists as its endpoint answers it, texts of moments included
  return sql<MfaOverview>`
    SELECT u.mfa_enabled AS enabled,
           (SELECT count(*)::int FROM mfa_backup_codes b WHERE b.user_id = u.id AND b.consumed_at IS NULL
              AND u.mfa_enabled) AS "backupCodesRemaining",
           COALESCE((
             SELECT json_agg(json_build_object('id', f.id, 'type', f.type, 'name', f.name, 'createdAt', f.created_at,
                      'lastUsedAt', f.last_used_at) ORDER BY f.id)
             FROM mfa_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL AND u.mfa_enabled
           ), '[]') AS factors
    FROM users u WHERE u.id = ${userId} AND u.deleted_at IS NULL`;
}

/** One round trip. */
export async function getMfaOverview(tenant: Tenant, userId: string): Promise<MfaOverview> {
  const [[overview]] = await tenant.db.flight(overviewOf(userId));
  return overview ?? { enabled: false, backupCodesRemaining: 0, factors: [] };
}
