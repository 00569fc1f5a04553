/**
 * The end of sessions by somebody's act. Their clients hear of it (OpenID Connect Back-Channel Logout 1.0): a logout
 * token to each is committed with the end of the session, so whatever ends one is made here. A session
 * that has only grown old is told to nobody (docs/decisions/0010-logout.md). Clients of organisations where the person is a
 * guest are told by a trigger: their rows are not the home's to read.
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
 * To run before what ends these sessions, in the same flight. A client that is being signed in at this moment holds the
 * session's row, and is not seen by a statement that had begun already: this one waits for it.
 */
export function awaitSignIns(which: Sessions): Statement {
  // SQL: a lock, which Prisma has no word for.
  return sql`SELECT FROM sessions WHERE ${conditionOf(which)} ORDER BY id FOR UPDATE`;
}

/** To run first: as `awaitSignIns`; and where there is none of these sessions, nothing in the flight is done (MISSING). */
export function requiringSessions({ db }: Tenant, which: Sessions) {
  const some = db.prisma.session.findFirst({ where: whereOf(which), select: { id: true } });
  return [awaitSignIns(which), required(some, MISSING)] as const;
}

/**
 * Ends sessions, behind `awaitSignIns` in the same flight. Codes that were not redeemed yet end as well: they would sign a
 * client in to a session that is over.
 */
export function endSessions(tenant: Tenant, which: Sessions): FlightItem[] {
  const { userId, id, exceptId } = which;
  const sessionId = id ?? { not: exceptId ?? null };
  return [
    ...deleteSessions(tenant, which),
    tenant.db.prisma.authorizationCode.deleteMany({ where: { userId, sessionId, revokedAt: null } }),
  ];
}

/** For acts that end the codes themselves. */
export function deleteSessions(tenant: Tenant, which: Sessions): FlightItem[] {
  return [tellClients(tenant, conditionOf(which)), tenant.db.prisma.session.deleteMany({ where: whereOf(which) })];
}

/**
 * The same for sessions that Prisma cannot choose.
 * @param which a condition on `sessions`
 */
export function endSessionsWhere(tenant: Tenant, which: Sql): [Statement, Statement] {
  return [
    tellClients(tenant, which),
    // SQL: chooses by what the caller can say in SQL only, as by what a list of JSON is contained in
    sql`
      WITH ended_sessions AS (DELETE FROM sessions WHERE ${which} RETURNING id, organisation_id, user_id)
      DELETE FROM authorization_codes a USING ended_sessions e
      WHERE a.organisation_id = e.organisation_id AND a.user_id = e.user_id AND a.session_id = e.id
        AND a.revoked_at IS NULL`,
  ];
}

/**
 * Logout tokens for the clients of sessions that end behind it in the same flight: it locks them, so that none of them
 * signs a client in between the two.
 * @param which a condition on `sessions`
 */
function tellClients({ now, outbox, organisationId }: Tenant, which: Sql): Statement {
  outbox.logouts.add(organisationId);
  // SQL: a row for each client that the sessions have, whom nobody has read
  return sql`
    INSERT INTO logout_deliveries (id, organisation_id, client_id, user_id, session_id, next_attempt_at, created_at,
                                   updated_at)
    SELECT (${uuidv7Start(now)} || substr(gen_random_uuid()::text, 16))::uuid, c.organisation_id, c.id, e.user_id,
           e.id, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM (SELECT id, organisation_id, user_id FROM sessions WHERE ${which} ORDER BY id FOR UPDATE) e
    ${CLIENTS_OF_ENDED}
    WHERE c.backchannel_logout_uri IS NOT NULL`;
}

/** Of a query on sessions `e` that end: their clients c. */
const CLIENTS_OF_ENDED = sql`
  JOIN session_clients s ON s.organisation_id = e.organisation_id AND s.session_id = e.id
  JOIN clients c ON c.organisation_id = s.organisation_id AND c.id = s.client_id
    AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL`;

/** A session, and who leaves it. */
export interface Leaver {
  id: string;
  organisationId: string;
  user: { id: string; name: string; email: string };
}

/** The columns of a Leaver. */
const LEAVER = {
  id: true,
  organisationId: true,
  user: { select: { id: true, name: true, email: true } },
} as const;

/**
 * Finds whose session this is, if it is anybody's. One that has expired is good enough to leave: its clients have not
 * heard that it has.
 * @param key the SHA-256 of its token
 */
export function leaverByKey({ db }: System, key: string) {
  return db.prisma.session.findUnique({ where: { sessionToken: key }, select: LEAVER });
}

/**
 * Finds whose session this is, if its person signed in to the client by it.
 * @param sessionId the `sid` of an ID token that the client got; what is no id at all is the id of no session
 */
export function leaverBySessionOf({ db }: System, sessionId: string, clientId: string) {
  const ids = isUuid(sessionId) ? [sessionId] : [];
  return db.prisma.session.findFirst({
    where: { id: { in: ids }, clients: { some: { client: { clientId } } } },
    select: LEAVER,
  });
}

/** One round trip. */
async function findLeaver(system: System, token: string): Promise<Leaver | null> {
  return looksLikeSecret('session', token) ? leaverByKey(system, await sha256(token)) : null;
}

/** What a browser has to load, so that clients hear of a logout from their own cookies. */
export interface FrontChannelLogout {
  sessionId: string;
  /** The frontchannel_logout_uri of each client that has one. */
  uris: string[];
}

/** Ends a session at its owner's wish. Ending one that is gone already changes nothing. One round trip. */
export async function logOut(tenant: Tenant, { id, user }: Leaver): Promise<FrontChannelLogout> {
  const { prisma } = tenant.db;
  const which = { userId: user.id, id };
  const told = { isActive: true, revoked: false, frontchannelLogoutUri: { not: null } };
  const left = await nullIfMissing(
    tenant.db.flight(
      ...requiringSessions(tenant, which),
      // Before they are forgotten with the session. SQL: a function that reads what is the hosts'.
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

/** The session of a cookie, whatever there is to it. Two round trips. */
export async function logOutByToken(system: System, token: string): Promise<FrontChannelLogout | null> {
  const leaver = await findLeaver(system, token);
  if (!leaver) return null;
  return logOut(system.openTenant(leaver.organisationId, { userId: leaver.user.id }), leaver);
}
