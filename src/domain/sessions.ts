/** Browser sessions: a 256-bit token in a cookie, its SHA-256 in the database. */
import { uuidv7 } from '../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../lib/secrets.ts';
import { json, type Sql, type Statement, sql } from '../platform/statement.ts';
import { recordEvent } from './events/emit.ts';
import { PRINCIPAL_COLUMNS, type Principal, type PrincipalRow, toPrincipal } from './principals.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

/** enrolment: whoever must set up a second factor first, and may do nothing else. */
export type SessionKind = 'full' | 'enrolment';

export interface Session {
  id: string;
  kind: SessionKind;
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
  statement: Statement<{ id: string }>;
}

/** Seconds between two writes of a session's last activity. */
const TOUCH_INTERVAL = 60;

/**
 * Prepares a session; the caller runs its statement together with what else the sign-in writes. `onlyIf` is a statement
 * that uses something up: there is a session for each row that it returns.
 */
export async function prepareSession(
  tenant: Tenant,
  input: { userId: string; lifetime: number; amr: readonly string[]; kind?: SessionKind; onlyIf?: Statement & Sql },
): Promise<NewSession> {
  const { now, actor } = tenant;
  const token = newSecret('session');
  const id = uuidv7(now);
  const statement = sql<{ id: string }>`
    WITH source AS (${input.onlyIf ?? sql`SELECT 1`})
    INSERT INTO sessions (id, organisation_id, user_id, session_token, kind, ip_address, user_agent, auth_time, amr,
                          last_activity_at, expires_at, created_at, updated_at)
    SELECT ${id}::uuid, ${tenant.organisationId}::uuid, ${input.userId}::uuid, ${await sha256(token)},
           ${input.kind ?? 'full'}::"SessionKind", ${actor.ipAddress}, ${actor.userAgent}, ${now}::timestamptz,
           ${json(input.amr)}::jsonb, ${now}::timestamptz, ${after(now, input.lifetime)}::timestamptz,
           ${now}::timestamptz, ${now}::timestamptz
    FROM source RETURNING id`;
  return { token, id, statement };
}

type SessionRow = PrincipalRow & {
  id: string;
  kind: SessionKind;
  auth_time: Date;
  amr: string[];
  last_activity_at: Date;
  expires_at: Date;
};

/**
 * Most have no use for a session that may only enrol, so those who have must say so. It ends as soon as there is a
 * second factor: it stands for the password alone.
 */
interface SessionOptions {
  includeEnrolment?: boolean;
}

/**
 * The statement that finds a live session: neither past its absolute lifetime nor idle for too long, of a person and
 * an organisation that still exist.
 */
export async function sessionByToken(
  system: System,
  token: string,
  { includeEnrolment = false }: SessionOptions = {},
): Promise<Statement<SessionRow>> {
  return sql<SessionRow>`
    SELECT s.id, s.kind, s.auth_time, s.amr, s.last_activity_at, s.expires_at, ${PRINCIPAL_COLUMNS}
    FROM sessions s
    JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = s.organisation_id AND o.deleted_at IS NULL
    WHERE s.session_token = ${await sha256(token)} AND (s.kind = 'full' OR (${includeEnrolment} AND NOT u.mfa_enabled))
      AND s.expires_at > ${system.now}
      AND s.last_activity_at + make_interval(secs => o.session_idle_timeout) > ${system.now}::timestamptz`;
}

export function toSession(row: SessionRow): { session: Session; principal: Principal } {
  return {
    session: {
      id: row.id,
      kind: row.kind,
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
  options: SessionOptions = {},
): Promise<{ session: Session; principal: Principal } | null> {
  if (!looksLikeSecret('session', token)) return null;
  const [[row]] = await system.db.flight(await sessionByToken(system, token, options));
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
