/** What clients can be registered for, and the organisation's own part of it. */
import {
  createScope,
  deleteScope,
  getScope as get,
  listScopes as list,
  updateScope,
} from '../../domain/access/organisation-scopes.ts';
import { SCOPE_DESCRIPTION_LENGTH_MAX, SCOPE_NAME_LENGTH_MAX, SCOPE_TOKEN } from '../../domain/access/scopes.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, ignoredSchema, lineSchema, nameSchema, PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

const scopeSchema = z
  .object({
    id: z.uuid().nullable(),
    name: z.string(),
    displayName: z.string(),
    description: z.string(),
    isDefault: z.boolean(),
    isSystem: z.boolean(),
    createdAt: z.string().nullable(),
    updatedAt: z.string().nullable(),
  })
  .meta({ id: 'Scope' });

const scopeNameSchema = z.string().max(SCOPE_NAME_LENGTH_MAX).regex(SCOPE_TOKEN, {
  error: 'Visible ASCII characters without spaces, quotes and backslashes',
});
const descriptionSchema = lineSchema(SCOPE_DESCRIPTION_LENGTH_MAX);

const VERSION: Versioned<{ id: string }> = { resource: 'scope', read: (tenant, { id }) => get(tenant, id) };

export const listScopes = defineRoute({
  method: 'get',
  path: '/admin/scopes',
  operationId: 'listScopes',
  tag: 'Scopes',
  summary: 'The scopes that clients can be registered for',
  permission: 'clients:read',
  query: z.object(pageParameters),
  responses: {
    200: { description: 'A page; those of the protocol first', schema: envelopeSchema(scopeSchema) },
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const { scopes, total } = await list(tenant, page);
    return c.json(envelope(scopes, { total, isEstimate: false }, page));
  },
});

export const getScope = defineRoute({
  method: 'get',
  path: '/admin/scopes/{id}',
  operationId: 'getScope',
  tag: 'Scopes',
  summary: 'A scope of the organisation',
  permission: 'clients:read',
  params: idParams,
  versioned: VERSION,
  responses: { 200: { description: 'The scope', schema: scopeSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(await get(tenant, id)),
});

export const addScope = defineRoute({
  method: 'post',
  path: '/admin/scopes',
  operationId: 'createScope',
  tag: 'Scopes',
  summary: 'Add a scope for a resource of your own',
  permission: 'clients:create',
  body: z.object({ name: scopeNameSchema, displayName: nameSchema, description: descriptionSchema }),
  responses: { 201: { description: 'Added', schema: scopeSchema }, 400: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, body, tenant }) => c.json(await createScope(tenant, body), 201),
});

export const changeScope = defineRoute({
  method: 'patch',
  path: '/admin/scopes/{id}',
  operationId: 'updateScope',
  tag: 'Scopes',
  summary: 'Change what people read about a scope',
  permission: 'clients:update',
  params: idParams,
  versioned: VERSION,
  body: z.object({
    displayName: nameSchema.optional(),
    description: descriptionSchema.optional(),
    name: ignoredSchema,
  }),
  responses: { 200: { description: 'Changed', schema: scopeSchema }, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, body, tenant }) => c.json(await updateScope(tenant, id, body)),
});

export const removeScope = defineRoute({
  method: 'delete',
  path: '/admin/scopes/{id}',
  operationId: 'deleteScope',
  tag: 'Scopes',
  summary: 'Remove a scope that no client is registered for',
  permission: 'clients:delete',
  params: idParams,
  versioned: VERSION,
  responses: { 204: { description: 'Removed' }, 404: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await deleteScope(tenant, id);
    return c.body(null, 204);
  },
});
