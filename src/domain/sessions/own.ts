/** A person's own sessions: listing and ending them. */
import { isUuid } from '../../lib/ids.ts';
import { nullIfMissing } from '../../platform/database/required-row.ts';
import { type PlainEvent, recordEvent } from '../events/emit.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { endSessions, requireSessions, type Sessions } from './logout.ts';

export interface OwnSession {
  id: string;
  ipAddress: string;
  userAgent: string;
  lastActivityAt: Date;
  expiresAt: Date;
  createdAt: Date;
}

/** Latest activity first. `withoutIdle` removes those that have been idle for too long. */
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

/** Only the sessions that are still valid. */
export function withoutIdle({ now }: Tenant, sessions: Awaited<ReturnType<typeof sessionsOf>>): OwnSession[] {
  return sessions.flatMap(({ organisation, ...session }) =>
    after(session.lastActivityAt, organisation.sessionIdleTimeout) > now ? [session] : [],
  );
}

/** One round trip. */
export async function listOwnSessions(tenant: Tenant, userId: string): Promise<OwnSession[]> {
  return withoutIdle(tenant, await sessionsOf(tenant, userId));
}

/** Ends one of a person's sessions; other ids change nothing. One round trip. */
export async function endOwnSession(tenant: Tenant, userId: string, id: string): Promise<void> {
  if (!isUuid(id)) return;
  await endRecorded(tenant, { userId, id }, { type: 'session.revoked', resourceId: id });
}

/** Ends all of a person's sessions but one. One round trip. */
export async function endOtherSessions(tenant: Tenant, userId: string, exceptId: string): Promise<void> {
  await endRecorded(tenant, { userId, exceptId }, { type: 'session.revoked', metadata: { scope: 'others' } });
}

/** Without such a session nothing is written, not even the event. */
async function endRecorded(tenant: Tenant, which: Sessions, event: PlainEvent): Promise<void> {
  await nullIfMissing(
    tenant.db.flight(...requireSessions(tenant, which), ...endSessions(tenant, which), recordEvent(tenant, event)),
  );
}
