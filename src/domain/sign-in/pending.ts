/**
 * A sign-in that has shown its password and waits for the second factor: a row of ten minutes, named by a secret in a
 * cookie of that browser alone. It is no session and opens nothing (docs/decisions/0008-pending-sign-in.md).
 * SQL: it is made, and used up, by a statement that checks the account as well; whose it is is part of counting a guess.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { ACCOUNT, type Account, accountOf, stillAsRead } from '../authenticators/accounts.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

const PURPOSE = 'sign_in';
/** Seconds. */
export const PENDING_LIFETIME = 600;
const GUESSES_MAX = 5;

export interface Pending {
  id: string;
  account: Account;
}

export async function preparePending(
  tenant: Tenant,
  account: Account,
): Promise<{ token: string; statement: Statement & Sql }> {
  const token = newSecret('pendingSignIn');
  const { now } = tenant;
  const statement = sql`
    INSERT INTO one_time_codes (id, organisation_id, user_id, purpose, code_hash, expires_at, created_at)
    SELECT ${uuidv7(now)}::uuid, ${tenant.organisationId}::uuid, ${account.id}::uuid, ${PURPOSE}, ${await sha256(token)},
           ${after(now, PENDING_LIFETIME)}::timestamptz, ${now}::timestamptz
    WHERE ${stillAsRead(account)}`;
  return { token, statement };
}

/**
 * Whose attempt a guess under this token is.
 * @param key the SHA-256 of the token, as below
 */
export function subjectOfPending(system: System, key: string): Statement & Sql {
  return sql`
    SELECT u.email FROM one_time_codes p
    JOIN users u ON u.organisation_id = p.organisation_id AND u.id = p.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = p.organisation_id AND o.deleted_at IS NULL
    WHERE p.purpose = ${PURPOSE} AND p.code_hash = ${key} AND p.consumed_at IS NULL
      AND p.attempts < ${GUESSES_MAX} AND p.expires_at > ${system.now}`;
}

export function pendingByToken({ db, now }: System, key: string) {
  const isOpen = { consumedAt: null, attempts: { lt: GUESSES_MAX }, expiresAt: { gt: now } };
  return db.prisma.oneTimeCode.findFirst({
    where: { purpose: PURPOSE, codeHash: key, ...isOpen },
    select: { id: true, user: { select: ACCOUNT } },
  });
}

/** One round trip; null when nothing waits under this token. */
export async function findPending(system: System, token: string): Promise<Pending | null> {
  const row = await pendingByToken(system, await sha256(token));
  return row && { id: row.id, account: accountOf(row.user) };
}

/** Counts a guess. One round trip; false when there had been enough. */
export async function countGuess(tenant: Tenant, pendingId: string): Promise<boolean> {
  const { count } = await tenant.db.prisma.oneTimeCode.updateMany({
    where: { id: pendingId, consumedAt: null, attempts: { lt: GUESSES_MAX } },
    data: { attempts: { increment: 1 } },
  });
  return count > 0;
}

/** @param onlyIf a condition of the caller's */
export function consumingPending(tenant: Tenant, pendingId: string, onlyIf: Sql): Statement & Sql {
  return sql`
    UPDATE one_time_codes SET consumed_at = ${tenant.now}
    WHERE id = ${pendingId} AND consumed_at IS NULL AND expires_at > ${tenant.now} AND ${onlyIf} RETURNING id`;
}

/** To run first in the flight that uses it up: whoever voids the sign-ins of a person waits, or is waited for. */
export function awaitPending(pendingId: string | null): Statement {
  return sql`SELECT FROM one_time_codes WHERE id = ${pendingId}::uuid FOR UPDATE`;
}
