/** What people look after on their account page: the ways in which they sign in, and where they are signed in. */
import { sql } from '../platform/statement.ts';
import type { FactorType } from './mfa/factor.ts';
import { allowedFactors } from './mfa/index.ts';
import { type MfaOverview, overviewOf } from './mfa/overview.ts';
import { type OwnSession, sessionsOf } from './own-sessions.ts';
import type { Tenant } from './unit-of-work.ts';

export interface AccountSecurity {
  mfa: MfaOverview;
  /** What the organisation lets its people set up. */
  allowed: readonly FactorType[];
  sessions: OwnSession[];
}

/** One round trip; null when the person is gone. */
export async function findAccountSecurity(tenant: Tenant, userId: string): Promise<AccountSecurity | null> {
  const [[mfa], [organisation], sessions] = await tenant.db.flight(
    overviewOf(userId),
    sql<{ allowedMfaMethods: string[] }>`
      SELECT COALESCE(allowed_mfa_methods, '[]') AS "allowedMfaMethods" FROM organisations
      WHERE id = ${tenant.organisationId} AND deleted_at IS NULL`,
    sessionsOf(tenant, userId),
  );
  return mfa && organisation ? { mfa, allowed: allowedFactors(organisation), sessions } : null;
}
