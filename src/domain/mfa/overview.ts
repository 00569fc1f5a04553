/** The second factors that a person has set up. */

import type { FactorType } from '../authenticators/factor.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

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

/** For `toOverview`. */
export function overviewOf({ db }: Tenant, userId: string) {
  return db.prisma.user.findUnique({
    where: { id: userId },
    select: {
      mfaEnabled: true,
      mfaFactors: {
        where: { confirmedAt: { not: null } },
        select: { id: true, type: true, name: true, createdAt: true, lastUsedAt: true },
        orderBy: { id: 'asc' },
      },
      _count: { select: { mfaBackupCodes: { where: { consumedAt: null } } } },
    },
  });
}

/** Factors of a person for whom MFA is not enabled are not shown. */
export function toOverview(person: Awaited<ReturnType<typeof overviewOf>>): MfaOverview {
  if (!person?.mfaEnabled) return { enabled: false, backupCodesRemaining: 0, factors: [] };
  const factors = person.mfaFactors.map(({ type, createdAt, lastUsedAt, ...factor }) => ({
    ...factor,
    type: type as FactorType,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
  return { enabled: true, backupCodesRemaining: person._count.mfaBackupCodes, factors };
}

/** One round trip. */
export async function getMfaOverview(tenant: Tenant, userId: string): Promise<MfaOverview> {
  return toOverview(await overviewOf(tenant, userId));
}
