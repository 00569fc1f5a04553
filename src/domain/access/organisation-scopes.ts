/** Scopes that an organisation defines for its own resource servers. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { isCatalogueScope, type ScopeText, SYSTEM_SCOPES } from './scopes.ts';

/** A scope of the catalogue has neither id nor dates. */
export interface ListedScope extends ScopeText {
  id: string | null;
  isDefault: boolean;
  isSystem: boolean;
  createdAt: Date | null;
  updatedAt: Date | null;
}

const STORED = {
  id: true,
  name: true,
  displayName: true,
  description: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.OrganisationScopeSelect;

type StoredScope = Prisma.OrganisationScopeGetPayload<{ select: typeof STORED }>;

const toListed = (scope: StoredScope): ListedScope => ({ ...scope, isDefault: false, isSystem: false });

const CATALOGUE: readonly ListedScope[] = [...SYSTEM_SCOPES]
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ name, displayName, description, isDefault }) => {
    return { id: null, name, displayName, description, isDefault, isSystem: true, createdAt: null, updatedAt: null };
  });

/** All scopes that a client of the organisation can be registered for, the catalogue first. One round trip. */
export async function listScopes(
  { db }: Tenant,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ scopes: ListedScope[]; total: number }> {
  const listed = CATALOGUE.slice(offset, offset + limit);
  const [own, count] = await db.flight(
    db.prisma.organisationScope.findMany({
      select: STORED,
      orderBy: { name: 'asc' },
      skip: Math.max(0, offset - CATALOGUE.length),
      take: limit - listed.length,
    }),
    db.prisma.organisationScope.count(),
  );
  return { scopes: [...listed, ...own.map(toListed)], total: CATALOGUE.length + count };
}

/**
 * One round trip.
 * @throws bad_request when the name is reserved; conflict when the organisation has a scope of this name
 */
export async function createScope(tenant: Tenant, { name, displayName, description }: ScopeText): Promise<ListedScope> {
  if (isCatalogueScope(name)) {
    const errors = [{ path: ['name'], message: 'This name is reserved' }];
    throw new AppError('bad_request', 'This name is reserved', { extensions: { errors } });
  }
  const { db, now, organisationId } = tenant;
  const id = uuidv7(now);
  const data = { id, organisationId, name, displayName, description, createdAt: now, updatedAt: now };
  try {
    const [created] = await db.flight(
      db.prisma.organisationScope.create({ data, select: STORED }),
      recordEvent(tenant, { type: 'scope.created', resourceId: id, metadata: { name } }),
    );
    return toListed(created);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'A scope of this name exists already', { cause: error });
  }
}

/** One round trip. @throws not_found, also for scopes of the catalogue, which have no id */
export async function getScope({ db }: Tenant, id: string): Promise<ListedScope> {
  const found = isUuid(id) ? await db.prisma.organisationScope.findUnique({ where: { id }, select: STORED }) : null;
  if (!found) throw scopeNotFound();
  return toListed(found);
}

/** The name cannot change: clients, consents and tokens contain it. One round trip. @throws not_found */
export async function updateScope(
  tenant: Tenant,
  id: string,
  { displayName, description }: { displayName?: string | undefined; description?: string | undefined },
): Promise<ListedScope> {
  if (!isUuid(id)) throw scopeNotFound();
  const data = {
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    updatedAt: tenant.now,
  };
  const [updated] = await tenant.db.flight(
    required(tenant.db.prisma.organisationScope.update({ where: { id }, data, select: STORED }), scopeNotFound),
    recordEvent(tenant, { type: 'scope.updated', resourceId: id }),
  );
  return toListed(updated);
}

/** One round trip. @throws not_found; conflict while a client is registered for it */
export async function deleteScope(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw scopeNotFound();
  const { db } = tenant;
  const inUse = () => new AppError('conflict', 'A client is registered for this scope');
  await db.flight(
    required(db.prisma.organisationScope.findUnique({ where: { id }, select: { id: true } }), scopeNotFound),
    // SQL: the statement that deletes the scope checks that no client's list contains it
    required(
      sql`
        DELETE FROM organisation_scopes s WHERE s.id = ${id} AND NOT EXISTS (
          SELECT FROM clients c
          WHERE c.organisation_id = s.organisation_id AND c.deleted_at IS NULL AND c.scopes @> to_jsonb(s.name))
        RETURNING s.id`,
      inUse,
    ),
    recordEvent(tenant, { type: 'scope.deleted', resourceId: id }),
  );
}

function scopeNotFound(): AppError {
  return new AppError('not_found', 'Scope not found');
}

/** The statement that finds the texts of the organisation's own scopes that this client may request. */
export function ownScopesOfClient(organisationId: string, clientId: string): Statement<ScopeText> {
  // SQL: joins by containment in JSON, which is not a relation
  return sql<ScopeText>`
    SELECT s.name, s.display_name AS "displayName", s.description
    FROM clients c
    JOIN organisation_scopes s ON s.organisation_id = c.organisation_id AND c.scopes @> to_jsonb(s.name)
    WHERE c.organisation_id = ${organisationId} AND c.id = ${clientId} AND c.deleted_at IS NULL`;
}
