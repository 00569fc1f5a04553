/** Ten codes for when the other factor is lost: each works once, and all are replaced together. */
import { toBase32 } from '../../lib/base32.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { normaliseAnswer } from './answer-text.ts';
import type { Factor } from './factor.ts';

const COUNT = 10;
/** 80 bits of entropy: a plain hash is enough. */
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

/** Stores new codes; all earlier ones are deleted. */
export async function writeBackupCodes(tenant: Tenant, userId: string, codes: string[]): Promise<FlightItem[]> {
  const { organisationId, now } = tenant;
  const { prisma } = tenant.db;
  const hashes = await Promise.all(codes.map((code) => hashOf(userId, code)));
  const data = hashes.map((codeHash) => ({ id: uuidv7(now), organisationId, userId, codeHash, createdAt: now }));
  return [
    prisma.user.updateMany({ where: { id: userId }, data: { backupCodeFailures: 0, updatedAt: now } }),
    prisma.mfaBackupCode.deleteMany({ where: { userId } }),
    prisma.mfaBackupCode.createMany({ data }),
  ];
}

export const backupCode: Factor = {
  type: 'backup_code',
  recognises: (answer) => /^[A-Z2-7]{16}$/i.test(answer),
  verify: async ({ tenant }, { id, hasBackupCodes }, answer) => {
    if (!hasBackupCodes) return null;
    const codeHash = await hashOf(id, answer);
    const code = await tenant.db.prisma.mfaBackupCode.findFirst({
      where: { userId: id, codeHash, consumedAt: null },
      select: { id: true },
    });
    if (!code) return null;
    // SQL: becomes part of the statement that the code is for
    const consume = sql`
      UPDATE mfa_backup_codes SET consumed_at = ${tenant.now}::timestamptz
      WHERE id = ${code.id}::uuid AND consumed_at IS NULL RETURNING id`;
    return { amr: ['otp', 'mfa'], consume };
  },
};
