/** A security event that waits for its receiver, with what its token is made of. */
import { sql } from '../../platform/database/statement.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from '../clients/clients.ts';

/** What the trigger, or a verification, noted. */
export interface Facts {
  /** The id and the type of the entry in the audit log. */
  entry?: string;
  entryType?: string;
  occurredAt?: string;
  sessionId?: string;
  initiator?: 'user' | 'admin' | 'system';
  metadata?: { factor?: string };
  /** Of a verification. */
  state?: string;
}

export interface WaitingEvent {
  /** The `jti`. */
  id: string;
  organisationId: string;
  streamId: string;
  type: string;
  facts: Facts;
  /** Null for an event about the stream. */
  userId: string | null;
  /** The claims of the person as they are now, of a guest those of the membership; null for somebody who is gone. */
  person: Record<string, unknown> | null;
  /** Null when the client is no longer usable. */
  client: Client | null;
}

/** Of `event_stream_deliveries d`. SQL: also part of a claim, which Prisma cannot say */
export const WAITING_COLUMNS = sql`
  d.id, d.organisation_id AS "organisationId", d.stream_id AS "streamId", d.type, d.facts,
  COALESCE(d.user_id, (SELECT m.user_id FROM organisation_members m WHERE m.id = d.member_id)) AS "userId",
  COALESCE((SELECT json_build_object(
      'name', u.name, 'given_name', u.first_name, 'family_name', u.last_name,
      'email', u.email, 'email_verified', u.email_verified_at IS NOT NULL,
      'roles', (SELECT COALESCE(json_agg(r.slug ORDER BY r.slug), '[]') FROM user_roles g
        JOIN roles r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
        WHERE g.organisation_id = u.organisation_id AND g.user_id = u.id),
      'groups', (SELECT COALESCE(json_agg(t.slug ORDER BY t.slug), '[]') FROM team_members g
        JOIN teams t ON t.organisation_id = g.organisation_id AND t.id = g.team_id
        WHERE g.organisation_id = u.organisation_id AND g.user_id = u.id))
    FROM users u WHERE u.organisation_id = d.organisation_id AND u.id = d.user_id AND u.deleted_at IS NULL),
    (SELECT json_build_object(
      'roles', (SELECT COALESCE(json_agg(r.slug ORDER BY r.slug), '[]') FROM organisation_member_roles g
        JOIN roles r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
        WHERE g.organisation_id = m.organisation_id AND g.member_id = m.id),
      'groups', (SELECT COALESCE(json_agg(t.slug ORDER BY t.slug), '[]') FROM organisation_member_teams g
        JOIN teams t ON t.organisation_id = g.organisation_id AND t.id = g.team_id
        WHERE g.organisation_id = m.organisation_id AND g.member_id = m.id))
    FROM organisation_members m
    WHERE m.organisation_id = d.organisation_id AND m.id = d.member_id AND m.left_at IS NULL)) AS person,
  (SELECT ${CLIENT_COLUMN}
    FROM event_streams s JOIN clients c ON c.organisation_id = s.organisation_id AND c.id = s.client_id
    JOIN organisations o ON o.id = c.organisation_id
    WHERE s.organisation_id = d.organisation_id AND s.id = d.stream_id AND ${USABLE_CLIENT}) AS client`;
