/** The resources (RFC 8707) of the organisation: the APIs that clients request tokens for. */
import {
  getResource as get,
  listResources as list,
  deleteResource as remove,
  updateResource as update,
} from '../../domain/clients/resources.ts';
import { TOKEN_ALGORITHMS } from '../../domain/clients/vocabulary.ts';
import { registerResource } from '../../domain/tokens/resources.ts';
import { AppError } from '../../errors.ts';
import { cursorParameter, decodeCursor, encodeCursor, searchParameter } from '../../http/list-query.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { sentence } from './client-schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };
const tag = 'Resources';

const signingAlg = z.enum(TOKEN_ALGORITHMS).nullable().meta({
  description: 'What access tokens for it are signed with; null: as their client says',
});

const resourceSchema = z
  .object({
    id: z.uuid(),
    indicator: z.string(),
    signingAlg,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Resource' });

const VERSION: Versioned<{ id: string }> = { resource: 'resource', read: (tenant, { id }) => get(tenant, id) };

export const listResources = defineRoute({
  operationId: 'listResources',
  tag,
  method: 'get',
  path: '/admin/resources',
  summary: 'The APIs that clients of the organisation can be registered for',
  permission: 'clients:read',
  query: z.object({ ...pageParameters, ...searchParameter, ...cursorParameter }),
  responses: {
    200: { description: 'A page, in the order of indicators', schema: envelopeSchema(resourceSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query: { search, cursor, ...query }, tenant }) => {
    const page = pageOf(query);
    const [after] = cursor === undefined ? [] : decodeCursor(cursor, 1);
    const { resources, nextCursor, ...total } = await list(tenant, { search, cursor: after, ...page });
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(resources, total, page), nextCursor: next });
  },
});

export const getResource = defineRoute({
  operationId: 'getResource',
  tag,
  method: 'get',
  path: '/admin/resources/{id}',
  summary: 'A resource',
  permission: 'clients:read',
  params: idParams,
  versioned: VERSION,
  responses: { 200: { description: 'The resource', schema: resourceSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(await get(tenant, id)),
});

export const createResource = defineRoute({
  operationId: 'createResource',
  tag,
  method: 'post',
  path: '/admin/resources',
  summary: 'Add an API; its indicator belongs to the organisation that adds it first',
  permission: 'clients:create',
  body: z.object({ indicator: z.string(), signingAlg: signingAlg.optional() }),
  responses: { 201: { description: 'Added', schema: resourceSchema }, 400: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, body: { indicator, signingAlg = null }, tenant }) => {
    const issuer = c.var.context.config.ISSUER_URL;
    const outcome = await registerResource(tenant, { indicator, signingAlg }, issuer);
    if ('resource' in outcome) return c.json(outcome.resource, 201);
    const errors = [{ path: ['indicator'], message: sentence(outcome.fault) }];
    throw new AppError('bad_request', 'Invalid input', { extensions: { errors } });
  },
});

export const updateResource = defineRoute({
  operationId: 'updateResource',
  tag,
  method: 'patch',
  path: '/admin/resources/{id}',
  summary: 'Change what access tokens for a resource are signed with',
  permission: 'clients:update',
  params: idParams,
  versioned: VERSION,
  body: z.object({ signingAlg }),
  responses: { 200: { description: 'Changed', schema: resourceSchema }, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, body, tenant }) => c.json(await update(tenant, id, body)),
});

export const deleteResource = defineRoute({
  operationId: 'deleteResource',
  tag,
  method: 'delete',
  path: '/admin/resources/{id}',
  summary: 'Delete a resource; clients lose it, and what was issued for it ends',
  permission: 'clients:delete',
  params: idParams,
  versioned: VERSION,
  responses: { 204: { description: 'Deleted' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await remove(tenant, id);
    return c.body(null, 204);
  },
});
