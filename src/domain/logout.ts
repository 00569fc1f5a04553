/**
 * The end of sessions by somebody's act. Their clients hear of it (OpenID Connect Back-Channel Logout 1.0): a logout
 * token to each is committed by the statement that deletes the session, so every such statement is made here. A session
 * that has only grown old is told to nobody (docs/decisions/0010-logout.md). Clients of organisations where the person is a
 * guest are told by a trigger: their rows are not the home's to read.
 */
import { isUuid, uuidv7Start } from '../lib/ids.ts';
import { looksLikeSecret, sha256 } from '../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import type { System, Tenant } from './unit-of-work.ts';

/**
 * To run before a statement that ends these sessions, in the same flight. A client that is being signed in at this
 * moment is not seen by a statement that had begun already: this one waits for it.
 */
// SQL: a lock, which Prisma has no word for.
export function awaitSignIns(which: Sql): Statement {
  return sql`SELECT FROM sessions WHERE ${which} ORDER BY id FOR UPDATE`;
}

/**
 * Common table expressions that end sessions: `ended_sessions` is them. Codes that were not redeemed yet end as well:
 * they would sign a client in to a session that is over.
 */
export function endingSessions(tenant: Tenant, which: Sql): Sql {
  const { now, outbox, organisationId } = tenant;
  outbox.logouts.add(organisationId);
  return sql`
    ended_sessions AS (DELETE FROM sessions WHERE ${which} RETURNING id, organisation_id, user_id),
    unredeemed_codes AS (
      DELETE FROM authorization_codes a USING ended_sessions e
      WHERE a.organisation_id = e.organisation_id AND a.user_id = e.user_id AND a.session_id = e.id
        AND a.revoked_at IS NULL
    ),
    logouts AS (
      INSERT INTO logout_deliveries (id, organisation_id, client_id, user_id, session_id, next_attempt_at, created_at,
                                     updated_at)
      SELECT (${uuidv7Start(now)} || substr(gen_random_uuid()::text, 16))::uuid, c.organisation_id, c.id, e.user_id,
             e.id, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
      FROM ended_sessions e ${CLIENTS_OF_ENDED} WHERE c.backchannel_logout_uri IS NOT NULL
    )`;
}

/** Of a query on `ended_sessions e`: their clients c. */
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
export async function logOut(tenant: Tenant, sessionId: string): Promise<FrontChannelLogout> {
  const which = sql`id = ${sessionId}::uuid`;
  const event = { type: 'user.logout', resourceId: sessionId } as const;
  const [, hosts, clients] = await tenant.db.flight(
    awaitSignIns(which),
    // Before they are forgotten with the session. SQL: a function that reads what is the hosts'.
    sql<{ uri: string }>`SELECT uri FROM guest_frontchannel_logouts(${sessionId}::uuid) AS uri`,
    // SQL: what ends a session also tells its clients and records it, in one statement.
    sql<{ uri: string }>`
      WITH ${endingSessions(tenant, which)},
      event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM ended_sessions)
      SELECT c.frontchannel_logout_uri AS uri
      FROM ended_sessions e ${CLIENTS_OF_ENDED} WHERE c.frontchannel_logout_uri IS NOT NULL`,
  );
  return { sessionId, uris: [...clients, ...hosts].map(({ uri }) => uri) };
}

/** The session of a cookie, whatever there is to it. Two round trips. */
export async function logOutByToken(system: System, token: string): Promise<FrontChannelLogout | null> {
  const leaver = await findLeaver(system, token);
  if (!leaver) return null;
  return logOut(system.openTenant(leaver.organisationId, { userId: leaver.user.id }), leaver.id);
}
