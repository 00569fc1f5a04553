/** What may be presented once only: remembered until whatever bears it has expired. */
import { sha256 } from '../../lib/secrets.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface SingleUse {
  /** Within which the value is unique. */
  namespace: string;
  /** Of any length: its hash is what is stored. */
  value: string;
  /** From when on its bearer is refused anyway. */
  expiresAt: Date;
}

/**
 * One round trip.
 * @returns whether it is the first use; of many at once exactly one is
 */
export async function consumeOnce(tenant: Tenant, { namespace, value, expiresAt }: SingleUse): Promise<boolean> {
  const { organisationId, now } = tenant;
  const hash = await sha256(value);
  const { count } = await tenant.db.prisma.replayLedgerEntry.createMany({
    data: [{ organisationId, namespace, value: hash, expiresAt, createdAt: now }],
    // ON CONFLICT DO NOTHING: the statement that looks is the one that writes.
    skipDuplicates: true,
  });
  return count > 0;
}
