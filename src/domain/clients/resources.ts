/** The resources (RFC 8707) of an organisation: the APIs for which its clients can be registered. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { json, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import { recordEvent } from '../events/emit.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface Resource {
  id: string;
  indicator: string;
  /** What its access tokens are signed with; null when the client decides. */
  signingAlg: SigningAlgorithm | null;
  createdAt: Date;
  updatedAt: Date;
}

const SELECT = {
  id: true,
  indicator: true,
  signingAlg: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.ResourceSelect;

/**
 * One round trip.
 * @throws conflict when any organisation has this resource: an indicator has one owner, and the answer does not say who
 */
export async function createResource(
  tenant: Tenant,
  { indicator, signingAlg }: Pick<Resource, 'indicator' | 'signingAlg'>,
): Promise<Resource> {
  const { db, now, organisationId } = tenant;
  const id = uuidv7(now);
  const data = { id, organisationId, indicator, signingAlg, createdAt: now, updatedAt: now };
  try {
    const [created] = await db.flight(
      db.prisma.resource.create({ data, select: SELECT }),
      recordEvent(tenant, { type: 'resource.created', resourceId: id, metadata: { indicator } }),
    );
    return created as Resource;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'This indicator is taken';
    throw new AppError('conflict', message, {
      cause: error,
      extensions: { errors: [{ path: ['indicator'], message }] },
    });
  }
}

export interface ResourceQuery {
  /** Any part of the indicator. */
  search?: string | undefined;
  limit: number;
  offset: number;
  /** The indicator of the last resource of the previous page. */
  cursor?: string | undefined;
}

/** In the order of indicators. One round trip. */
export async function listResources(
  { db: { prisma, flight } }: Tenant,
  { search, limit, offset, cursor }: ResourceQuery,
): Promise<{ resources: Resource[]; nextCursor: string | null } & Total> {
  const pattern = search?.replace(/[\\%_]/g, '\\$&');
  const where = pattern ? { indicator: { contains: pattern, mode: 'insensitive' } as const } : {};
  const [resources, count] = await flight(
    prisma.resource.findMany({
      where: { AND: [where, cursor === undefined ? {} : { indicator: { gt: cursor } }] },
      select: SELECT,
      orderBy: { indicator: 'asc' },
      skip: offset,
      take: limit,
    }),
    prisma.resource.count({ where, take: COUNT_TAKE }),
  );
  const last = resources.length === limit ? resources.at(-1) : undefined;
  return { resources: resources as Resource[], nextCursor: last?.indicator ?? null, ...totalOf(count) };
}

/** One round trip. @throws not_found */
export async function getResource({ db }: Tenant, id: string): Promise<Resource> {
  if (!isUuid(id)) throw resourceNotFound();
  const resource = await db.prisma.resource.findUnique({ where: { id }, select: SELECT });
  if (!resource) throw resourceNotFound();
  return resource as Resource;
}

/** The indicator cannot change: it is in tokens and in APIs. One round trip. @throws not_found */
export async function updateResource(
  tenant: Tenant,
  id: string,
  { signingAlg }: Pick<Resource, 'signingAlg'>,
): Promise<Resource> {
  if (!isUuid(id)) throw resourceNotFound();
  const data = { signingAlg, updatedAt: tenant.now };
  const [updated] = await tenant.db.flight(
    required(tenant.db.prisma.resource.update({ where: { id }, data, select: SELECT }), resourceNotFound),
    recordEvent(tenant, { type: 'resource.updated', resourceId: id, metadata: { changes: { signingAlg } } }),
  );
  return updated as Resource;
}

/**
 * Clients lose it, and what was issued for it ends, so that nothing comes back with a new resource of this name. Two
 * round trips.
 * @throws not_found
 */
export async function deleteResource(tenant: Tenant, id: string): Promise<void> {
  const { indicator } = await getResource(tenant, id);
  const { db } = tenant;
  await db.flight(
    ...endGrants(tenant, id, indicator),
    required(db.prisma.resource.delete({ where: { id }, select: { id: true } }), resourceNotFound),
    recordEvent(tenant, { type: 'resource.deleted', resourceId: id, metadata: { indicator } }),
  );
}

/**
 * Runs before the resource is deleted with its registrations.
 * SQL: locks refresh tokens first, so that a concurrent rotation leaves no successor; looks into an audience
 */
function endGrants({ organisationId, now }: Tenant, id: string, indicator: string): FlightItem[] {
  const ofItsClients = sql`
    t.organisation_id = ${organisationId} AND t.client_id IN (
      SELECT r.client_id FROM client_resources r WHERE r.organisation_id = ${organisationId} AND r.resource_id = ${id})`;
  const named = sql`${ofItsClients} AND t.revoked_at IS NULL AND t.resources @> ${json([indicator])}::jsonb`;
  const revocation = sql`revoked_at = ${now}, updated_at = ${now}`;
  return [
    sql`SELECT count(*) FROM (SELECT FROM refresh_tokens t WHERE ${named} ORDER BY t.id FOR UPDATE) r`,
    sql`DELETE FROM authorization_codes t WHERE ${named}`,
    sql`UPDATE refresh_tokens t SET ${revocation} WHERE ${named}`,
    sql`
      UPDATE tokens t SET ${revocation}
      WHERE ${ofItsClients} AND t.revoked_at IS NULL AND t.expires_at > ${now}::timestamptz
        AND ${indicator} = ANY (string_to_array(t.audience, ' '))`,
  ];
}

function resourceNotFound(): AppError {
  return new AppError('not_found', 'Resource not found');
}
