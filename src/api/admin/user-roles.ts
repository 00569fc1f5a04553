/** The roles of a person. Clients name one in the body, or in the path. */
import { assignRole, removeRole, replaceRoles } from '../../domain/users/roles.ts';
import { defineRoute, type RouteInput, z } from '../../http/openapi.ts';
import { idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';
import { idsSchema, USER_VERSION, userDetailsSchema } from './user-schema.ts';

const roleId = z.string().min(1).max(255);
const bodySchema = z.object({ roleId });
const ERRORS = { 401: PROBLEM, 403: PROBLEM, 404: PROBLEM };
const ASSIGNED = { description: 'The person has the role', schema: messageSchema };
const REMOVED = { description: 'The person does not have the role any more', schema: messageSchema };
const takes = 'users:update' as const;

type Input = Pick<
  RouteInput<unknown, { id: string }, unknown, typeof takes>,
  'c' | 'params' | 'tenant' | 'authentication'
>;

async function answerAssigned({ c, params, tenant, authentication }: Input, role: string) {
  await assignRole(tenant, params.id, { takes, held: authentication.permissions }, role);
  return c.json({ message: 'Role assigned successfully' });
}

async function answerRemoved({ c, params, tenant, authentication }: Input, role: string) {
  await removeRole(tenant, params.id, { takes, held: authentication.permissions }, role);
  return c.json({ message: 'Role unassigned successfully' });
}

export const assignUserRole = defineRoute({
  method: 'post',
  path: '/admin/users/{id}/roles',
  operationId: 'assignUserRole',
  tag: 'Users',
  summary: 'Give a person a role',
  permission: takes,
  params: idParams,
  body: bodySchema,
  responses: { 200: ASSIGNED, 400: PROBLEM, ...ERRORS },
  handler: (input) => answerAssigned(input, input.body.roleId),
});

export const removeUserRole = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/roles',
  operationId: 'removeUserRole',
  tag: 'Users',
  summary: 'Take a role from a person',
  permission: takes,
  params: idParams,
  body: bodySchema,
  responses: { 200: REMOVED, 400: PROBLEM, 409: PROBLEM, ...ERRORS },
  handler: (input) => answerRemoved(input, input.body.roleId),
});

export const replaceUserRoles = defineRoute({
  method: 'put',
  path: '/admin/users/{id}/roles',
  operationId: 'replaceUserRoles',
  tag: 'Users',
  summary: 'Give a person these roles and no others',
  permission: takes,
  params: idParams,
  versioned: USER_VERSION,
  body: z.object({ roleIds: idsSchema }),
  responses: {
    200: { description: 'The person, with these roles', schema: userDetailsSchema },
    400: PROBLEM,
    409: PROBLEM,
    ...ERRORS,
  },
  handler: async ({ c, params: { id }, body, tenant, authentication: { permissions: held } }) =>
    c.json(await replaceRoles(tenant, id, { takes, held }, body.roleIds)),
});

export const assignUserRoleByPath = defineRoute({
  method: 'post',
  path: '/admin/users/{id}/roles/{roleId}',
  operationId: 'assignUserRoleByPath',
  tag: 'Users',
  summary: 'Give a person a role',
  permission: takes,
  params: idParams.extend({ roleId }),
  responses: { 200: ASSIGNED, ...ERRORS },
  handler: (input) => answerAssigned(input, input.params.roleId),
});

export const removeUserRoleByPath = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/roles/{roleId}',
  operationId: 'removeUserRoleByPath',
  tag: 'Users',
  summary: 'Take a role from a person',
  permission: takes,
  params: idParams.extend({ roleId }),
  responses: { 200: REMOVED, 409: PROBLEM, ...ERRORS },
  handler: (input) => answerRemoved(input, input.params.roleId),
});
