/**
 * Codes by e-mail: eight digits, valid once, for ten minutes and five attempts. A new code voids the last one.
 * SQL: one statement counts the codes of the hour and adds one; consuming a code is part of another statement.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { queueEmail } from '../outbox/emails.ts';
import { recipientOf, type SecurityNotices } from '../outbox/security-notices.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Factor } from './factor.ts';

/** Two more than a TOTP has, so that the kind of a code is known by its length. */
const DIGITS = 8;
/** Seconds. */
export const EMAIL_CODE_LIFETIME = 600;
const ATTEMPTS_MAX = 5;
const PURPOSE = 'mfa.email';

/** Rejection sampling: every code is as likely as every other. */
export function newEmailCode(): string {
  const limit = 10 ** DIGITS;
  for (;;) {
    const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (value < Math.floor(2 ** 32 / limit) * limit) return String(value % limit).padStart(DIGITS, '0');
  }
}

/**
 * Keyed hashes: a plain hash of eight digits is broken in a second by whoever has a copy of the database. The first one
 * is stored; the others match codes that were sent before a key rotation.
 */
function hashesOf(box: SecretBox, userId: string, code: string): Promise<string[]> {
  return box.macs(`${userId} ${code}`, PURPOSE);
}

/** Seconds between two messages, and messages an hour: nobody can flood a mailbox. */
const INTERVAL = 30;
const HOURLY_MAX = 6;

/**
 * Sends a code, which voids the one before. Over the limit nothing is sent, and the last code stays valid.
 * Two round trips.
 */
export async function sendEmailCode(
  tenant: Tenant,
  person: Parameters<typeof recipientOf>[0] & { id: string },
  { box, notices }: { box: SecretBox; notices: SecurityNotices },
): Promise<void> {
  const { now } = tenant;
  const code = newEmailCode();
  const [codeHash] = await hashesOf(box, person.id, code);
  const id = uuidv7(now);
  const codes = sql`one_time_codes WHERE user_id = ${person.id} AND purpose = ${PURPOSE}`;
  const stored = await nullIfMissing(
    tenant.db.flight(
      required(
        sql`
          INSERT INTO one_time_codes (id, organisation_id, user_id, purpose, code_hash, expires_at, created_at)
          SELECT ${id}::uuid, ${tenant.organisationId}::uuid, ${person.id}::uuid, ${PURPOSE},
                 ${codeHash}, ${after(now, EMAIL_CODE_LIFETIME)}::timestamptz, ${now}::timestamptz
          WHERE NOT EXISTS (SELECT FROM ${codes} AND created_at > ${after(now, -INTERVAL)})
            AND (SELECT count(*) FROM ${codes} AND created_at > ${after(now, -3600)}) < ${HOURLY_MAX}
          RETURNING id`,
        MISSING,
      ),
      tenant.db.prisma.oneTimeCode.updateMany({
        where: { userId: person.id, purpose: PURPOSE, consumedAt: null, id: { not: id } },
        data: { consumedAt: now },
      }),
    ),
  );
  if (!stored) return;
  const email = await notices.oneTimeCode({ ...recipientOf(person), code, lifetime: EMAIL_CODE_LIFETIME });
  await tenant.db.flight(queueEmail(tenant, email, { dedupeKey: `mfa-code:${id}` }));
}

/**
 * Checks a code, and counts the attempt. One round trip.
 * @returns the statement that consumes a correct code, and returns a row if it did; null when the code is wrong
 */
export async function checkEmailCode(
  tenant: Tenant,
  box: SecretBox,
  userId: string,
  code: string,
): Promise<(Statement & Sql) | null> {
  const { now } = tenant;
  const hashes = await hashesOf(box, userId, code);
  const codes = await tenant.db.prisma.oneTimeCode.updateManyAndReturn({
    where: { userId, purpose: PURPOSE, consumedAt: null, attempts: { lt: ATTEMPTS_MAX }, expiresAt: { gt: now } },
    data: { attempts: { increment: 1 } },
    select: { id: true, codeHash: true },
  });
  const match = codes.find(({ codeHash }) => hashes.includes(codeHash));
  if (!match) return null;
  return sql`
    UPDATE one_time_codes SET consumed_at = ${now}::timestamptz
    WHERE id = ${match.id}::uuid AND consumed_at IS NULL RETURNING id`;
}

export function isEmailCode(answer: string): boolean {
  return /^\d{8}$/.test(answer);
}

export const email: Factor = {
  type: 'email',
  recognises: isEmailCode,
  verify: async ({ tenant, box }, { id, factors }, answer) => {
    if (!factors.some(({ type }) => type === 'email')) return null;
    const consume = await checkEmailCode(tenant, box, id, answer);
    // NIST SP 800-63B-4 section 3.1.3.1: e-mail "SHALL NOT be used for out-of-band authentication". Access to the
    // mailbox is enough to reset the password, so password and code together are one factor: no `mfa`.
    return consume && { amr: ['otp'], consume };
  },
};
