/**
 * API keys of an organisation: credentials of programs. A key is worth what its scopes name among the permissions that
 * its maker holds at the time of a request (presented-keys.ts).
 */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { containsText } from '../../lib/patterns.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { assertMayGrant } from '../access/grants.ts';
import { intersection } from '../access/permissions.ts';
import { recordEvent } from '../events/emit.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

export const API_KEY_STATUSES = ['active', 'expired', 'revoked'] as const;
export type ApiKeyStatus = (typeof API_KEY_STATUSES)[number];

/** Classes of rate limits, in ascending order. */
export const API_KEY_RATE_LIMITS = ['low', 'standard', 'high'] as const;
export type ApiKeyRateLimit = (typeof API_KEY_RATE_LIMITS)[number];

const STORED = {
  id: true,
  name: true,
  keyPrefix: true,
  scopes: true,
  createdById: true,
  createdByClientId: true,
  createdByKeyId: true,
  allowedNetworks: true,
  rateLimit: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.ApiKeySelect;

/** A key ends with the one with which it was made. */
const WITH_PARENT = { ...STORED, createdByKey: { select: { revokedAt: true } } } satisfies Prisma.ApiKeySelect;

type StoredKey = Prisma.ApiKeyGetPayload<{ select: typeof STORED }>;
type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof WITH_PARENT }>;

export interface ApiKey extends Omit<StoredKey, 'scopes' | 'allowedNetworks'> {
  scopes: string[];
  allowedNetworks: string[] | null;
  status: ApiKeyStatus;
}

function toApiKey({ createdByKey, ...key }: KeyRow, now: Date): ApiKey {
  const revokedAt = key.revokedAt ?? createdByKey?.revokedAt ?? null;
  const isExpired = key.expiresAt !== null && key.expiresAt <= now;
  const lists = { scopes: key.scopes as string[], allowedNetworks: key.allowedNetworks as string[] | null };
  return { ...key, ...lists, revokedAt, status: revokedAt ? 'revoked' : isExpired ? 'expired' : 'active' };
}

export interface ApiKeyQuery {
  /** Any part of the name or the prefix. */
  search?: string | undefined;
  status?: ApiKeyStatus | undefined;
  sort: 'createdAt' | 'name' | 'lastUsedAt';
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
  /** The id of the last key of the previous page, in order of creation; the offset counts from there. */
  cursor?: string | undefined;
}

/** One round trip. */
export async function listApiKeys(
  { db, now }: Tenant,
  query: ApiKeyQuery,
): Promise<{ apiKeys: ApiKey[]; nextCursor: string | null } & Total> {
  const { sort, order, limit, offset } = query;
  const where = { AND: [matching(query), ofStatus(query, now)] } satisfies Prisma.ApiKeyWhereInput;
  const [found, counted] = await db.flight(
    db.prisma.apiKey.findMany({
      where: { AND: [where, afterCursor(query)] },
      select: WITH_PARENT,
      orderBy: [...orderOf(sort, order), { id: order }],
      skip: offset,
      take: limit,
    }),
    db.prisma.apiKey.count({ where, take: COUNT_TAKE }),
  );
  const last = sort === 'createdAt' && found.length === limit ? found.at(-1) : undefined;
  return { apiKeys: found.map((key) => toApiKey(key, now)), nextCursor: last?.id ?? null, ...totalOf(counted) };
}

/** Ids are in the order of creation. */
function orderOf(sort: ApiKeyQuery['sort'], order: ApiKeyQuery['order']): Prisma.ApiKeyOrderByWithRelationInput[] {
  if (sort === 'createdAt') return [];
  return sort === 'name' ? [{ name: order }] : [{ lastUsedAt: { sort: order, nulls: 'last' } }];
}

function matching({ search }: ApiKeyQuery): Prisma.ApiKeyWhereInput {
  if (!search) return {};
  return { OR: [{ name: containsText(search) }, { keyPrefix: containsText(search) }] };
}

function afterCursor({ cursor, order }: ApiKeyQuery): Prisma.ApiKeyWhereInput {
  if (cursor === undefined) return {};
  return { id: order === 'asc' ? { gt: cursor } : { lt: cursor } };
}

function ofStatus({ status }: ApiKeyQuery, now: Date): Prisma.ApiKeyWhereInput {
  if (status === undefined) return {};
  if (status === 'revoked')
    return { OR: [{ revokedAt: { not: null } }, { createdByKey: { revokedAt: { not: null } } }] };
  const live = { revokedAt: null, OR: [{ createdByKeyId: null }, { createdByKey: { revokedAt: null } }] };
  if (status === 'expired') return { ...live, expiresAt: { lte: now } };
  return { AND: [live, { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }] };
}

/** One round trip. @throws not_found */
export async function getApiKey({ db, now }: Tenant, id: string): Promise<ApiKey> {
  const found = isUuid(id) ? await db.prisma.apiKey.findUnique({ where: { id }, select: WITH_PARENT }) : null;
  if (!found) throw apiKeyNotFound();
  return toApiKey(found, now);
}

/** Who makes a key, and so limits it. */
export interface ApiKeyMaker {
  /** A person of the organisation. */
  createdById: string | null;
  /** A client that acts for itself. */
  createdByClientId: string | null;
  /** The key that is used to make this one, which keeps the maker. */
  createdByKey: { id: string; expiresAt: Date | null } | null;
  permissions: readonly string[];
}

export interface ApiKeyInput {
  name: string;
  /** Those that name no permission grant nothing. */
  scopes: string[];
  expiresInDays: number | null;
  /** In CIDR notation; null for any. */
  allowedNetworks: string[] | null;
  rateLimit: ApiKeyRateLimit;
}

const DAY = 86_400;
/** Characters of the key that are shown in lists: its kind, and 36 of its 256 bits. */
const PREFIX_LENGTH = 'ck_live_'.length + 6;

/**
 * One round trip.
 * @returns the key in plain text, which is not stored
 * @throws forbidden for scopes with permissions that the maker lacks
 */
export async function createApiKey(
  tenant: Tenant,
  maker: ApiKeyMaker,
  { expiresInDays, allowedNetworks, ...input }: ApiKeyInput,
): Promise<ApiKey & { key: string }> {
  assertMayGrant(maker.permissions, intersection(['*'], input.scopes));
  const { db, now, organisationId } = tenant;
  const { createdById, createdByClientId, createdByKey } = maker;
  const key = newSecret('apiKey');
  const data = {
    ...input,
    id: uuidv7(now),
    organisationId,
    keyPrefix: key.slice(0, PREFIX_LENGTH),
    keyHash: await sha256(key),
    createdById,
    createdByClientId,
    createdByKeyId: createdByKey?.id ?? null,
    expiresAt: earlier(
      expiresInDays === null ? null : after(now, expiresInDays * DAY),
      createdByKey?.expiresAt ?? null,
    ),
    ...(allowedNetworks === null ? {} : { allowedNetworks }),
    createdAt: now,
    updatedAt: now,
  };
  // Operators make keys for others.
  const madeFor = tenant.actor.operator === null ? {} : { createdById };
  const metadata = { name: input.name, scopes: input.scopes, ...madeFor };
  const [created] = await db.flight(
    db.prisma.apiKey.create({ data, select: STORED }),
    recordEvent(tenant, { type: 'api_key.created', resourceId: data.id, metadata }),
  );
  return { ...toApiKey({ ...created, createdByKey: null }, now), key };
}

function earlier(one: Date | null, other: Date | null): Date | null {
  return one === null || (other !== null && other < one) ? other : one;
}

/** For good. A key that is revoked already stays as it is. One round trip, two for such a key. @throws not_found */
export async function revokeApiKey(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw apiKeyNotFound();
  const { db, now } = tenant;
  const where = { id, revokedAt: null };
  const data = { revokedAt: now, updatedAt: now };
  const revoking = db.flight(
    required(db.prisma.apiKey.update({ where, data, select: { id: true } }), MISSING),
    recordEvent(tenant, { type: 'api_key.revoked', resourceId: id }),
  );
  if ((await nullIfMissing(revoking)) === null) await getApiKey(tenant, id);
}

/** Days. */
const RECENT = 30;

/**
 * For the recovery of an account: revokes the keys of a person that somebody else may have made meanwhile, older ones
 * not. Whoever records the recovery says so.
 */
export function revokeRecentKeys({ db, now }: Tenant, createdById: string) {
  const createdAt = { gt: after(now, -RECENT * DAY) };
  return db.prisma.apiKey.updateMany({
    where: { createdById, revokedAt: null, createdAt },
    data: { revokedAt: now, updatedAt: now },
  });
}

function apiKeyNotFound(): AppError {
  return new AppError('not_found', 'API key not found');
}
