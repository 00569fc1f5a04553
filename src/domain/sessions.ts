/** Browser sessions: a 256-bit token in a cookie, its SHA-256 in the database. */
import { uuidv7 } from '../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../lib/secrets.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import { recordEvent } from './events/emit.ts';
import { PRINCIPAL_COLUMNS, type Principal, type PrincipalRow, toPrincipal } from './principals.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

export interface Session {
  id: string;
  /** When the person last proved who they are (OIDC Core 2, `auth_time`). */
  authTime: Date;
  /** How (RFC 8176). */
  amr: string[];
  lastActivityAt: Date;
  expiresAt: Date;
}

export interface NewSession {
  token: string;
  id: string;
  statement: Statement;
}

/** Seconds between two writes of a session's last activity. */
const TOUCH_INTERVAL = 60;

/** Prepares a session; the caller runs its statement together with what else the sign-in writes. */
export async function prepareSession(
  tenant: Tenant,
  input: { userId: string; lifetime: number; amr: string[] },
): Promise<NewSession> {
  const { now, actor } = tenant;
  const token = newSecret('session');
  const id = uuidv7(now);
  const statement = sql`
    INSERT INTO sessions (id, organisation_id, user_id, session_token, ip_address, user_agent, auth_time, amr,
                          last_activity_at, expires_at, updated_at)
    VALUES (${id}, ${tenant.organisationId}, ${input.userId}, ${await sha256(token)}, ${actor.ipAddress},
            ${actor.userAgent}, ${now}, ${json(input.amr)}, ${now}, ${after(now, input.lifetime)}, ${now})`;
  return { token, id, statement };
}

type SessionRow = PrincipalRow & {
  id: string;
  auth_time: Date;
  amr: string[];
  last_activity_at: Date;
  expires_at: Date;
};

/**
 * The statement that finds a live session: neither past its absolute lifetime nor idle for too long, of a person and
 * an organisation that still exist.
 */
export async function sessionByToken(system: System, token: string): Promise<Statement<SessionRow>> {
  return sql<SessionRow>`
    SELECT s.id, s.auth_time, s.amr, s.last_activity_at, s.expires_at, ${PRINCIPAL_COLUMNS}
    FROM sessions s
    JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = s.organisation_id AND o.deleted_at IS NULL
    WHERE s.session_token = ${await sha256(token)}
      AND s.expires_at > ${system.now}
      AND s.last_activity_at + make_interval(secs => o.session_idle_timeout) > ${system.now}::timestamptz`;
}

export function toSession(row: SessionRow): { session: Session; principal: Principal } {
  return {
    session: {
      id: row.id,
      authTime: row.auth_time,
      amr: row.amr,
      lastActivityAt: row.last_activity_at,
      expiresAt: row.expires_at,
    },
    principal: toPrincipal(row),
  };
}

/** One round trip. */
export async function findSession(
  system: System,
  token: string,
): Promise<{ session: Session; principal: Principal } | null> {
  if (!looksLikeSecret('session', token)) return null;
  const [[row]] = await system.db.flight(await sessionByToken(system, token));
  return row ? toSession(row) : null;
}

/** Whether the session's last activity is old enough to be written again. */
export function isTouchDue(session: Session, now: Date): boolean {
  return now.getTime() - session.lastActivityAt.getTime() > TOUCH_INTERVAL * 1000;
}

export async function touchSession(tenant: Tenant, id: string): Promise<void> {
  const { now } = tenant;
  await tenant.db.flight(
    sql`UPDATE sessions SET last_activity_at = ${now}, updated_at = ${now} WHERE id = ${id}
        AND last_activity_at < ${now}`,
  );
}

/** Ends a session at its owner's wish. Ending one that is gone already changes nothing. */
export async function endSession(tenant: Tenant, id: string): Promise<void> {
  await tenant.db.flight(
    sql`DELETE FROM sessions WHERE id = ${id}`,
    recordEvent(tenant, { type: 'user.logout', resourceId: id }),
  );
}
