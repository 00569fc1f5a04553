/**
 * Codes by e-mail: eight digits, good once, for ten minutes and five guesses. Asking for a new one voids the last.
 * SQL: codes an hour are counted by the statement that adds one, and whoever takes a code asks with a statement of theirs.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { queueEmail } from '../outbox/emails.ts';
import { recipientOf, type SecurityNotices } from '../outbox/security-notices.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Factor } from './factor.ts';

/** Two more than an authenticator's: the two cannot be mistaken for one another. */
const DIGITS = 8;
/** Seconds. */
export const EMAIL_CODE_LIFETIME = 600;
const GUESSES_MAX = 5;
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
 * Keyed: eight digits under a plain hash would be read from a copy of the database in a second. The first is the one to
 * store; the others are of codes that were sent before the key was replaced.
 */
function hashesOf(box: SecretBox, userId: string, code: string): Promise<string[]> {
  return box.macs(`${userId} ${code}`, PURPOSE);
}

/** Seconds between two messages, and messages an hour: a mailbox is not to be flooded. */
const INTERVAL = 30;
const HOURLY_MAX = 6;

/**
 * Sends a code; it voids the one before. When there were too many already nothing is sent, and the last stays good.
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
 * Whether a code is right: the statement that uses it up then, which returns a row when it did. Each look is a guess,
 * counted by the statement that looks. One round trip.
 */
export async function guessEmailCode(
  tenant: Tenant,
  box: SecretBox,
  userId: string,
  code: string,
): Promise<(Statement & Sql) | null> {
  const { now } = tenant;
  const hashes = await hashesOf(box, userId, code);
  const codes = await tenant.db.prisma.oneTimeCode.updateManyAndReturn({
    where: { userId, purpose: PURPOSE, consumedAt: null, attempts: { lt: GUESSES_MAX }, expiresAt: { gt: now } },
    data: { attempts: { increment: 1 } },
    select: { id: true, codeHash: true },
  });
  const found = codes.find(({ codeHash }) => hashes.includes(codeHash));
  if (!found) return null;
  return sql`
    UPDATE one_time_codes SET consumed_at = ${now}::timestamptz
    WHERE id = ${found.id}::uuid AND consumed_at IS NULL RETURNING id`;
}

export function isEmailCode(answer: string): boolean {
  return /^\d{8}$/.test(answer);
}

export const email: Factor = {
  type: 'email',
  recognises: isEmailCode,
  verify: async ({ tenant, box }, { id, factors }, answer) => {
    if (!factors.some(({ type }) => type === 'email')) return null;
    const consuming = await guessEmailCode(tenant, box, id, answer);
    // NIST SP 800-63B-4 section 3.1.3.1: e-mail "SHALL NOT be used for out-of-band authentication". Whoever reads the
    // mailbox can also set a new password, so together they are one factor: no `mfa`.
    return consuming && { amr: ['otp'], consuming };
  },
};
