/** What may be presented once only: remembered until whatever bears it has expired. */
import { sha256 } from '../lib/secrets.ts';
import { sql } from '../platform/statement.ts';
import type { Tenant } from './unit-of-work.ts';

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
export async function spend(tenant: Tenant, { namespace, value, expiresAt }: SingleUse): Promise<boolean> {
  const [rows] = await tenant.db.flight(sql`
    INSERT INTO replay_ledger (organisation_id, namespace, value, expires_at, created_at)
    VALUES (${tenant.organisationId}, ${namespace}, ${await sha256(value)}, ${expiresAt}, ${tenant.now})
    ON CONFLICT (organisation_id, namespace, value) DO NOTHING RETURNING value`);
  return rows.length > 0;
}
