/** Ten codes on paper for the day the other factor is lost; each good once, all replaced together. */
import { toBase32 } from '../../lib/base32.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { sha256 } from '../../lib/secrets.ts';
import { json, type Statement, sql } from '../../platform/statement.ts';
import type { Tenant } from '../unit-of-work.ts';
import type { Factor } from './factor.ts';

const COUNT = 10;
/** 80 bits: a plain hash is enough, there is nothing to guess. */
const CODE_BYTES = 10;

/** `ABCD-EFGH-2345-JKLM` */
export function newBackupCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const text = toBase32(crypto.getRandomValues(new Uint8Array(CODE_BYTES)));
    return (text.match(/.{4}/g) ?? []).join('-');
  });
}

/** As it was typed: hyphens, spaces and capitals do not matter. */
function normalise(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}

function hashOf(userId: string, code: string): Promise<string> {
  return sha256(`${userId} ${normalise(code)}`);
}

/** The statements that make these the person's codes and void all earlier ones. */
export async function replacingBackupCodes(tenant: Tenant, userId: string, codes: string[]): Promise<Statement[]> {
  const rows = await Promise.all(
    codes.map(async (code) => ({ id: uuidv7(tenant.now), hash: await hashOf(userId, code) })),
  );
  return [
    sql`DELETE FROM mfa_backup_codes WHERE user_id = ${userId}`,
    sql`INSERT INTO mfa_backup_codes (id, organisation_id, user_id, code_hash, created_at)
        SELECT c.id, ${tenant.organisationId}::uuid, ${userId}::uuid, c.hash, ${tenant.now}::timestamptz
        FROM jsonb_to_recordset(${json(rows)}::jsonb) AS c(id uuid, hash text)`,
  ];
}

export const backupCode: Factor = {
  type: 'backup_code',
  recognises: (answer) => /^[A-Z2-7]{16}$/.test(normalise(answer)),
  redeem: async ({ tenant }, { id }, answer) => {
    const [used] = await tenant.db.flight(sql`
      UPDATE mfa_backup_codes SET consumed_at = ${tenant.now}
      WHERE user_id = ${id} AND code_hash = ${await hashOf(id, answer)} AND consumed_at IS NULL RETURNING id`);
    return used.length > 0 ? { amr: ['otp'] } : null;
  },
};
