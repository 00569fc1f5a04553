/** The permissions of a role. Clients name one in the body, or in the path. */
import {
  addPermission as add,
  removePermission as remove,
  replacePermissions as replace,
} from '../../domain/roles/role-permissions.ts';
import { defineRoute, type RouteInput, z } from '../../http/openapi.ts';
import { idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';
import { permissionReference, permissionReferences, presentRole, ROLE_VERSION, roleSchema } from './role-schema.ts';

const FAILURES = { 400: PROBLEM, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM };

const body = z.object({
  permissionId: permissionReference.meta({ description: 'The id of a permission, or its slug' }),
});
const pathParams = idParams.extend({ permissionId: permissionReference });

const answerSchema = messageSchema.extend({ roleId: z.uuid(), permissionId: z.uuid() });
const ADDED = { description: 'The role contains the permission', schema: answerSchema };
const REMOVED = { description: 'The role does not contain the permission any more', schema: answerSchema };

type Input = Pick<RouteInput<unknown, unknown, unknown, 'roles:update'>, 'c' | 'tenant' | 'authentication'>;

async function answerAdded({ c, tenant, authentication }: Input, roleId: string, permission: string) {
  const { id: permissionId } = await add(tenant, authentication.permissions, { roleId, permission });
  return c.json({ message: 'Permission assigned to role successfully', roleId, permissionId }, 201);
}

async function answerRemoved({ c, tenant, authentication }: Input, roleId: string, permission: string) {
  const { id: permissionId } = await remove(tenant, authentication.permissions, { roleId, permission });
  return c.json({ message: 'Permission removed from role successfully', roleId, permissionId });
}

export const addRolePermission = defineRoute({
  method: 'post',
  path: '/admin/roles/{id}/permissions',
  operationId: 'addRolePermission',
  tag: 'Roles',
  summary: 'Add a permission that you have to a role',
  permission: 'roles:update',
  params: idParams,
  body,
  responses: { 201: ADDED, ...FAILURES },
  handler: (input) => answerAdded(input, input.params.id, input.body.permissionId),
});

export const addRolePermissionByPath = defineRoute({
  method: 'post',
  path: '/admin/roles/{id}/permissions/{permissionId}',
  operationId: 'addRolePermissionByPath',
  tag: 'Roles',
  summary: 'Add a permission that you have to a role',
  permission: 'roles:update',
  params: pathParams,
  responses: { 201: ADDED, ...FAILURES },
  handler: (input) => answerAdded(input, input.params.id, input.params.permissionId),
});

export const removeRolePermission = defineRoute({
  method: 'delete',
  path: '/admin/roles/{id}/permissions',
  operationId: 'removeRolePermission',
  tag: 'Roles',
  summary: 'Remove a permission from a role',
  permission: 'roles:update',
  params: idParams,
  body,
  responses: { 200: REMOVED, ...FAILURES },
  handler: (input) => answerRemoved(input, input.params.id, input.body.permissionId),
});

export const removeRolePermissionByPath = defineRoute({
  method: 'delete',
  path: '/admin/roles/{id}/permissions/{permissionId}',
  operationId: 'removeRolePermissionByPath',
  tag: 'Roles',
  summary: 'Remove a permission from a role',
  permission: 'roles:update',
  params: pathParams,
  responses: { 200: REMOVED, ...FAILURES },
  handler: (input) => answerRemoved(input, input.params.id, input.params.permissionId),
});

export const replaceRolePermissions = defineRoute({
  method: 'put',
  path: '/admin/roles/{id}/permissions',
  operationId: 'replaceRolePermissions',
  tag: 'Roles',
  summary: 'Give a role these permissions and no others',
  permission: 'roles:update',
  params: idParams,
  versioned: ROLE_VERSION,
  body: z.object({ permissionIds: permissionReferences }),
  responses: { 200: { description: 'The role', schema: roleSchema }, ...FAILURES },
  handler: async ({ c, params: { id }, body: { permissionIds }, tenant, authentication }) =>
    c.json(presentRole(await replace(tenant, authentication.permissions, id, permissionIds))),
});
