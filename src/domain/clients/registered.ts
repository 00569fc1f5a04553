/** Clients as administrators see them: with every setting, and without secrets. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { ClientSettings } from './settings.ts';

export interface RegisteredClient extends ClientSettings {
  id: string;
  organisationId: string;
  clientId: string;
  isActive: boolean;
  hasSecret: boolean;
  /** When the secret before the last rotation ends or has ended; null when there is none. */
  previousSecretExpiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const SETTING_COLUMNS = {
  name: true,
  description: true,
  clientType: true,
  tokenEndpointAuthMethod: true,
  grantTypes: true,
  redirectUris: true,
  allowedOrigins: true,
  scopes: true,
  requirePkce: true,
  requireConsent: true,
  isFirstParty: true,
  allowPlainPkce: true,
  allowUnboundCodes: true,
  allowLocalhostPorts: true,
  allowEndpointAudience: true,
  allowApi: true,
  jwks: true,
  jwksUri: true,
  idTokenSignedResponseAlg: true,
  userinfoSignedResponseAlg: true,
  accessTokenSignedResponseAlg: true,
  idTokenClaims: true,
  accessTokenFormat: true,
  subjectType: true,
  sectorIdentifierUri: true,
  postLogoutRedirectUris: true,
  backchannelLogoutUri: true,
  backchannelLogoutSessionRequired: true,
  frontchannelLogoutUri: true,
  frontchannelLogoutSessionRequired: true,
  logoUri: true,
  policyUri: true,
  tosUri: true,
  defaultMaxAge: true,
  accessTokenLifetime: true,
  idTokenLifetime: true,
  refreshTokenLifetime: true,
  refreshTokenGrace: true,
  refreshFamilyLifetime: true,
  consentLifetime: true,
} as const satisfies Record<Exclude<keyof ClientSettings, 'resources'>, true>;

const REGISTERED = {
  ...SETTING_COLUMNS,
  id: true,
  organisationId: true,
  clientId: true,
  clientSecret: true,
  previousSecretExpiresAt: true,
  isActive: true,
  revoked: true,
  createdAt: true,
  updatedAt: true,
  clientResources: { select: { resource: { select: { indicator: true } } } },
} satisfies Prisma.ClientSelect;

type Row = Prisma.ClientGetPayload<{ select: typeof REGISTERED }>;

/** JSON columns have the types of their settings: registration has checked them. */
function toRegistered({ clientSecret, revoked, clientResources, ...client }: Row): RegisteredClient {
  return {
    ...client,
    allowedOrigins: client.allowedOrigins ?? [],
    postLogoutRedirectUris: client.postLogoutRedirectUris ?? [],
    resources: clientResources.map(({ resource }) => resource.indicator).sort(),
    isActive: client.isActive && !revoked,
    hasSecret: clientSecret !== null,
  } as RegisteredClient;
}

/** The settings alone. */
export function settingsOf(client: RegisteredClient): ClientSettings {
  const names = [...Object.keys(SETTING_COLUMNS), 'resources'] as (keyof ClientSettings)[];
  return Object.fromEntries(names.map((name) => [name, client[name]])) as unknown as ClientSettings;
}

export interface ClientQuery {
  /** Any part of the name or the client_id. */
  search?: string | undefined;
  status?: 'active' | 'revoked' | undefined;
  sort: 'createdAt' | 'name';
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
  /** The position after which the page begins, as `nextCursor` of the previous one; the offset counts from there. */
  cursor?: readonly string[] | undefined;
}

/** The number of values in a cursor. */
export function cursorLength(sort: ClientQuery['sort']): number {
  return sort === 'name' ? 2 : 1;
}

/** One round trip. @throws bad_request for a cursor of another list */
export async function listClients(
  { db: { prisma, flight } }: Tenant,
  query: ClientQuery,
): Promise<{ clients: RegisteredClient[]; nextCursor: string[] | null } & Total> {
  const { sort, order, limit, offset } = query;
  const where = { AND: [searched(query), ofStatus(query)] };
  const [rows, count] = await flight(
    prisma.client.findMany({
      where: { AND: [where, afterCursor(query)] },
      select: REGISTERED,
      // Ids are in order of creation.
      orderBy: sort === 'name' ? [{ name: order }, { id: order }] : { id: order },
      skip: offset,
      take: limit,
    }),
    prisma.client.count({ where, take: COUNT_TAKE }),
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const position = last && (sort === 'name' ? [last.name, last.id] : [last.id]);
  return { clients: rows.map(toRegistered), nextCursor: position ?? null, ...totalOf(count) };
}

function searched({ search }: ClientQuery): Prisma.ClientWhereInput {
  if (!search) return {};
  const contains = { contains: search.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const;
  return { OR: [{ name: contains }, { clientId: contains }] };
}

function ofStatus({ status }: ClientQuery): Prisma.ClientWhereInput {
  if (status === undefined) return {};
  return status === 'active' ? USABLE : { NOT: USABLE };
}

/** The command of older releases revokes with `revoked` as well. */
const USABLE = { isActive: true, revoked: false } satisfies Prisma.ClientWhereInput;

function afterCursor({ cursor, sort, order }: ClientQuery): Prisma.ClientWhereInput {
  if (cursor === undefined) return {};
  const [id = '', name = ''] = [...cursor].reverse();
  if (!isUuid(id)) {
    const errors = [{ path: ['cursor'], message: 'Not a cursor of this list' }];
    throw new AppError('bad_request', 'Not a cursor of this list', { extensions: { errors } });
  }
  const beyond = <T>(value: T) => (order === 'asc' ? { gt: value } : { lt: value });
  if (sort === 'createdAt') return { id: beyond(id) };
  return { OR: [{ name: beyond(name) }, { name, id: beyond(id) }] };
}

/** One round trip. @throws not_found */
export async function getClient(tenant: Tenant, id: string): Promise<RegisteredClient> {
  if (!isUuid(id)) throw clientNotFound();
  return found((await tenant.db.flight(readClient(tenant, id)))[0]);
}

/** To be read in the flight of a change. */
export function readClient({ db }: Tenant, id: string) {
  return db.prisma.client.findUnique({ where: { id }, select: REGISTERED });
}

/** @throws not_found */
export function found(row: Row | null): RegisteredClient {
  if (!row) throw clientNotFound();
  return toRegistered(row);
}

/** By its public identifier; null when the organisation has no such client. */
export async function findByClientId({ db }: Tenant, clientId: string): Promise<RegisteredClient | null> {
  const row = await db.prisma.client.findFirst({ where: { clientId }, select: REGISTERED });
  return row && toRegistered(row);
}

export function clientNotFound(): AppError {
  return new AppError('not_found', 'OAuth2 client not found');
}
