/** The consents that the people of an organisation have given, for administrators. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { sql } from '../../platform/database/statement.ts';
import { countRows, NO_TOTAL, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { GivenConsent } from './given.ts';

export interface ListedConsent extends GivenConsent {
  /** Null for a guest, whose account belongs to another organisation. */
  user: { id: string; email: string; name: string } | null;
}

export interface ConsentQuery {
  /** The id of a client, not its client_id. */
  clientId?: string | undefined;
  userId?: string | undefined;
  limit: number;
  offset: number;
  /** The id of the last consent of the previous page. */
  cursor?: string | undefined;
}

/**
 * Valid consents, in the order in which they were first given, the newest first. One round trip.
 * SQL: people and clients are looked up one by one. LIMIT keeps the planner from reading all people of the organisation,
 * which a plan that was made for small organisations does for each consent.
 * @throws bad_request for a cursor of another list
 */
export async function listConsents(
  tenant: Tenant,
  { clientId, userId, limit, offset, cursor }: ConsentQuery,
): Promise<{ consents: ListedConsent[]; nextCursor: string | null } & Total> {
  if (cursor !== undefined && !isUuid(cursor)) {
    const message = 'Not a cursor of this list';
    throw new AppError('bad_request', message, { extensions: { errors: [{ path: ['cursor'], message }] } });
  }
  const ofOne = { ...(clientId === undefined ? {} : { clientId }), ...(userId === undefined ? {} : { userId }) };
  // Ids are opaque: one that is no id has given nothing.
  if (!Object.values(ofOne).every(isUuid)) return { consents: [], nextCursor: null, ...NO_TOTAL };
  const { db, now, organisationId } = tenant;
  const ofClient = clientId === undefined ? sql`TRUE` : sql`g.client_id = ${clientId}`;
  const ofUser = userId === undefined ? sql`TRUE` : sql`g.user_id = ${userId}`;
  const valid = sql`
    FROM consents g
    CROSS JOIN LATERAL (
      SELECT c.id, c.client_id, c.name, c.logo_uri FROM clients c
      WHERE c.organisation_id = g.organisation_id AND c.id = g.client_id AND c.deleted_at IS NULL LIMIT 1) c
    LEFT JOIN LATERAL (
      SELECT u.id, u.email, u.name FROM users u
      WHERE u.organisation_id = g.organisation_id AND u.id = g.user_id AND u.deleted_at IS NULL LIMIT 1) u ON TRUE
    WHERE g.organisation_id = ${organisationId} AND g.revoked_at IS NULL AND (g.user_id IS NULL OR u.id IS NOT NULL)
      AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz) AND ${ofClient} AND ${ofUser}`;
  const [consents, [count]] = await db.flight(
    sql<ListedConsent>`
      SELECT g.id, g.scopes, g.granted_at AS "grantedAt", g.expires_at AS "expiresAt",
        json_build_object('id', c.id, 'clientId', c.client_id, 'name', c.name, 'logoUri', c.logo_uri) AS client,
        CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'email', u.email, 'name', u.name) END AS "user"
      ${valid} AND (${cursor ?? null}::uuid IS NULL OR g.id < ${cursor ?? null}::uuid)
      ORDER BY g.id DESC LIMIT ${limit} OFFSET ${offset}`,
    countRows(sql`SELECT ${valid} ORDER BY g.id DESC`),
  );
  const last = consents.length === limit ? consents.at(-1) : undefined;
  return { consents, nextCursor: last?.id ?? null, ...(count ?? NO_TOTAL) };
}
