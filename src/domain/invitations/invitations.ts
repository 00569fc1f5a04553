/**
 * Invitations into an organisation, as its administrators see them.
 * SQL: the status depends on what the scopes of a client contain, and lists and searches filter by it.
 */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { EVENT_COLUMNS, eventValues } from '../events/emit.ts';
import { countRows, NO_TOTAL, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { clientMayGrant } from './inviter-right.ts';

export type InvitationStatus = 'pending' | 'accepted' | 'expired' | 'revoked';

export interface Invitation {
  id: string;
  email: string;
  roleId: string;
  role: { id: string; name: string; slug: string };
  teamIds: string[];
  status: InvitationStatus;
  invitedById: string | null;
  invitedBy: { id: string; email: string; name: string } | null;
  expiresAt: Date;
  acceptedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface InvitationQuery {
  search?: string | undefined;
  status?: InvitationStatus | undefined;
  sort: keyof typeof SORT_COLUMNS;
  order: keyof typeof ORDERS;
  limit: number;
  offset: number;
  /** The id of the last invitation of the previous page, in order of creation; the offset counts from there. */
  cursor?: string | undefined;
}

/** A search, and a list by status, read only this many rows: the newest, which include the pending ones. */
const SEARCHED_MAX = 10_000;

/** Ids are time-ordered. */
const SORT_COLUMNS = { createdAt: sql`i.id`, email: sql`i.email`, expiresAt: sql`i.expires_at` };
const ORDERS = { asc: sql`ASC`, desc: sql`DESC` };

/**
 * For a query of `invitations i`. One that was replaced after it had expired counts as expired, not as revoked. One
 * that a client sent for itself is revoked once the client may not grant the role any more.
 */
export function statusColumn(now: Date) {
  return sql`
    CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at < i.expires_at THEN 'revoked'
      WHEN i.expires_at <= ${now}::timestamptz THEN 'expired'
      WHEN i.invited_by_client_id IS NOT NULL AND NOT ${clientMayGrant(sql`i`)} THEN 'revoked' ELSE 'pending' END`;
}

/** For a query that joins `invitations i` and `roles r`, and left-joins the inviter `b`. */
function invitationColumns(now: Date) {
  return sql`
    i.id, i.email, i.role_id AS "roleId", json_build_object('id', r.id, 'name', r.name, 'slug', r.slug) AS role,
    COALESCE(i.team_ids, '[]') AS "teamIds", ${statusColumn(now)} AS status, i.invited_by_id AS "invitedById",
    CASE WHEN b.id IS NOT NULL THEN json_build_object('id', b.id, 'email', b.email, 'name', b.name) END AS "invitedBy",
    i.expires_at AS "expiresAt", i.accepted_at AS "acceptedAt", i.created_at AS "createdAt", i.updated_at AS "updatedAt"`;
}

const JOINS = sql`
  JOIN roles r ON r.organisation_id = i.organisation_id AND r.id = i.role_id
  LEFT JOIN users b ON b.organisation_id = i.organisation_id AND b.id = i.invited_by_id AND b.deleted_at IS NULL`;

/** One round trip. */
export async function listInvitations(
  tenant: Tenant,
  query: InvitationQuery,
): Promise<{ invitations: Invitation[]; nextCursor: string | null } & Total> {
  const { cursor, limit, offset, sort, order } = query;
  const condition = conditionOf(tenant, query);
  const from = sourceOf(tenant, query);
  const [direction, beyond] = [ORDERS[order], order === 'asc' ? sql`>` : sql`<`];
  const after = cursor === undefined ? sql`TRUE` : sql`i.id ${beyond} ${cursor}`;
  const [invitations, [count]] = await tenant.db.flight(
    sql<Invitation>`
      SELECT ${invitationColumns(tenant.now)} FROM ${from} i ${JOINS} WHERE ${condition} AND ${after}
      ORDER BY ${SORT_COLUMNS[sort]} ${direction}, i.id ${direction} LIMIT ${limit} OFFSET ${offset}`,
    countRows(sql`SELECT FROM ${from} i WHERE ${condition}`),
  );
  // Sorted by id, and the page is full: there may be another page.
  const last = sort === 'createdAt' && invitations.length === limit ? invitations.at(-1) : undefined;
  return { invitations, nextCursor: last?.id ?? null, ...(count ?? NO_TOTAL) };
}

/** A filter without an index reads a bounded part of the table. */
function sourceOf({ organisationId }: Tenant, { search, status }: InvitationQuery): Sql {
  if (!search && !status) return sql`invitations`;
  // A range of one organisation: for an equality the planner walks the index by id through all organisations.
  return sql`(
    SELECT * FROM invitations WHERE organisation_id >= ${organisationId} AND organisation_id <= ${organisationId}
    ORDER BY organisation_id DESC, id DESC LIMIT ${SEARCHED_MAX})`;
}

function conditionOf({ organisationId, now }: Tenant, { search, status }: InvitationQuery) {
  const conditions = [sql`i.organisation_id = ${organisationId}`];
  if (status) conditions.push(sql`${statusColumn(now)} = ${status}`);
  if (search) conditions.push(sql`strpos(i.email, ${search.toLowerCase()}) > 0`);
  return conditions.reduce((all, next) => sql`${all} AND ${next}`);
}

/** One round trip. @throws not_found */
export async function getInvitation(tenant: Tenant, id: string): Promise<Invitation> {
  if (!isUuid(id)) throw invitationNotFound();
  const [[invitation]] = await tenant.db.flight(invitationById(tenant, id));
  if (!invitation) throw invitationNotFound();
  return invitation;
}

export function invitationById(tenant: Tenant, id: string): Statement<Invitation> {
  return sql<Invitation>`SELECT ${invitationColumns(tenant.now)} FROM invitations i ${JOINS} WHERE i.id = ${id}`;
}

/** One round trip. @throws not_found; bad_request unless it is pending */
export async function cancelInvitation(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw invitationNotFound();
  const event = { type: 'invitation.cancelled', resourceId: id } as const;
  const [[found]] = await tenant.db.flight(sql<{ status: InvitationStatus }>`
    WITH found AS (SELECT ${statusColumn(tenant.now)} AS status FROM invitations i WHERE id = ${id}),
    cancelled AS (
      UPDATE invitations SET revoked_at = ${tenant.now}, updated_at = ${tenant.now}
      WHERE id = ${id} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${tenant.now} RETURNING id
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM cancelled)
    SELECT status FROM found`);
  if (!found) throw invitationNotFound();
  if (found.status !== 'pending') throw new AppError('bad_request', 'Only pending invitations can be cancelled');
}

export function invitationNotFound(): AppError {
  return new AppError('not_found', 'Invitation not found');
}
