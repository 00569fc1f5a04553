/** The browsers in which a person is signed in, as they see them. */
import { isUuid } from '../lib/ids.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { awaitSignIns, endingSessions } from './logout.ts';
import type { Tenant } from './unit-of-work.ts';

export interface OwnSession {
  id: string;
  ipAddress: string;
  userAgent: string;
  lastActivityAt: Date;
  expiresAt: Date;
  createdAt: Date;
}

/** Those that still work, the latest used first. */
export function sessionsOf({ now }: Tenant, userId: string): Statement<OwnSession> {
  return sql<OwnSession>`
    SELECT s.id, s.ip_address AS "ipAddress", s.user_agent AS "userAgent", s.last_activity_at AS "lastActivityAt",
           s.expires_at AS "expiresAt", s.created_at AS "createdAt"
    FROM sessions s JOIN organisations o ON o.id = s.organisation_id AND o.deleted_at IS NULL
    WHERE s.user_id = ${userId} AND s.kind = 'full' AND s.expires_at > ${now}
      AND s.last_activity_at + make_interval(secs => o.session_idle_timeout) > ${now}::timestamptz
    ORDER BY s.last_activity_at DESC, s.id DESC`;
}

/** One round trip. */
export async function listOwnSessions(tenant: Tenant, userId: string): Promise<OwnSession[]> {
  const [sessions] = await tenant.db.flight(sessionsOf(tenant, userId));
  return sessions;
}

/** Ends one of a person's sessions; whatever else the id may be of is left alone. One round trip. */
export async function endOwnSession(tenant: Tenant, userId: string, id: string): Promise<void> {
  // What is no id at all is the id of no session.
  if (!isUuid(id)) return;
  const event = { type: 'session.revoked', resourceId: id } as const;
  const which = sql`id = ${id}::uuid AND user_id = ${userId}::uuid`;
  await tenant.db.flight(
    awaitSignIns(which),
    sql`
      WITH ${endingSessions(tenant, which)}
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM ended_sessions`,
  );
}

/** Ends all of a person's sessions but one. One round trip. */
export async function endOtherSessions(tenant: Tenant, userId: string, exceptId: string): Promise<void> {
  const event = { type: 'session.revoked', metadata: { scope: 'others' } } as const;
  const which = sql`user_id = ${userId}::uuid AND id <> ${exceptId}::uuid`;
  await tenant.db.flight(
    awaitSignIns(which),
    sql`
      WITH ${endingSessions(tenant, which)}
      INSERT INTO audit_logs (${EVENT_COLUMNS})
      SELECT ${eventValues(tenant, event)} WHERE EXISTS (SELECT FROM ended_sessions)`,
  );
}
