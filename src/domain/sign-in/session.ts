/**
 * The last step of every sign-in: opens the session, and records it.
 * SQL: takes locks, and each statement writes only if the one before opened the session.
 */
import { sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { type Account, lockAccount, stillAsRead } from '../authenticators/accounts.ts';
import { FAILURES_MAX } from '../authenticators/factor.ts';
import type { VerifiedFactor } from '../authenticators/kinds.ts';
import { EVENT_COLUMNS, eventValues } from '../events/emit.ts';
import { type Attempt, type Origin, refundAttempt } from '../lockout/attempts.ts';
import { queueEmail } from '../outbox/emails.ts';
import { noticeTo, type SecurityNotices } from '../outbox/security-notices.ts';
import { deviceFor, rememberDevice } from '../sessions/known-devices.ts';
import { prepareSession } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { consumePending, lockPending } from './pending.ts';

export interface SignedIn {
  kind: 'signed_in';
  sessionToken: string;
  /** Seconds. */
  lifetime: number;
  /** The value of the device cookie from now on. */
  device: string;
  user: { id: string; email: string; name: string };
  /** The organisation of the context, or the person's own one. */
  organisation: { id: string; slug: string; name: string };
}

export interface CompletedSignIn {
  account: Account;
  /** RFC 8176. */
  amr: readonly string[];
  verified?: VerifiedFactor | null;
  origin: Origin;
  isKnownDevice: boolean;
  /** The counted attempt; it is refunded. */
  attempt?: Attempt;
  /** The token of the browser's previous session. A session of the same person continues under a new token. */
  previousSession?: string | undefined;
  newHash?: string | null;
  /** The pending sign-in; consumed by the statement that opens the session. */
  pendingId?: string;
}

/**
 * One round trip; null when the second factor's answer, the pending sign-in or the password is no longer valid. Nothing
 * is consumed unless the session is opened.
 */
export async function openSession(
  system: System,
  tenant: Tenant,
  completed: CompletedSignIn,
  notices: SecurityNotices,
): Promise<SignedIn | null> {
  const { account, amr, attempt, verified, pendingId } = completed;
  const { organisation } = account;
  const lifetime = organisation.sessionLifetime;
  const continues = sql`session_token = ${await sha256(completed.previousSession ?? '')}`;
  const session = await prepareSession(tenant, {
    userId: account.id,
    lifetime,
    amr,
    continues,
    ...(verified ? { answer: verified.consume } : {}),
    onlyIf:
      pendingId === undefined
        ? sql`SELECT 1 WHERE ${stillAsRead(account)}`
        : consumePending(tenant, pendingId, sql`EXISTS (SELECT FROM answer) AND ${stillAsRead(account)}`),
  });
  const device = deviceFor(completed.origin.device);
  const [[, , , opened]] = await Promise.all([
    tenant.db.flight(
      // Locks in the same order as changes of the password or of factors, so that they never deadlock.
      lockPending(pendingId ?? null),
      sql`SELECT FROM sessions WHERE user_id = ${account.id} AND ${continues} FOR NO KEY UPDATE`,
      lockAccount(account),
      session.statement,
      recordLastLogin(tenant, completed, session.key),
      recordLoginSuccess(tenant, completed, session.key),
      await rememberDevice(tenant, device, session.key),
      ...(await queueNotices(tenant, completed, session.key, notices)),
    ),
    attempt && refundAttempt(system, attempt, { succeeded: true }),
  ]);
  if (opened.length === 0) return null;
  return {
    kind: 'signed_in',
    sessionToken: session.token,
    lifetime,
    device,
    user: { id: account.id, email: account.email, name: account.name },
    organisation: { id: organisation.id, slug: organisation.slug, name: organisation.name },
  };
}

function recordLastLogin(
  tenant: Tenant,
  { account, newHash, amr, verified }: CompletedSignIn,
  sessionKey: string,
): Statement {
  const { now, actor } = tenant;
  return sql`
    UPDATE users
    SET last_login_at = ${now}, last_login_ip = ${actor.ipAddress}, login_count = login_count + 1,
        failed_login_count = 0, locked_until = NULL, updated_at = ${now},
        password_failures = CASE WHEN ${amr.includes('pwd')} AND password_failures < ${FAILURES_MAX} THEN 0 ELSE password_failures END,
        backup_code_failures = CASE WHEN ${verified?.factor === 'backup_code'} AND backup_code_failures < ${FAILURES_MAX} THEN 0
          ELSE backup_code_failures END,
        password = CASE WHEN password = ${account.password} THEN COALESCE(${newHash ?? null}, password) ELSE password END
    WHERE id = ${account.id} AND deleted_at IS NULL AND EXISTS (SELECT FROM sessions WHERE session_token = ${sessionKey})`;
}

function recordLoginSuccess(tenant: Tenant, { amr, verified }: CompletedSignIn, sessionKey: string): Statement {
  const metadata = {
    mfaUsed: verified != null || amr.includes('mfa'),
    ...(verified ? { factor: verified.factor } : {}),
    amr,
  };
  const event = { type: 'user.login.success', resourceId: sql`sessions.id::text`, metadata } as const;
  return sql`
    INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)}
    FROM sessions WHERE session_token = ${sessionKey}`;
}

/** An unknown browser causes a message, except at the person's first sign-in. */
async function queueNotices(
  tenant: Tenant,
  { account, verified, isKnownDevice }: CompletedSignIn,
  sessionKey: string,
  notices: SecurityNotices,
): Promise<FlightItem[]> {
  const notice = noticeTo(tenant, account);
  const queue: FlightItem[] = [];
  if (!isKnownDevice && account.loginCount > 0) {
    queue.push(queueEmail(tenant, await notices.newDevice(notice), { dedupeKey: `new-device:${sessionKey}` }));
  }
  if (verified?.factor === 'backup_code') {
    const email = await notices.factorChanged({ ...notice, change: 'backup_code_used' });
    queue.push(queueEmail(tenant, email, { dedupeKey: `backup-code:${sessionKey}` }));
  }
  return queue;
}
