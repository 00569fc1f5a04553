/** The sessions and the password of a person, as administrators end them. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { archivePassword, pruneHistory } from '../passwords/acceptance.ts';
import { preparePasswordLink } from '../passwords/links.ts';
import type { Addressing } from '../people/person.ts';
import { endSessions, lockSessions } from '../sessions/logout.ts';
import { type OwnSession, sessionsOf, withoutIdle } from '../sessions/own.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Managed, type Management, openPerson, refuseSelf, sessionNotFound } from './management.ts';
import { assertUserId, userNotFound } from './users.ts';

/** One round trip. @throws not_found */
export async function listSessions(tenant: Tenant, id: string): Promise<OwnSession[]> {
  assertUserId(id);
  const [, sessions] = await tenant.db.flight(
    required(tenant.db.prisma.user.findUnique({ where: { id }, select: { id: true } }), userNotFound),
    sessionsOf(tenant, id),
  );
  return withoutIdle(tenant, sessions);
}

/**
 * Signs a person out everywhere: ends sessions and tokens, and voids codes, links and pending sign-ins. Two round trips.
 * @throws not_found; forbidden
 */
export async function endAllSessions(tenant: Tenant, id: string, management: Management): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    await openPerson(transaction, tenant, id, management);
    transaction.defer(
      ...lockAccess(id),
      ...endAccess(tenant, id),
      recordEvent(tenant, { type: 'session.revoked', metadata: { scope: 'all', userId: id } }),
    );
  });
}

/**
 * Ends a session of a person, or of whoever has it. Two round trips.
 * @throws not_found; forbidden
 */
export async function endSession(
  tenant: Tenant,
  { userId, sessionId }: { userId?: string; sessionId: string },
  management: Management,
): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    const { person } = await openPerson(transaction, tenant, userId ?? { sessionId }, management);
    if (!isUuid(sessionId)) throw sessionNotFound();
    const which = { userId: person.id, id: sessionId };
    transaction.defer(
      lockSessions(which),
      required(transaction.prisma.session.findFirst({ where: which, select: { id: true } }), sessionNotFound),
      ...endSessions(tenant, which),
      recordEvent(tenant, { type: 'session.revoked', resourceId: sessionId, metadata: { userId: person.id } }),
    );
  });
}

/** Seconds that the link works: the person may be on holiday, and has no password meanwhile. */
export const LINK_LIFETIME = 7 * 86_400;

/** The message with the link to choose a password. */
export type PasswordDemand = (link: Addressing & { token: string; lifetime: number }) => Promise<Email>;

/**
 * Removes the password, signs the person out everywhere, and sends them a link to choose another one. Whoever knows the
 * old one cannot choose the new one with it. Two round trips.
 * @throws not_found; forbidden; conflict for an account without a local password
 */
export async function forcePasswordChange(
  tenant: Tenant,
  id: string,
  management: Management,
  write: PasswordDemand,
): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    const managed = await openPerson(transaction, tenant, id, management);
    refuseSelf(managed, 'remove the password of');
    const link = await preparePasswordLink(tenant, id, { lifetime: LINK_LIFETIME });
    const email = await write({ ...addressingOf(managed), token: link.token, lifetime: LINK_LIFETIME });
    transaction.defer(
      ...lockAccess(id),
      archivePassword(tenant, id),
      required(
        transaction.prisma.user.update({
          where: { id, identityProvider: 'local' },
          data: { password: null, passwordChangedAt: tenant.now, updatedAt: tenant.now },
          select: { id: true },
        }),
        () => new AppError('conflict', 'This account has no password of ours'),
      ),
      pruneHistory(tenant, id),
      ...endAccess(tenant, id),
      ...link.writes,
      queueEmail(tenant, email),
      recordEvent(tenant, { type: 'user.password_change_required', resourceId: id }),
    );
  });
}

export function addressingOf({ person, organisation }: Pick<Managed, 'person' | 'organisation'>): Addressing {
  return { recipient: { email: person.email, name: person.firstName }, organisation };
}
