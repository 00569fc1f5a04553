/** Replay protection: values that may be presented once, stored until their bearer has expired. */
import { sha256 } from '../../lib/secrets.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface SingleUse {
  /** Values are unique within it. */
  namespace: string;
  /** Of any length: its hash is stored. */
  value: string;
  /** When the bearer of the value expires. */
  expiresAt: Date;
}

/**
 * One round trip.
 * @returns whether this is the first use; of concurrent uses exactly one is
 */
export async function consumeOnce(tenant: Tenant, { namespace, value, expiresAt }: SingleUse): Promise<boolean> {
  const { organisationId, now } = tenant;
  const hash = await sha256(value);
  const { count } = await tenant.db.prisma.replayLedgerEntry.createMany({
    data: [{ organisationId, namespace, value: hash, expiresAt, createdAt: now }],
    // ON CONFLICT DO NOTHING: one statement checks and writes.
    skipDuplicates: true,
  });
  return count > 0;
}
