/** Entries of the audit log as they are shown: with the person and the client that they name. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { sql } from '../../platform/database/statement.ts';
import type { EventAction, EventCategory } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface AuditEntry {
  id: string;
  organisationId: string;
  userId: string | null;
  clientId: string | null;
  eventType: string;
  eventCategory: EventCategory;
  action: EventAction;
  resourceType: string | null;
  resourceId: string | null;
  ipAddress: string;
  userAgent: string;
  metadata: Record<string, unknown> | null;
  success: boolean;
  errorMessage: string | null;
  createdAt: Date;
  user: { id: string; email: string; name: string } | null;
  client: { id: string; clientId: string; name: string } | null;
  /** The address of the person whom the event is about. */
  resourceEmail: string | null;
}

export const ENTRY_COLUMNS = sql`
  l.id, l.organisation_id AS "organisationId", l.user_id AS "userId", l.client_id AS "clientId",
  l.event_type AS "eventType", l.event_category AS "eventCategory", l.action, l.resource_type AS "resourceType",
  l.resource_id AS "resourceId", l.ip_address AS "ipAddress", l.user_agent AS "userAgent", l.metadata, l.success,
  l.error_message AS "errorMessage", l.created_at AS "createdAt",
  CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'email', u.email, 'name', u.name) END AS "user",
  CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'clientId', c.client_id, 'name', c.name) END AS client,
  r.email AS "resourceEmail"`;

/** Looked up one by one: a plan for small organisations would read all people. Those deleted since keep their names. */
export const ENTRY_JOINS = sql`
  LEFT JOIN LATERAL (
    SELECT u.id, u.email, u.name FROM users u
    WHERE u.organisation_id = l.organisation_id AND u.id = l.user_id LIMIT 1) u ON TRUE
  LEFT JOIN LATERAL (
    SELECT c.id, c.client_id, c.name FROM clients c
    WHERE c.organisation_id = l.organisation_id AND c.id = l.client_id LIMIT 1) c ON TRUE
  LEFT JOIN LATERAL (
    SELECT r.email FROM users r
    WHERE l.resource_type = 'user' AND r.organisation_id = l.organisation_id
      AND r.id = CASE WHEN l.resource_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN l.resource_id::uuid END
    LIMIT 1) r ON TRUE`;

/**
 * SQL: names also the people and clients that were deleted since, which the tenant's Prisma hides
 * @throws not_found
 */
export async function getAuditEntry({ db, organisationId }: Tenant, id: string): Promise<AuditEntry> {
  const [[entry]] = isUuid(id)
    ? await db.flight(sql<AuditEntry>`
        SELECT ${ENTRY_COLUMNS} FROM audit_logs l ${ENTRY_JOINS}
        WHERE l.organisation_id = ${organisationId} AND l.id = ${id}`)
    : [[]];
  if (!entry) throw new AppError('not_found', 'Audit log not found');
  return entry;
}
