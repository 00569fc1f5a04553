/** The roles of the organisation. Their permissions are changed in role-permissions.ts. */
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
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { presentRole as present, roleSchema } from './role-schema.ts';

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
  responses: { 200: { description: 'The role', schema: roleSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(present(await get(tenant, id))),
});
