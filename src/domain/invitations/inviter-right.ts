/** An invitation is void once its inviter is blocked, deleted, or may not grant the role any more. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { mayGrant } from '../access/grants.ts';

/** The inviter and the role, as read with a link. */
export interface InviterRight {
  /** Null when the inviter is not a person of the organisation. */
  invitedById: string | null;
  /** Null when the inviter was blocked or deleted. */
  inviter: { permissions: string[]; roleIds: string[] } | null;
  /** Of the role that the invitation grants. */
  rolePermissions: string[];
}

/** For a query that joins `invitations i` and `roles r`, and left-joins the inviter `b` unless deleted. */
export const INVITER_RIGHT_COLUMNS = sql`
  i.invited_by_id AS "invitedById",
  COALESCE((
    SELECT json_agg(p.slug) FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
    WHERE rp.organisation_id = r.organisation_id AND rp.role_id = r.id
  ), '[]') AS "rolePermissions",
  CASE WHEN b.id IS NOT NULL AND b.blocked_at IS NULL THEN (
    SELECT json_build_object(
      'roleIds', COALESCE(json_agg(DISTINCT ur.role_id), '[]'),
      'permissions', COALESCE(json_agg(DISTINCT p.slug) FILTER (WHERE p.slug IS NOT NULL), '[]'))
    FROM user_roles ur
    LEFT JOIN role_permissions rp ON rp.organisation_id = ur.organisation_id AND rp.role_id = ur.role_id
    LEFT JOIN permissions p ON p.id = rp.permission_id
    WHERE ur.organisation_id = i.organisation_id AND ur.user_id = b.id
  ) END AS inviter`;

/** Whether the inviter may still grant the role. */
export function mayInviterGrant({ invitedById, inviter, rolePermissions }: InviterRight): boolean {
  return invitedById === null || (inviter !== null && mayGrant(inviter.permissions, rolePermissions));
}

/**
 * Whether the client that sent an invitation is still usable, and its scopes cover the role.
 * @param invitation the alias of `invitations` in the query
 */
export function clientMayGrant(invitation: Sql): Sql {
  return sql`EXISTS (
    SELECT FROM clients c
    WHERE c.organisation_id = ${invitation}.organisation_id AND c.id = ${invitation}.invited_by_client_id
      AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
      AND (c.scopes @> '"*"' OR NOT EXISTS (
        SELECT FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
        WHERE rp.organisation_id = ${invitation}.organisation_id AND rp.role_id = ${invitation}.role_id
          AND NOT c.scopes @> to_jsonb(p.slug) AND NOT c.scopes @> to_jsonb(split_part(p.slug, ':', 1) || ':*')
      ))
  )`;
}

/**
 * The condition on `invitations` that the inviter still has the rights that were read. The statement that consumes an
 * invitation checks it again.
 */
export function inviterMayStillGrant({ inviter }: InviterRight): Sql {
  return sql`(invited_by_id IS NULL OR EXISTS (
    SELECT FROM users b
    WHERE b.organisation_id = invitations.organisation_id AND b.id = invitations.invited_by_id
      AND b.deleted_at IS NULL AND b.blocked_at IS NULL
      AND (SELECT COALESCE(array_agg(ur.role_id), '{}') FROM user_roles ur
           WHERE ur.organisation_id = b.organisation_id AND ur.user_id = b.id) @> ${inviter?.roleIds ?? []}::uuid[]))
    AND (invited_by_client_id IS NULL OR ${clientMayGrant(sql`invitations`)})`;
}
