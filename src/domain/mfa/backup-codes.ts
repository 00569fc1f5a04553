/** Ten codes on paper for the day the other factor is lost; each good once, all replaced together. */
import { toBase32 } from '../../lib/base32.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { sha256 } from '../../lib/secrets.ts';
import { json, type Statement, sql } from '../../platform/statement.ts';
import type { Tenant } from '../unit-of-work.ts';
import { normaliseAnswer } from './answer-text.ts';
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

function hashOf(userId: string, code: string): Promise<string> {
  return sha256(`${userId} ${normaliseAnswer(code).toUpperCase()}`);
}

/** The statements that make these the person's codes and void all earlier ones. */
export async function replacingBackupCodes(tenant: Tenant, userId: string, codes: string[]): Promise<Statement[]> {
  const rows = await Promise.all(
    codes.map(async (code) => ({ id: uuidv7(tenant.now), hash: await hashOf(userId, code) })),
  );
  return [
    sql`UPDATE users SET backup_code_failures = 0 WHERE id = ${userId} AND deleted_at IS NULL`,
    sql`DELETE FROM mfa_backup_codes WHERE user_id = ${userId}`,
    sql`INSERT INTO mfa_backup_codes (id, organisation_id, user_id, code_hash, created_at)
        SELECT c.id, ${tenant.organisationId}::uuid, ${userId}::uuid, c.hash, ${tenant.now}::timestamptz
        FROM jsonb_to_recordset(${json(rows)}::jsonb) AS c(id uuid, hash text)`,
  ];
}

export const backupCode: Factor = {
  type: 'backup_code',
  recognises: (answer) => /^[A-Z2-7]{16}$/i.test(answer),
  verify: async ({ tenant }, { id, hasBackupCodes }, answer) => {
    if (!hasBackupCodes) return null;
    const which = sql`user_id = ${id}::uuid AND code_hash = ${await hashOf(id, answer)} AND consumed_at IS NULL`;
    const [found] = await tenant.db.flight(sql`SELECT id FROM mfa_backup_codes WHERE ${which}`);
    if (found.length === 0) return null;
    const consuming = sql`
      UPDATE mfa_backup_codes SET consumed_at = ${tenant.now}::timestamptz WHERE ${which} RETURNING id`;
    return { amr: ['otp', 'mfa'], consuming };
  },
};
