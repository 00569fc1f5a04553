/** Everything that is stored about a person, for the person (GDPR article 15). Nothing that lets anybody in. */
import { AppError } from '../errors.ts';
import { sql } from '../platform/statement.ts';
import { recordEvent } from './events/emit.ts';
import { DETAIL_MEMBERS } from './personal-details.ts';
import { after, type Tenant } from './unit-of-work.ts';

/** Seconds of the audit trail that are handed out. */
const TRAIL_SPAN = 90 * 86_400;
const TRAIL_ROWS_MAX = 10_000;

export interface DataExport {
  user: Record<string, unknown>;
  organisation: Record<string, unknown>;
  roles: unknown[];
  teams: unknown[];
  sessions: unknown[];
  auditLogs: unknown[];
  consents: unknown[];
  /** Where they are a guest; what they allowed there is among the consents. */
  memberships: unknown[];
  apiTokens: unknown[];
}

/** One round trip. @throws not_found */
export async function exportData(tenant: Tenant, userId: string): Promise<DataExport> {
  const [[data]] = await tenant.db.flight(
    sql<DataExport>`
      SELECT ${USER}, ${ORGANISATION}, ${ROLES} AS roles, ${TEAMS} AS teams, ${SESSIONS} AS sessions,
             ${trailSince(after(tenant.now, -TRAIL_SPAN))} AS "auditLogs", ${CONSENTS} AS consents,
             guest_memberships(u.id) AS memberships, ${API_KEYS} AS "apiTokens"
      FROM users u JOIN organisations o ON o.id = u.organisation_id
      WHERE u.id = ${userId} AND u.deleted_at IS NULL AND o.deleted_at IS NULL`,
    recordEvent(tenant, { type: 'user.data_exported', resourceId: userId }),
  );
  if (!data) throw new AppError('not_found', 'User not found');
  return data;
}

const USER = sql`
  json_build_object('id', u.id, 'email', u.email, 'firstName', u.first_name, 'lastName', u.last_name, 'name', u.name,
    'phone', u.phone, 'emailVerified', u.email_verified_at IS NOT NULL, 'emailVerifiedAt', u.email_verified_at,
    'mfaEnabled', u.mfa_enabled, 'createdAt', u.created_at, 'updatedAt', u.updated_at,
    ${DETAIL_MEMBERS}) AS "user"`;

const ORGANISATION = sql`
  json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'email', o.email) AS organisation`;

const ROLES = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'slug', r.slug, 'description', r.description)
      ORDER BY r.slug)
    FROM user_roles ur JOIN roles r ON r.organisation_id = ur.organisation_id AND r.id = ur.role_id
    WHERE ur.organisation_id = u.organisation_id AND ur.user_id = u.id
  ), '[]')`;

const TEAMS = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'description', t.description)
      ORDER BY t.slug)
    FROM team_members m JOIN teams t ON t.organisation_id = m.organisation_id AND t.id = m.team_id
    WHERE m.organisation_id = u.organisation_id AND m.user_id = u.id
  ), '[]')`;

const SESSIONS = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', s.id, 'ipAddress', s.ip_address, 'userAgent', s.user_agent,
      'createdAt', s.created_at, 'lastActivityAt', s.last_activity_at, 'expiresAt', s.expires_at)
      ORDER BY s.last_activity_at DESC)
    FROM sessions s WHERE s.organisation_id = u.organisation_id AND s.user_id = u.id
  ), '[]')`;

const CONSENTS = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', k.id, 'clientId', k.client_id, 'scopes', k.scopes,
      'grantedAt', k.granted_at) ORDER BY k.granted_at DESC)
    FROM (
      SELECT k.id, c.client_id, k.scopes, k.granted_at
      FROM consents k JOIN clients c ON c.organisation_id = k.organisation_id AND c.id = k.client_id
      WHERE k.organisation_id = u.organisation_id AND k.user_id = u.id AND k.revoked_at IS NULL
      UNION ALL
      SELECT id, client->>'clientId', scopes, granted_at FROM guest_consents(u.id)
    ) k
  ), '[]')`;

const API_KEYS = sql`
  COALESCE((
    SELECT json_agg(json_build_object('id', k.id, 'name', k.name, 'scopes', k.scopes, 'lastUsedAt', k.last_used_at,
      'expiresAt', k.expires_at, 'createdAt', k.created_at) ORDER BY k.created_at DESC)
    FROM api_keys k WHERE k.organisation_id = u.organisation_id AND k.created_by_id = u.id
  ), '[]')`;

function trailSince(since: Date) {
  return sql`
    COALESCE((
      SELECT json_agg(json_build_object('id', a.id, 'eventType', a.event_type, 'eventCategory', a.event_category,
        'action', a.action, 'ipAddress', a.ip_address, 'userAgent', a.user_agent, 'success', a.success,
        'createdAt', a.created_at) ORDER BY a.created_at DESC)
      FROM (
        SELECT * FROM audit_logs
        WHERE organisation_id = u.organisation_id AND user_id = u.id AND created_at > ${since}::timestamptz
        ORDER BY created_at DESC LIMIT ${TRAIL_ROWS_MAX}
      ) a
    ), '[]')`;
}
