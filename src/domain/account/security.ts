/** What people look after on their account page: how and where they are signed in, and who may use their account. */
import { sql } from '../../platform/database/statement.ts';
import type { FactorType } from '../authenticators/factor.ts';
import { allowedFactors } from '../authenticators/kinds.ts';
import { type GivenConsent, latestFirst, ownConsentsOf } from '../consents/given.ts';
import { type MfaOverview, overviewOf, toOverview } from '../mfa/overview.ts';
import { type OwnSession, sessionsOf, withoutIdle } from '../sessions/own.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

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
  const { prisma, flight } = tenant.db;
  const [factors, person, passwords, [guest], sessions, ...consents] = await flight(
    overviewOf(tenant, userId),
    prisma.user.findFirst({
      where: { id: userId },
      select: { identityProvider: true, organisation: { select: { allowedMfaMethods: true } } },
    }),
    prisma.user.count({ where: { id: userId, identityProvider: 'local', password: { not: null } } }),
    // SQL: a function tells what hosts keep of their guests
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
