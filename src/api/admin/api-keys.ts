/** API keys of the organisation. */
import {
  API_KEY_RATE_LIMITS,
  API_KEY_STATUSES,
  type ApiKey,
  createApiKey as create,
  getApiKey as get,
  listApiKeys as list,
  revokeApiKey as revoke,
} from '../../domain/api-keys/api-keys.ts';
import { keyMakerOf } from '../../domain/credentials/key-makers.ts';
import {
  cursorParameter,
  decodeIdCursor,
  encodeCursor,
  filterOf,
  filterParameters,
  searchParameter,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { isNetwork } from '../../lib/networks.ts';
import { idParams, messageSchema, nameSchema, PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const SCOPES_MAX = 100;
const NETWORKS_MAX = 50;
/** Ten years. */
const DAYS_MAX = 3650;

const timeSchema = z.iso.datetime().nullable();

const apiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z
      .string()
      .meta({ description: 'The beginning of the key, to recognise it by', examples: ['ck_live_9YkT3b'] }),
    keyPrefix: z.string().meta({ description: 'The same as `prefix`' }),
    scopes: z.array(z.string()),
    status: z.enum(API_KEY_STATUSES),
    createdById: z.uuid().nullable().meta({ description: 'The person whose permissions limit the key' }),
    createdByClientId: z.uuid().nullable().meta({ description: 'The client whose scopes limit the key' }),
    createdByKeyId: z
      .uuid()
      .nullable()
      .meta({ description: 'The key with which it was created, and with which it ends' }),
    allowedNetworks: z.array(z.string()).nullable(),
    rateLimit: z.enum(API_KEY_RATE_LIMITS),
    lastUsedAt: timeSchema,
    expiresAt: timeSchema,
    revokedAt: timeSchema,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ApiKey' });

function present({ keyPrefix, ...apiKey }: ApiKey) {
  return { ...apiKey, prefix: keyPrefix, keyPrefix };
}

/** For reading only: a key is revoked for good, and nothing else of it changes. */
const VERSION: Versioned<{ id: string }> = {
  resource: 'apiKey',
  read: async (tenant, { id }) => present(await get(tenant, id)),
  omit: ['lastUsedAt'],
};

export const listApiKeys = defineRoute({
  method: 'get',
  path: '/admin/api-keys',
  operationId: 'listApiKeys',
  tag: 'API keys',
  summary: 'The API keys of the organisation',
  permission: 'api_keys:read',
  query: z.object({
    ...pageParameters,
    ...searchParameter,
    ...filterParameters({ status: optional(z.enum(API_KEY_STATUSES)) }),
    ...sortParameters(['createdAt', 'name', 'lastUsedAt']),
    /** `nextCursor` of the page before; sorted by createdAt. */
    ...cursorParameter,
  }),
  responses: { 200: { description: 'A page', schema: envelopeSchema(apiKeySchema) }, 400: PROBLEM, ...DENIED },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const cursor = query.cursor === undefined ? undefined : decodeIdCursor(query.cursor);
    const order = sortOf(query, { sort: 'createdAt', order: 'desc' });
    const { search } = query;
    const sort = cursor === undefined ? order.sort : 'createdAt';
    const filters = { search, status: filterOf(query, 'status'), cursor, order: order.order, sort, ...page };
    const { apiKeys, nextCursor, ...total } = await list(tenant, filters);
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(apiKeys.map(present), total, page), nextCursor: next });
  },
});

export const getApiKey = defineRoute({
  method: 'get',
  path: '/admin/api-keys/{id}',
  operationId: 'getApiKey',
  tag: 'API keys',
  summary: 'An API key, without the key itself',
  permission: 'api_keys:read',
  params: idParams,
  versioned: VERSION,
  responses: { 200: { description: 'The API key', schema: apiKeySchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(present(await get(tenant, id))),
});

const networkSchema = z
  .string()
  .max(49)
  .refine(isNetwork, { error: 'Not an address, nor a network in CIDR notation, e.g. 192.0.2.0/24 or 2001:db8::/32' });

const body = z.object({
  name: nameSchema,
  scopes: z
    .array(z.string().min(1).max(255))
    .max(SCOPES_MAX)
    .meta({
      description: 'Permissions that you have. Others are stored, and grant nothing',
      examples: [['users:read', 'teams:*']],
    }),
  expiresInDays: z.number().int().min(1).max(DAYS_MAX).nullish().meta({ description: 'Without it: never' }),
  allowedNetworks: z
    .array(networkSchema)
    .min(1)
    .max(NETWORKS_MAX)
    .nullish()
    .meta({
      description: 'Where the key may be used from, in CIDR notation. Without it: anywhere',
      examples: [['192.0.2.0/24']],
    }),
  rateLimit: z.enum(API_KEY_RATE_LIMITS).default('standard').meta({
    description: '`low`, `standard` (as people) or `high` (as clients): how many requests a minute it may send',
  }),
});

export const createApiKey = defineRoute({
  method: 'post',
  path: '/admin/api-keys',
  operationId: 'createApiKey',
  tag: 'API keys',
  summary: 'Create an API key',
  permission: 'api_keys:create',
  body,
  responses: {
    201: {
      description: 'Created. The key is not shown again',
      schema: apiKeySchema.extend({ key: z.string(), warning: z.string() }),
    },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body: { expiresInDays = null, allowedNetworks = null, ...input }, tenant, authentication }) => {
    const wanted = { ...input, expiresInDays, allowedNetworks };
    const { key, ...apiKey } = await create(tenant, keyMakerOf(authentication), wanted);
    const warning = 'Save this key securely. It will not be shown again.';
    return c.json({ ...present(apiKey), key, warning }, 201);
  },
});

export const revokeApiKey = defineRoute({
  method: 'post',
  path: '/admin/api-keys/{id}/revoke',
  operationId: 'revokeApiKey',
  tag: 'API keys',
  summary: 'Revoke an API key for good; a key may revoke itself without the permission',
  permission: 'api_keys:revoke',
  allowsOwnKey: true,
  params: idParams,
  responses: { 200: { description: 'Revoked, now or before', schema: messageSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await revoke(tenant, id);
    return c.json({ message: 'API key revoked successfully' });
  },
});
