/** The data of the security page of an account: factors, sessions, consents and memberships. */
import { sql } from '../../platform/database/statement.ts';
import type { FactorType } from '../authenticators/factor.ts';
import { allowedFactors } from '../authenticators/kinds.ts';
import { type GivenConsent, latestFirst, ownConsentsOf } from '../consents/given.ts';
import { type MfaOverview, overviewOf, toOverview } from '../mfa/overview.ts';
import { type OwnSession, sessionsOf, withoutIdle } from '../sessions/own.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface AccountSecurity {
  mfa: MfaOverview;
  /** The factors that the organisation allows. */
  allowed: readonly FactorType[];
  sessions: OwnSession[];
  consents: GivenConsent[];
  hasPassword: boolean;
  /** Whether the account is local. Otherwise the person cannot change the address. */
  isLocal: boolean;
  /** The organisations where they are a guest. */
  guestOf: { id: string; name: string }[];
}

interface Membership {
  organisation: { id: string; name: string };
  leftAt: string | null;
}

/** One round trip; null when the person was deleted. */
export async function findAccountSecurity(tenant: Tenant, userId: string): Promise<AccountSecurity | null> {
  const { prisma, flight } = tenant.db;
  const [factors, person, passwords, [guest], sessions, ...consents] = await flight(
    overviewOf(tenant, userId),
    prisma.user.findFirst({
      where: { id: userId },
      select: { identityProvider: true, organisation: { select: { allowedMfaMethods: true } } },
    }),
    prisma.user.count({ where: { id: userId, identityProvider: 'local', password: { not: null } } }),
    // SQL: a function reads the rows of host organisations
    sql<{ memberships: Membership[] }>`SELECT guest_memberships(${userId}::uuid) AS memberships`,
    sessionsOf(tenant, userId),
    ...ownConsentsOf(tenant, userId),
  );
  if (!person) return null;
  const allowed = allowedFactors({ allowedMfaMethods: (person.organisation.allowedMfaMethods ?? []) as string[] });
  const memberships = guest?.memberships ?? [];
  const guestOf = memberships.filter(({ leftAt }) => leftAt === null).map(({ organisation }) => organisation);
  const isLocal = person.identityProvider === 'local';
  return {
    mfa: toOverview(factors),
    allowed,
    sessions: withoutIdle(tenant, sessions),
    consents: latestFirst(consents),
    hasPassword: passwords > 0,
    isLocal,
    guestOf,
  };
}
