/** What people look after on their account page: how and where they are signed in, and who may use their account. */
import { sql } from '../platform/statement.ts';
import { type GivenConsent, ownConsentsOf } from './given-consents.ts';
import type { FactorType } from './mfa/factor.ts';
import { allowedFactors } from './mfa/index.ts';
import { type MfaOverview, overviewOf } from './mfa/overview.ts';
import { type OwnSession, sessionsOf, withoutIdle } from './own-sessions.ts';
import type { Tenant } from './unit-of-work.ts';

export interface AccountSecurity {
  mfa: MfaOverview;
  /** What the organisation lets its people set up. */
  allowed: readonly FactorType[];
  sessions: OwnSession[];
  consents: GivenConsent[];
  /** Whether they sign in with a password of ours, which they can change; else their address is not theirs to change. */
  hasPassword: boolean;
  isLocal: boolean;
  /** The organisations where they are a guest. */
  guestOf: { id: string; name: string }[];
}

interface Membership {
  organisation: { id: string; name: string };
  leftAt: string | null;
}

/** One round trip; null when the person is gone. */
export async function findAccountSecurity(tenant: Tenant, userId: string): Promise<AccountSecurity | null> {
  const [[mfa], [person], sessions, consents] = await tenant.db.flight(
    overviewOf(userId),
    sql<{ allowedMfaMethods: string[]; hasPassword: boolean; isLocal: boolean; memberships: Membership[] }>`
      SELECT COALESCE(o.allowed_mfa_methods, '[]') AS "allowedMfaMethods", u.identity_provider = 'local' AS "isLocal",
        u.identity_provider = 'local' AND u.password IS NOT NULL AS "hasPassword",
        guest_memberships(u.id) AS memberships
      FROM users u JOIN organisations o ON o.id = u.organisation_id AND o.deleted_at IS NULL
      WHERE u.organisation_id = ${tenant.organisationId} AND u.id = ${userId} AND u.deleted_at IS NULL`,
    sessionsOf(tenant, userId),
    ownConsentsOf(tenant, userId),
  );
  if (!mfa || !person) return null;
  const { hasPassword, isLocal, memberships } = person;
  const guestOf = memberships.filter(({ leftAt }) => leftAt === null).map(({ organisation }) => organisation);
  return {
    mfa,
    allowed: allowedFactors(person),
    sessions: withoutIdle(tenant, sessions),
    consents,
    hasPassword,
    isLocal,
    guestOf,
  };
}
