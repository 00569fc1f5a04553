/** The scopes that an organisation adds for its own resources: names that only its resource servers understand. */
import { AppError } from '../errors.ts';
import { isUuid, uuidv7 } from '../lib/ids.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { isCatalogueScope, type ScopeText, SYSTEM_SCOPES } from './scopes.ts';
import type { Tenant } from './unit-of-work.ts';

/** One of the catalogue has neither id nor dates. */
export interface ListedScope extends ScopeText {
  id: string | null;
  isDefault: boolean;
  isSystem: boolean;
  createdAt: Date | null;
  updatedAt: Date | null;
}

const SCOPE_COLUMNS = sql`
  id, name, display_name AS "displayName", description, false AS "isDefault", false AS "isSystem",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Everything that a client of the organisation can be registered for: the catalogue first. One round trip. */
export async function listScopes(
  tenant: Tenant,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ scopes: ListedScope[]; total: number }> {
  const [scopes, [count]] = await tenant.db.flight(
    sql<ListedScope>`
      SELECT NULL::uuid AS id, name, "displayName", description, "isDefault", true AS "isSystem",
             NULL::timestamptz AS "createdAt", NULL::timestamptz AS "updatedAt"
      FROM jsonb_to_recordset(${json(SYSTEM_SCOPES)}::jsonb)
        AS catalogue (name text, "displayName" text, description text, "isDefault" boolean)
      UNION ALL SELECT ${SCOPE_COLUMNS} FROM organisation_scopes
      ORDER BY "isSystem" DESC, name LIMIT ${limit} OFFSET ${offset}`,
    sql<{ total: number }>`SELECT count(*)::int + ${SYSTEM_SCOPES.length} AS total FROM organisation_scopes`,
  );
  return { scopes, total: count?.total ?? 0 };
}

/**
 * One round trip.
 * @throws bad_request when the name means something already; conflict when the organisation has such a scope
 */
export async function createScope(tenant: Tenant, { name, displayName, description }: ScopeText): Promise<ListedScope> {
  if (isCatalogueScope(name)) {
    const errors = [{ path: ['name'], message: 'This name is reserved' }];
    throw new AppError('bad_request', 'This name is reserved', { extensions: { errors } });
  }
  const { now, organisationId } = tenant;
  const id = uuidv7(now);
  const event = { type: 'scope.created', resourceId: id, metadata: { name } } as const;
  const [[created]] = await tenant.db.flight(sql<ListedScope>`
    WITH created AS (
      INSERT INTO organisation_scopes (id, organisation_id, name, display_name, description, created_at, updated_at)
      VALUES (${id}, ${organisationId}, ${name}, ${displayName}, ${description}, ${now}, ${now})
      ON CONFLICT (organisation_id, name) DO NOTHING RETURNING *
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM created)
    SELECT ${SCOPE_COLUMNS} FROM created`);
  if (!created) throw new AppError('conflict', 'A scope of this name exists already');
  return created;
}

/** The name stays: clients, consents and tokens have it. One round trip. @throws not_found */
export async function updateScope(
  tenant: Tenant,
  id: string,
  changes: { displayName?: string | undefined; description?: string | undefined },
): Promise<ListedScope> {
  if (!isUuid(id)) throw scopeNotFound();
  const event = { type: 'scope.updated', resourceId: id } as const;
  const [[updated]] = await tenant.db.flight(sql<ListedScope>`
    WITH updated AS (
      UPDATE organisation_scopes
      SET display_name = COALESCE(${changes.displayName ?? null}, display_name),
          description = COALESCE(${changes.description ?? null}, description), updated_at = ${tenant.now}
      WHERE id = ${id} RETURNING *
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM updated)
    SELECT ${SCOPE_COLUMNS} FROM updated`);
  if (!updated) throw scopeNotFound();
  return updated;
}

/** One round trip. @throws not_found; conflict while a client is registered for it */
export async function deleteScope(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw scopeNotFound();
  const event = { type: 'scope.deleted', resourceId: id } as const;
  const [[found]] = await tenant.db.flight(sql<{ isUsed: boolean }>`
    WITH found AS (
      SELECT s.id, EXISTS (
          SELECT FROM clients c
          WHERE c.organisation_id = s.organisation_id AND c.deleted_at IS NULL AND c.scopes @> to_jsonb(s.name)
        ) AS is_used
      FROM organisation_scopes s WHERE s.id = ${id}
    ),
    deleted AS (
      DELETE FROM organisation_scopes WHERE id IN (SELECT id FROM found WHERE NOT is_used) RETURNING id
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM deleted)
    SELECT is_used AS "isUsed" FROM found`);
  if (!found) throw scopeNotFound();
  if (found.isUsed) throw new AppError('conflict', 'A client is registered for this scope');
}

function scopeNotFound(): AppError {
  return new AppError('not_found', 'Scope not found');
}

/** The statement that finds what an organisation says of its scopes that this client may ask for. */
export function ownScopesOfClient(organisationId: string, clientId: string): Statement<ScopeText> {
  return sql<ScopeText>`
    SELECT s.name, s.display_name AS "displayName", s.description
    FROM clients c
    JOIN organisation_scopes s ON s.organisation_id = c.organisation_id AND c.scopes @> to_jsonb(s.name)
    WHERE c.organisation_id = ${organisationId} AND c.id = ${clientId} AND c.deleted_at IS NULL`;
}
