/** The roles of the organisation. Their permissions are changed in role-permissions.ts. */
import { createRole as create, deleteRole as remove, updateRole as update } from '../../domain/roles/changes.ts';
import { getRole as get, listRoles as list, ROLE_CURSOR_LENGTH } from '../../domain/roles/roles.ts';
import {
  cursorParameter,
  decodeCursor,
  encodeCursor,
  searchParameter,
  sortOf,
  sortParameters,
} from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { descriptionSchema, idParams, nameSchema, PROBLEM, slugSchema } from '../auth/schemas.ts';
import { permissionReferences, presentRole as present, ROLE_VERSION, roleSchema } from './role-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

export const listRoles = defineRoute({
  method: 'get',
  path: '/admin/roles',
  operationId: 'listRoles',
  tag: 'Roles',
  summary: 'The roles of the organisation',
  permission: 'roles:read',
  query: z.object({
    ...pageParameters,
    ...searchParameter,
    ...sortParameters(['slug', 'name', 'createdAt']),
    ...cursorParameter,
  }),
  responses: {
    200: { description: 'A page, in the order of slugs unless sorted', schema: envelopeSchema(roleSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const sorting = sortOf(query, { sort: 'slug', order: 'asc' });
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ROLE_CURSOR_LENGTH);
    const { roles, nextCursor, ...total } = await list(tenant, { ...query, ...page, ...sorting, cursor });
    const next = nextCursor === null ? null : encodeCursor(nextCursor);
    return c.json({ ...envelope(roles.map(present), total, page), nextCursor: next });
  },
});

export const getRole = defineRoute({
  method: 'get',
  path: '/admin/roles/{id}',
  operationId: 'getRole',
  tag: 'Roles',
  summary: 'A role and its permissions',
  permission: 'roles:read',
  params: idParams,
  versioned: ROLE_VERSION,
  responses: { 200: { description: 'The role', schema: roleSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(present(await get(tenant, id))),
});

export const createRole = defineRoute({
  method: 'post',
  path: '/admin/roles',
  operationId: 'createRole',
  tag: 'Roles',
  summary: 'Create a role, with permissions that you have',
  permission: 'roles:create',
  body: z.object({
    name: nameSchema,
    slug: slugSchema.optional().meta({ description: 'Derived from the name when absent' }),
    description: descriptionSchema,
    isDefault: z.boolean().optional().meta({ description: 'Another role that was the default is not any more' }),
    permissionIds: permissionReferences.optional(),
  }),
  responses: {
    201: { description: 'Created', schema: roleSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const { description = null, isDefault = false, permissionIds: permissions = [], ...names } = body;
    const role = await create(tenant, authentication.permissions, { ...names, description, isDefault, permissions });
    return c.json(present(role), 201);
  },
});

export const updateRole = defineRoute({
  method: 'patch',
  path: '/admin/roles/{id}',
  operationId: 'updateRole',
  tag: 'Roles',
  summary: 'Change the name or the description of a role, or whether it is the default; its slug stays',
  permission: 'roles:update',
  params: idParams,
  versioned: ROLE_VERSION,
  body: z.object({
    name: nameSchema.optional(),
    description: descriptionSchema,
    isDefault: z.boolean().optional(),
  }),
  responses: { 200: { description: 'Changed', schema: roleSchema }, 400: PROBLEM, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, body, tenant, authentication }) =>
    c.json(present(await update(tenant, authentication.permissions, id, body))),
});

export const deleteRole = defineRoute({
  method: 'delete',
  path: '/admin/roles/{id}',
  operationId: 'deleteRole',
  tag: 'Roles',
  summary: 'Delete a role; those who have it lose it',
  permission: 'roles:delete',
  params: idParams,
  versioned: ROLE_VERSION,
  responses: { 204: { description: 'Deleted' }, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant, authentication }) => {
    await remove(tenant, authentication.permissions, id);
    return c.body(null, 204);
  },
});
