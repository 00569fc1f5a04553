/** An invitation is worth what whoever sent it may still give: it ends when they are blocked, deleted or lose the right. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { mayGrant } from '../access/grants.ts';

/** What is known of an inviter when a link is read. */
export interface InviterRight {
  /** Null for an invitation that no person of the organisation stands behind. */
  invitedById: string | null;
  /** Null when the inviter was blocked or deleted. */
  inviter: { permissions: string[]; roleIds: string[] } | null;
  /** Of the role that the invitation gives. */
  rolePermissions: string[];
}

/** Of a query that joins `invitations i`, `roles r` and, from the left, the inviter `b` unless deleted. */
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

/** Whether the inviter may still give the role. */
export function isStillGiven({ invitedById, inviter, rolePermissions }: InviterRight): boolean {
  return invitedById === null || (inviter !== null && mayGrant(inviter.permissions, rolePermissions));
}

/**
 * Whether the client that sent an invitation can still be used, and is registered for what the role gives.
 * @param invitation how the query calls the row of `invitations`
 */
export function isGivenByClient(invitation: Sql): Sql {
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
 * The condition on `invitations` that what was read of the inviter still holds: the statement that uses an invitation up
 * asks again.
 */
export function stillGiven({ inviter }: InviterRight): Sql {
  return sql`(invited_by_id IS NULL OR EXISTS (
    SELECT FROM users b
    WHERE b.organisation_id = invitations.organisation_id AND b.id = invitations.invited_by_id
      AND b.deleted_at IS NULL AND b.blocked_at IS NULL
      AND (SELECT COALESCE(array_agg(ur.role_id), '{}') FROM user_roles ur
           WHERE ur.organisation_id = b.organisation_id AND ur.user_id = b.id) @> ${inviter?.roleIds ?? []}::uuid[]))
    AND (invited_by_client_id IS NULL OR ${isGivenByClient(sql`invitations`)})`;
}
