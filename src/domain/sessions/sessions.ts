/** Browser sessions: a 256-bit token in a cookie, its SHA-256 in the database. */
import { uuidv7 } from '../../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../../lib/secrets.ts';
import { json, type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { PRINCIPAL_COLUMNS, type Principal, type PrincipalRow, toPrincipal } from '../access/principals.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** enrolment: only allows setting up a second factor. */
export type SessionKind = 'full' | 'enrolment';

export interface Session {
  id: string;
  /** The home organisation of the person, also when they act as a guest. */
  organisationId: string;
  kind: SessionKind;
  /** When the person last authenticated (OIDC Core 2, `auth_time`). */
  authTime: Date;
  /** Authentication method references (RFC 8176). */
  amr: string[];
  lastActivityAt: Date;
  expiresAt: Date;
  /** When a second factor was last checked within the session, after sign-in. */
  factorCheckedAt: Date | null;
}

export interface NewSession {
  token: string;
  /** The SHA-256 of the token: later statements of the flight find the session by it. */
  key: string;
  statement: Statement<{ id: string }>;
}

interface SessionInput {
  userId: string;
  /** Seconds. */
  lifetime: number;
  amr: readonly string[];
  kind?: SessionKind;
  /** A statement that may consume something. The session is created for the row that it returns. */
  onlyIf?: Statement & Sql;
  /**
   * Consumes the answer to a second factor; without a row there is no session. `onlyIf` may refer to it as `answer`.
   */
  answer?: Statement & Sql;
  /**
   * A condition on the session that this one continues, if it is the same person's. It keeps its id, which its clients
   * know (`sid`), and gets a new token, against session fixation.
   */
  continues?: Sql;
}

/** Seconds between two writes of a session's last activity. */
const TOUCH_INTERVAL = 60;

/** Prepares a session; the caller runs its statement in the flight of the sign-in. */
export async function prepareSession(tenant: Tenant, input: SessionInput): Promise<NewSession> {
  const { now, actor } = tenant;
  const { userId, kind = 'full', onlyIf = sql`SELECT 1`, answer = sql`SELECT 1`, continues = sql`FALSE` } = input;
  const token = newSecret('session');
  const key = await sha256(token);
  // SQL: one statement consumes what the sign-in is based on, and creates or continues the session
  const statement = sql<{ id: string }>`
    WITH answer AS (${answer}), source AS (${onlyIf}),
    continued AS (SELECT id FROM sessions WHERE user_id = ${userId} AND ${continues} FOR NO KEY UPDATE)
    INSERT INTO sessions (id, organisation_id, user_id, session_token, kind, ip_address, user_agent, auth_time, amr,
                          last_activity_at, expires_at, created_at, updated_at)
    SELECT COALESCE((SELECT id FROM continued), ${uuidv7(now)}::uuid), ${tenant.organisationId}::uuid, ${userId}::uuid,
           ${key}, ${kind}::"SessionKind", ${actor.ipAddress}, ${actor.userAgent}, ${now}::timestamptz,
           ${json(input.amr)}::jsonb, ${now}::timestamptz, ${after(now, input.lifetime)}::timestamptz,
           ${now}::timestamptz, ${now}::timestamptz
    FROM source, answer
    ON CONFLICT (id) DO UPDATE
      SET session_token = EXCLUDED.session_token, kind = EXCLUDED.kind, ip_address = EXCLUDED.ip_address,
          user_agent = EXCLUDED.user_agent, auth_time = EXCLUDED.auth_time, amr = EXCLUDED.amr,
          last_activity_at = EXCLUDED.last_activity_at, expires_at = EXCLUDED.expires_at,
          factor_checked_at = NULL, updated_at = EXCLUDED.updated_at
    RETURNING id`;
  return { token, key, statement };
}

export type SessionRow = PrincipalRow & {
  id: string;
  organisation_id: string;
  kind: SessionKind;
  auth_time: Date;
  amr: string[];
  last_activity_at: Date;
  expires_at: Date;
  factor_checked_at: Date | null;
};

/**
 * Enrolment sessions are excluded unless the caller asks for them. They end once the person has a second factor,
 * because they were opened with the password alone.
 */
interface SessionOptions {
  includeEnrolment?: boolean;
}

/**
 * The statement that finds a valid session: neither past its absolute lifetime nor idle for too long, of a person and
 * an organisation that are not deleted.
 */
// SQL: runs at every request with a cookie, where preparing an operation would cost more than the query.
export async function sessionByToken(
  system: System,
  token: string,
  { includeEnrolment = false }: SessionOptions = {},
): Promise<Statement<SessionRow>> {
  return sql<SessionRow>`
    SELECT s.id, s.organisation_id, s.kind, s.auth_time, s.amr, s.last_activity_at, s.expires_at,
           s.factor_checked_at, ${PRINCIPAL_COLUMNS}
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
      organisationId: row.organisation_id,
      kind: row.kind,
      authTime: row.auth_time,
      amr: row.amr,
      lastActivityAt: row.last_activity_at,
      expiresAt: row.expires_at,
      factorCheckedAt: row.factor_checked_at,
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
  await tenant.db.prisma.session.updateMany({
    where: { id, lastActivityAt: { lt: now } },
    data: { lastActivityAt: now, updatedAt: now },
  });
}
