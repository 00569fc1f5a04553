/** The permission catalogue: what roles can contain. */
import {
  type CataloguePermission,
  getPermission as get,
  listPermissions as list,
} from '../../domain/roles/catalogue.ts';
import { cursorParameter, decodeCursor, encodeCursor, searchParameter } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

const permissionSchema = z
  .object({
    id: z.uuid(),
    slug: z.string().meta({ description: '`resource:action`, or `*` for all' }),
    name: z.string(),
    description: z.string().nullable(),
    category: z.string(),
    isSystemPermission: z.literal(true),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Permission' });

const present = (permission: CataloguePermission) => ({ ...permission, isSystemPermission: true });

export const listPermissions = defineRoute({
  method: 'get',
  path: '/admin/permissions',
  operationId: 'listPermissions',
  tag: 'Permissions',
  summary: 'The permissions that a role can contain',
  permission: 'users:read',
  query: z.object({ ...pageParameters, ...searchParameter, ...cursorParameter }),
  responses: {
    200: { description: 'A page, in the order of slugs', schema: envelopeSchema(permissionSchema) },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const [cursor] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
    const { permissions, nextCursor, ...total } = await list(tenant, { ...query, ...page, cursor });
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(permissions.map(present), total, page), nextCursor: next });
  },
});

export const getPermission = defineRoute({
  method: 'get',
  path: '/admin/permissions/{id}',
  operationId: 'getPermission',
  tag: 'Permissions',
  summary: 'A permission, by its id or its slug',
  permission: 'permissions:read',
  params: idParams,
  responses: { 200: { description: 'The permission', schema: permissionSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(present(await get(tenant, id))),
});
