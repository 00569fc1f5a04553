/**
 * The end of every way to sign in: a session, and what is to be remembered of it.
 * SQL: takes locks, and each statement does something only if the session was opened by the one before.
 */
import { sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { type Account, lockingAccount, stillAsRead } from '../authenticators/accounts.ts';
import { FAILURES_MAX } from '../authenticators/factor.ts';
import type { Answered } from '../authenticators/kinds.ts';
import { EVENT_COLUMNS, eventValues } from '../events/emit.ts';
import { type Attempt, type Origin, refundAttempt } from '../lockout/attempts.ts';
import { queueEmail } from '../outbox/emails.ts';
import { noticeTo, type SecurityNotices } from '../outbox/security-notices.ts';
import { deviceFor, rememberingDevice } from '../sessions/known-devices.ts';
import { prepareSession } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { awaitPending, consumingPending } from './pending.ts';

export interface SignedIn {
  kind: 'signed_in';
  sessionToken: string;
  /** Seconds. */
  lifetime: number;
  /** The value of the device cookie from now on. */
  device: string;
  user: { id: string; email: string; name: string };
  /** Where to: the person's own organisation unless a context was given. */
  organisation: { id: string; slug: string; name: string };
}

export interface Arrival {
  account: Account;
  /** RFC 8176. */
  amr: readonly string[];
  answered?: Answered | null;
  origin: Origin;
  isKnownDevice: boolean;
  /** What was paid for the attempt; given back. */
  attempt?: Attempt;
  /** The token of the session this browser had: it goes on under another token, if it is the same person's. */
  previousSession?: string | undefined;
  freshHash?: string | null;
  /** The sign-in that waited for the second factor; used up by the statement that opens the session. */
  pendingId?: string;
}

/**
 * One round trip; null when what led here is good no more: the answer to the second factor, the sign-in that waited for
 * it, or the password. Nothing is used up without the session.
 */
export async function openSession(
  system: System,
  tenant: Tenant,
  arrival: Arrival,
  notices: SecurityNotices,
): Promise<SignedIn | null> {
  const { account, amr, attempt, answered, pendingId } = arrival;
  const { organisation } = account;
  const lifetime = organisation.sessionLifetime;
  const continues = sql`session_token = ${await sha256(arrival.previousSession ?? '')}`;
  const session = await prepareSession(tenant, {
    userId: account.id,
    lifetime,
    amr,
    continues,
    ...(answered ? { answer: answered.consuming } : {}),
    onlyIf:
      pendingId === undefined
        ? sql`SELECT 1 WHERE ${stillAsRead(account)}`
        : consumingPending(tenant, pendingId, sql`EXISTS (SELECT FROM answer) AND ${stillAsRead(account)}`),
  });
  const device = deviceFor(arrival.origin.device);
  const [[, , , opened]] = await Promise.all([
    tenant.db.flight(
      // In the order of whoever changes the password or the factors of a person, so that nobody waits for each other.
      awaitPending(pendingId ?? null),
      sql`SELECT FROM sessions WHERE user_id = ${account.id} AND ${continues} FOR NO KEY UPDATE`,
      lockingAccount(account),
      session.statement,
      welcoming(tenant, arrival, session.key),
      recordingSuccess(tenant, arrival, session.key),
      await rememberingDevice(tenant, device, session.key),
      ...(await messages(tenant, arrival, session.key, notices)),
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

function welcoming(tenant: Tenant, { account, freshHash, amr, answered }: Arrival, sessionKey: string): Statement {
  const { now, actor } = tenant;
  return sql`
    UPDATE users
    SET last_login_at = ${now}, last_login_ip = ${actor.ipAddress}, login_count = login_count + 1,
        failed_login_count = 0, locked_until = NULL, updated_at = ${now},
        password_failures = CASE WHEN ${amr.includes('pwd')} AND password_failures < ${FAILURES_MAX} THEN 0 ELSE password_failures END,
        backup_code_failures = CASE WHEN ${answered?.factor === 'backup_code'} AND backup_code_failures < ${FAILURES_MAX} THEN 0
          ELSE backup_code_failures END,
        password = CASE WHEN password = ${account.password} THEN COALESCE(${freshHash ?? null}, password) ELSE password END
    WHERE id = ${account.id} AND deleted_at IS NULL AND EXISTS (SELECT FROM sessions WHERE session_token = ${sessionKey})`;
}

function recordingSuccess(tenant: Tenant, { amr, answered }: Arrival, sessionKey: string): Statement {
  const metadata = {
    mfaUsed: answered != null || amr.includes('mfa'),
    ...(answered ? { factor: answered.factor } : {}),
    amr,
  };
  const event = { type: 'user.login.success', resourceId: sql`sessions.id::text`, metadata } as const;
  return sql`
    INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)}
    FROM sessions WHERE session_token = ${sessionKey}`;
}

/** A browser seen for the first time is worth a message, but not at the very first sign-in. */
async function messages(
  tenant: Tenant,
  { account, answered, isKnownDevice }: Arrival,
  sessionKey: string,
  notices: SecurityNotices,
): Promise<FlightItem[]> {
  const notice = noticeTo(tenant, account);
  const queue: FlightItem[] = [];
  if (!isKnownDevice && account.loginCount > 0) {
    queue.push(queueEmail(tenant, await notices.newDevice(notice), { dedupeKey: `new-device:${sessionKey}` }));
  }
  if (answered?.factor === 'backup_code') {
    const email = await notices.factorChanged({ ...notice, change: 'backup_code_used' });
    queue.push(queueEmail(tenant, email, { dedupeKey: `backup-code:${sessionKey}` }));
  }
  return queue;
}
