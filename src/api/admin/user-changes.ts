/** Changes of people by administrators. */
import type { UserChanges } from '../../domain/users/changes.ts';
import { updateUser as update } from '../../domain/users/changes.ts';
import { createUser as create } from '../../domain/users/creation.ts';
import { deletePerson } from '../../domain/users/deletion.ts';
import { accountCreatedEmail } from '../../emails/account-created.ts';
import { securityNotices } from '../../emails/security.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import {
  emailSchema,
  idParams,
  ignoredSchema,
  nameSchema,
  PROBLEM,
  passwordSchema,
  phoneSchema,
} from '../auth/schemas.ts';
import { blockReasonSchema, idsSchema, USER_VERSION, userDetailsSchema } from './user-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

export const createUser = defineRoute({
  method: 'post',
  path: '/admin/users',
  operationId: 'createUser',
  tag: 'Users',
  summary: 'Add a person; without a password they get a link to choose one',
  permission: 'users:create',
  body: z.object({
    email: emailSchema,
    firstName: nameSchema,
    lastName: nameSchema,
    phone: phoneSchema.optional(),
    password: passwordSchema.optional(),
    roleIds: idsSchema.optional(),
    teamIds: idsSchema.optional(),
  }),
  responses: {
    201: { description: 'Added', schema: userDetailsSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body, tenant, authentication: { permissions } }) => {
    const { isBreached, config, system } = c.var.context;
    const links = accountLinks(config);
    const user = await create(system, tenant, body, {
      management: { takes: 'users:create', held: permissions },
      isBreached,
      welcome: ({ token, ...link }) => accountCreatedEmail({ ...link, passwordUrl: links.passwordReset(token) }),
    });
    return c.json(user, 201);
  },
});

const changesBody = z.object({
  email: ignoredSchema,
  firstName: nameSchema.optional(),
  lastName: nameSchema.optional(),
  phone: phoneSchema.optional(),
  blockedAt: z.iso.datetime({ offset: true }).nullish().meta({
    description: 'A time blocks the person now, whatever it is; null unblocks them',
  }),
  blockedReason: blockReasonSchema,
  mfaEnabled: z.boolean().optional().meta({ description: 'False removes all second factors' }),
  roleIds: idsSchema.optional().meta({ description: 'All roles that the person has afterwards' }),
});

export const updateUser = defineRoute({
  method: 'patch',
  path: '/admin/users/{id}',
  operationId: 'updateUser',
  tag: 'Users',
  summary: 'Change a person: name, telephone number, block, second factor, roles',
  permission: 'users:update',
  params: idParams,
  versioned: USER_VERSION,
  body: changesBody,
  responses: {
    200: { description: 'Changed', schema: userDetailsSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, params: { id }, body, tenant, authentication: { permissions } }) => {
    const { blockedAt, email: _, ...named } = body;
    const changes: UserChanges = { ...named, blocked: blockedAt === undefined ? undefined : blockedAt !== null };
    const management = { takes: 'users:update', held: permissions } as const;
    return c.json(await update(tenant, id, management, { changes, notices: noticesOf(c) }));
  },
});

export const deleteUser = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}',
  operationId: 'deleteUser',
  tag: 'Users',
  summary: 'Delete a person; the address stays reserved',
  permission: 'users:delete',
  params: idParams,
  versioned: USER_VERSION,
  responses: { 204: { description: 'Deleted' }, 404: PROBLEM, 409: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions } }) => {
    await deletePerson(tenant, id, { takes: 'users:delete', held: permissions });
    return c.body(null, 204);
  },
});

function noticesOf(c: HttpContext) {
  return securityNotices(accountLinks(c.var.context.config));
}
