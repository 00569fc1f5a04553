/** The browsers in which a person is signed in, as they see them. */
import { isUuid } from '../lib/ids.ts';
import { sql } from '../platform/statement.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { awaitSignIns, endingSessions } from './logout.ts';
import { after, type Tenant } from './unit-of-work.ts';

export interface OwnSession {
  id: string;
  ipAddress: string;
  userAgent: string;
  lastActivityAt: Date;
  expiresAt: Date;
  createdAt: Date;
}

/** The latest used first. Some may have been idle for too long: `withoutIdle` takes them off. */
export function sessionsOf({ db, now }: Tenant, userId: string) {
  return db.prisma.session.findMany({
    where: { userId, kind: 'full', expiresAt: { gt: now } },
    select: {
      id: true,
      ipAddress: true,
      userAgent: true,
      lastActivityAt: true,
      expiresAt: true,
      createdAt: true,
      organisation: { select: { sessionIdleTimeout: true } },
    },
    orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
  });
}

/** Those that still work. */
export function withoutIdle({ now }: Tenant, sessions: Awaited<ReturnType<typeof sessionsOf>>): OwnSession[] {
  return sessions.flatMap(({ organisation, ...session }) =>
    after(session.lastActivityAt, organisation.sessionIdleTimeout) > now ? [session] : [],
  );
}

/** One round trip. */
export async function listOwnSessions(tenant: Tenant, userId: string): Promise<OwnSession[]> {
  return withoutIdle(tenant, await sessionsOf(tenant, userId));
}

/** Ends one of a person's sessions; whatever else the id may be of is left alone. One round trip. */
export async function endOwnSession(tenant: Tenant, userId: string, id: string): Promise<void> {
  // What is no id at all is the id of no session.
  if (!isUuid(id)) return;
  const event = { type: 'session.revoked', resourceId: id } as const;
  const which = sql`id = ${id}::uuid AND user_id = ${userId}::uuid`;
  await tenant.db.flight(
    awaitSignIns(which),
    // SQL: what ends a session also tells its clients, in one statement (logout.ts).
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
    // SQL: what ends sessions also tells their clients, in one statement (logout.ts).
    sql`
      WITH ${endingSessions(tenant, which)}
      INSERT INTO audit_logs (${EVENT_COLUMNS})
      SELECT ${eventValues(tenant, event)} WHERE EXISTS (SELECT FROM ended_sessions)`,
  );
}
