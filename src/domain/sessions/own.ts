/** The browsers in which a person is signed in, as they see them. */
import { isUuid } from '../../lib/ids.ts';
import { nullIfMissing } from '../../platform/database/required-row.ts';
import { type Event, recordEvent } from '../events/emit.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { endSessions, requiringSessions, type Sessions } from './logout.ts';

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
  await end(tenant, { userId, id }, { type: 'session.revoked', resourceId: id });
}

/** Ends all of a person's sessions but one. One round trip. */
export async function endOtherSessions(tenant: Tenant, userId: string, exceptId: string): Promise<void> {
  await end(tenant, { userId, exceptId }, { type: 'session.revoked', metadata: { scope: 'others' } });
}

/** Where there is none to end, nothing is done and nothing recorded. */
async function end(tenant: Tenant, which: Sessions, event: Event & { resourceId?: string }): Promise<void> {
  await nullIfMissing(
    tenant.db.flight(...requiringSessions(tenant, which), ...endSessions(tenant, which), recordEvent(tenant, event)),
  );
}
