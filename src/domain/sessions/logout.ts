/**
 * Ends sessions before they expire: by log-out, revocation, or a change of the account. Everything that ends a session
 * does so here, because a logout token for each client (OpenID Connect Back-Channel Logout 1.0) is queued in the same
 * transaction. The expiry of a session notifies nobody (docs/decisions/0010-logout.md). For clients of organisations
 * where the person is a guest, a trigger queues the tokens: the home organisation cannot read their rows.
 */
import { isUuid, uuidv7Start } from '../../lib/ids.ts';
import { looksLikeSecret, sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';

/** Sessions of one person: one, all but one, or all. */
export interface Sessions {
  userId: string;
  id?: string;
  exceptId?: string | null;
}

function conditionOf({ userId, id, exceptId }: Sessions): Sql {
  const one = id === undefined ? sql`TRUE` : sql`id = ${id}::uuid`;
  return sql`user_id = ${userId}::uuid AND ${one} AND id IS DISTINCT FROM ${exceptId ?? null}::uuid`;
}

/** The same for Prisma. */
function whereOf({ userId, id, exceptId }: Sessions): Prisma.SessionWhereInput {
  return { userId, ...(id === undefined ? {} : { id }), ...(exceptId ? { NOT: { id: exceptId } } : {}) };
}

/**
 * Runs before the statements that end these sessions, in the same flight. A concurrent sign-in to a client holds the
 * session's row, and a statement that had already begun would not see that client: this lock waits for the sign-in.
 */
export function lockSessions(which: Sessions): Statement {
  // SQL: Prisma takes no locks
  return sql`SELECT FROM sessions WHERE ${conditionOf(which)} ORDER BY id FOR UPDATE`;
}

/** `lockSessions`, and rolls back the flight when there is no such session (MISSING). Runs first. */
export function requireSessions({ db }: Tenant, which: Sessions) {
  const some = db.prisma.session.findFirst({ where: whereOf(which), select: { id: true } });
  return [lockSessions(which), required(some, MISSING)] as const;
}

/**
 * Ends sessions, after `lockSessions` in the same flight. Also deletes authorization codes that were not redeemed yet:
 * they would sign a client in to a session that has ended.
 */
export function endSessions(tenant: Tenant, which: Sessions): FlightItem[] {
  const { userId, id, exceptId } = which;
  const sessionId = id ?? { not: exceptId ?? null };
  return [
    ...deleteSessions(tenant, which),
    tenant.db.prisma.authorizationCode.deleteMany({ where: { userId, sessionId, revokedAt: null } }),
  ];
}

/** For changes that delete the codes themselves. */
export function deleteSessions(tenant: Tenant, which: Sessions): FlightItem[] {
  return [
    queueLogoutDeliveries(tenant, conditionOf(which)),
    tenant.db.prisma.session.deleteMany({ where: whereOf(which) }),
  ];
}

/**
 * The same for sessions that a Prisma filter cannot select.
 * @param which a condition on `sessions`
 */
export function endSessionsWhere(tenant: Tenant, which: Sql): [Statement, Statement] {
  return [
    queueLogoutDeliveries(tenant, which),
    // SQL: the caller's condition exists in SQL only, such as containment in JSON
    sql`
      WITH ended_sessions AS (DELETE FROM sessions WHERE ${which} RETURNING id, organisation_id, user_id)
      DELETE FROM authorization_codes a USING ended_sessions e
      WHERE a.organisation_id = e.organisation_id AND a.user_id = e.user_id AND a.session_id = e.id
        AND a.revoked_at IS NULL`,
  ];
}

/**
 * Queues logout tokens for the clients of sessions that a later statement of the flight ends. It locks the sessions, so
 * that none of them signs in to another client in between.
 * @param which a condition on `sessions`
 */
function queueLogoutDeliveries({ now, outbox, organisationId }: Tenant, which: Sql): Statement {
  outbox.logouts.add(organisationId);
  // SQL: inserts a row for each client of the sessions, without reading them first
  return sql`
    INSERT INTO logout_deliveries (id, organisation_id, client_id, user_id, session_id, next_attempt_at, created_at,
                                   updated_at)
    SELECT (${uuidv7Start(now)} || substr(gen_random_uuid()::text, 16))::uuid, c.organisation_id, c.id, e.user_id,
           e.id, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM (SELECT id, organisation_id, user_id FROM sessions WHERE ${which} ORDER BY id FOR UPDATE) e
    ${CLIENTS_OF_ENDED}
    WHERE c.backchannel_logout_uri IS NOT NULL`;
}

/** For a query of ending sessions `e`: their clients `c`. */
const CLIENTS_OF_ENDED = sql`
  JOIN session_clients s ON s.organisation_id = e.organisation_id AND s.session_id = e.id
  JOIN clients c ON c.organisation_id = s.organisation_id AND c.id = s.client_id
    AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL`;

/** A session, and who leaves it. */
export interface LogoutSession {
  id: string;
  organisationId: string;
  user: { id: string; name: string; email: string };
}

/** The columns of a LogoutSession. */
const LOGOUT_SESSION = {
  id: true,
  organisationId: true,
  user: { select: { id: true, name: true, email: true } },
} as const;

/**
 * The session with this key, for log-out. Also an expired one: its clients have not been notified yet.
 * @param key the SHA-256 of its token
 */
export function logoutSessionByKey({ db }: System, key: string) {
  return db.prisma.session.findUnique({ where: { sessionToken: key }, select: LOGOUT_SESSION });
}

/**
 * The session with this id, if its person signed in to the client with it.
 * @param sessionId the `sid` of an ID token that the client got
 */
export function logoutSessionOfClient({ db }: System, sessionId: string, clientId: string) {
  const ids = isUuid(sessionId) ? [sessionId] : [];
  return db.prisma.session.findFirst({
    where: { id: { in: ids }, clients: { some: { client: { clientId } } } },
    select: LOGOUT_SESSION,
  });
}

/** One round trip. */
async function findLogoutSession(system: System, token: string): Promise<LogoutSession | null> {
  return looksLikeSecret('session', token) ? logoutSessionByKey(system, await sha256(token)) : null;
}

/** Pages of the clients that the browser loads at log-out (OpenID Connect Front-Channel Logout 1.0). */
export interface FrontChannelLogout {
  sessionId: string;
  /** The frontchannel_logout_uri of each client that has one. */
  uris: string[];
}

/** Ends a session at its owner's request. Without the session nothing changes. One round trip. */
export async function logOut(tenant: Tenant, { id, user }: LogoutSession): Promise<FrontChannelLogout> {
  const { prisma } = tenant.db;
  const which = { userId: user.id, id };
  const told = { isActive: true, revoked: false, frontchannelLogoutUri: { not: null } };
  const left = await nullIfMissing(
    tenant.db.flight(
      ...requireSessions(tenant, which),
      // Before the rows are deleted with the session. SQL: a function that reads the hosts' rows
      sql<{ uri: string }>`SELECT uri FROM guest_frontchannel_logouts(${id}::uuid) AS uri`,
      prisma.sessionClient.findMany({
        where: { sessionId: id, client: told },
        select: { client: { select: { frontchannelLogoutUri: true } } },
      }),
      ...endSessions(tenant, which),
      recordEvent(tenant, { type: 'user.logout', resourceId: id }),
    ),
  );
  const [, , hosts, clients] = left ?? [[], null, [], []];
  const uris = clients.flatMap(({ client }) => client.frontchannelLogoutUri ?? []);
  return { sessionId: id, uris: [...uris, ...hosts.map(({ uri }) => uri)] };
}

/** Ends the session of a cookie, if there is one. Two round trips. */
export async function logOutByToken(system: System, token: string): Promise<FrontChannelLogout | null> {
  const session = await findLogoutSession(system, token);
  if (!session) return null;
  return logOut(system.openTenant(session.organisationId, { userId: session.user.id }), session);
}
