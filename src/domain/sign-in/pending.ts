/**
 * A sign-in that waits for the second factor after the right password: a row that lives ten minutes, named by a secret
 * in a cookie of that browser. It is not a session and gives no access (docs/decisions/0008-pending-sign-in.md).
 * SQL: the statements that create and consume it check the account as well; `emailOfPending` is part of another one.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { ACCOUNT, type Account, accountOf, stillAsRead } from '../authenticators/accounts.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

const PURPOSE = 'sign_in';
/** Seconds. */
export const PENDING_LIFETIME = 600;
const ATTEMPTS_MAX = 5;

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
 * The address whose attempts are counted for an answer with this token.
 * @param key the SHA-256 of the token, as below
 */
export function emailOfPending(system: System, key: string): Statement & Sql {
  return sql`
    SELECT u.email FROM one_time_codes p
    JOIN users u ON u.organisation_id = p.organisation_id AND u.id = p.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = p.organisation_id AND o.deleted_at IS NULL
    WHERE p.purpose = ${PURPOSE} AND p.code_hash = ${key} AND p.consumed_at IS NULL
      AND p.attempts < ${ATTEMPTS_MAX} AND p.expires_at > ${system.now}`;
}

export function pendingByToken({ db, now }: System, key: string) {
  const isOpen = { consumedAt: null, attempts: { lt: ATTEMPTS_MAX }, expiresAt: { gt: now } };
  return db.prisma.oneTimeCode.findFirst({
    where: { purpose: PURPOSE, codeHash: key, ...isOpen },
    select: { id: true, user: { select: ACCOUNT } },
  });
}

/** One round trip; null when the token belongs to no pending sign-in. */
export async function findPending(system: System, token: string): Promise<Pending | null> {
  const row = await pendingByToken(system, await sha256(token));
  return row && { id: row.id, account: accountOf(row.user) };
}

/** Counts an attempt. One round trip; false when there were too many before. */
export async function countPendingAttempt(tenant: Tenant, pendingId: string): Promise<boolean> {
  const { count } = await tenant.db.prisma.oneTimeCode.updateMany({
    where: { id: pendingId, consumedAt: null, attempts: { lt: ATTEMPTS_MAX } },
    data: { attempts: { increment: 1 } },
  });
  return count > 0;
}

/** @param onlyIf another condition */
export function consumePending(tenant: Tenant, pendingId: string, onlyIf: Sql): Statement & Sql {
  return sql`
    UPDATE one_time_codes SET consumed_at = ${tenant.now}
    WHERE id = ${pendingId} AND consumed_at IS NULL AND expires_at > ${tenant.now} AND ${onlyIf} RETURNING id`;
}

/** Runs first in the flight that consumes it: serialises it with a flight that voids the person's pending sign-ins. */
export function lockPending(pendingId: string | null): Statement {
  return sql`SELECT FROM one_time_codes WHERE id = ${pendingId}::uuid FOR UPDATE`;
}
