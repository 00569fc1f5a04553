/** The sessions of an organisation's people, for administrators. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import { countRows, NO_TOTAL, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { OwnSession } from './own.ts';

export interface ListedSession extends OwnSession {
  user: { id: string; email: string; name: string };
}

export interface SessionQuery {
  limit: number;
  offset: number;
  /** The id of the last session of the previous page. */
  cursor?: string | undefined;
}

/**
 * Valid sessions, the newest first: ids are in order of creation. One round trip.
 * SQL: a session's last activity is compared with the idle timeout of its organisation. The order of the count is that
 * of an index, or the planner may read the sessions of all organisations; LIMIT keeps it from reading all people.
 * @throws bad_request for a cursor of another list
 */
export async function listSessions(
  tenant: Tenant,
  { limit, offset, cursor }: SessionQuery,
): Promise<{ sessions: ListedSession[]; nextCursor: string | null } & Total> {
  if (cursor !== undefined && !isUuid(cursor)) throw badCursor();
  const { now, organisationId, db } = tenant;
  const people = sql`
    CROSS JOIN LATERAL (
      SELECT u.id, u.email, u.name FROM users u
      WHERE u.organisation_id = s.organisation_id AND u.id = s.user_id AND u.deleted_at IS NULL LIMIT 1) u`;
  const valid = (withPeople: Sql) => sql`
    FROM sessions s JOIN organisations o ON o.id = s.organisation_id ${withPeople}
    WHERE s.organisation_id = ${organisationId} AND o.deleted_at IS NULL AND s.kind = 'full'
      AND s.expires_at > ${now}::timestamptz
      AND s.last_activity_at > ${now}::timestamptz - make_interval(secs => o.session_idle_timeout)`;
  const [sessions, [count]] = await db.flight(
    sql<ListedSession>`
      SELECT s.id, s.ip_address AS "ipAddress", s.user_agent AS "userAgent", s.last_activity_at AS "lastActivityAt",
        s.expires_at AS "expiresAt", s.created_at AS "createdAt",
        json_build_object('id', u.id, 'email', u.email, 'name', u.name) AS "user"
      ${valid(people)} AND (${cursor ?? null}::uuid IS NULL OR s.id < ${cursor ?? null}::uuid)
      ORDER BY s.id DESC LIMIT ${limit} OFFSET ${offset}`,
    // Without people: those who are deleted have no sessions.
    countRows(sql`SELECT ${valid(sql``)} ORDER BY s.id DESC`),
  );
  const last = sessions.length === limit ? sessions.at(-1) : undefined;
  return { sessions, nextCursor: last?.id ?? null, ...(count ?? NO_TOTAL) };
}

function badCursor(): AppError {
  const message = 'Not a cursor of this list';
  return new AppError('bad_request', message, { extensions: { errors: [{ path: ['cursor'], message }] } });
}
