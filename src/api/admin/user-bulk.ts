/** Many people by one request: all of them, or nobody. */
import { assignRoleToMany, writeUsers } from '../../domain/users/bulk.ts';
import { accountCreatedEmail } from '../../emails/account-created.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { emailSchema, idParams, messageSchema, nameSchema, PROBLEM, phoneSchema } from '../auth/schemas.ts';
import { idsSchema, userDetailsSchema } from './user-schema.ts';

const AT_ONCE_MAX = 100;
const ERRORS = { 400: PROBLEM, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM };

const newUserSchema = z.object({
  email: emailSchema,
  firstName: nameSchema,
  lastName: nameSchema,
  phone: phoneSchema.optional(),
  roleIds: idsSchema.optional(),
  teamIds: idsSchema.optional(),
});

const changeSchema = z.object({
  id: z.string().min(1).max(255),
  firstName: nameSchema.optional(),
  lastName: nameSchema.optional(),
  phone: phoneSchema.optional(),
  roleIds: idsSchema.optional(),
});

const bodySchema = z
  .object({
    create: z.array(newUserSchema).max(AT_ONCE_MAX).default([]),
    update: z.array(changeSchema).max(AT_ONCE_MAX).default([]),
  })
  .refine(({ create, update }) => create.length + update.length > 0, { error: 'Name somebody', path: ['create'] })
  .refine(({ create, update }) => create.length + update.length <= AT_ONCE_MAX, {
    error: `At most ${AT_ONCE_MAX} people at once`,
    path: ['update'],
  });

export const writeUsersInBulk = defineRoute({
  method: 'post',
  path: '/admin/users/bulk',
  operationId: 'writeUsersInBulk',
  tag: 'Users',
  summary: 'Add and change up to a hundred people: all of them, or nobody. Changes take users:update as well',
  permission: 'users:create',
  body: bodySchema,
  responses: {
    200: {
      description: 'In the order of the request',
      schema: z.object({ created: z.array(userDetailsSchema), updated: z.array(userDetailsSchema) }),
    },
    ...ERRORS,
  },
  handler: async ({ c, body, tenant, authentication: { permissions: held } }) => {
    const { system, config } = c.var.context;
    const links = accountLinks(config);
    const written = await writeUsers(system, tenant, held, body, ({ token, ...link }) =>
      accountCreatedEmail({ ...link, passwordUrl: links.passwordReset(token) }),
    );
    return c.json(written);
  },
});

export const assignRoleToUsers = defineRoute({
  method: 'post',
  path: '/admin/roles/{id}/users',
  operationId: 'assignRoleToUsers',
  tag: 'Roles',
  summary: 'Give up to a hundred people a role: all of them, or nobody',
  permission: 'users:update',
  params: idParams,
  body: z.object({ userIds: z.array(z.string().min(1).max(255)).min(1).max(AT_ONCE_MAX) }),
  responses: { 200: { description: 'All of them have the role', schema: messageSchema }, ...ERRORS },
  handler: async ({ c, params: { id }, body: { userIds }, tenant, authentication: { permissions: held } }) => {
    await assignRoleToMany(tenant, { takes: 'users:update', held }, { roleId: id, userIds });
    return c.json({ message: 'Role assigned successfully' });
  },
});
