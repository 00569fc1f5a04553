/** The sessions and factors of a person, and what an administrator does about their sign-in. */
import { endAllSessions, endSession, forcePasswordChange, listSessions } from '../../domain/users/access.ts';
import { blockPerson, unblockPerson } from '../../domain/users/blocking.ts';
import { listFactors, removeFactor, resetFactors } from '../../domain/users/factors.ts';
import { passwordDemandedEmail } from '../../emails/password-demanded.ts';
import { securityNotices } from '../../emails/security.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { idParams, messageSchema, PROBLEM } from '../auth/schemas.ts';
import { blockReasonSchema, userDetailsSchema } from './user-schema.ts';

const ERRORS = { 401: PROBLEM, 403: PROBLEM, 404: PROBLEM };
const opaqueId = z.string().max(255);
const takes = 'users:update' as const;

const sessionSchema = z
  .object({
    id: z.uuid(),
    ipAddress: z.string(),
    userAgent: z.string(),
    lastActivityAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'UserSession' });

export const listUserSessions = defineRoute({
  method: 'get',
  path: '/admin/users/{id}/sessions',
  operationId: 'listUserSessions',
  tag: 'Sessions',
  summary: 'Where a person is signed in',
  permission: takes,
  params: idParams,
  responses: {
    200: {
      description: 'Newest activity first',
      schema: z.object({ data: z.array(sessionSchema), total: z.number().int() }),
    },
    ...ERRORS,
  },
  handler: async ({ c, params: { id }, tenant }) => {
    const sessions = await listSessions(tenant, id);
    return c.json({ data: sessions, total: sessions.length });
  },
});

export const endUserSessions = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/sessions',
  operationId: 'endUserSessions',
  tag: 'Sessions',
  summary: 'Sign a person out everywhere: sessions and tokens end',
  permission: takes,
  params: idParams,
  responses: { 204: { description: 'Signed out' }, ...ERRORS },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions: held } }) => {
    await endAllSessions(tenant, id, { takes, held });
    return c.body(null, 204);
  },
});

export const endUserSession = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/sessions/{sessionId}',
  operationId: 'endUserSession',
  tag: 'Sessions',
  summary: 'End one session of a person',
  permission: takes,
  params: idParams.extend({ sessionId: opaqueId }),
  responses: { 204: { description: 'Ended' }, ...ERRORS },
  handler: async ({ c, params: { id, sessionId }, tenant, authentication: { permissions: held } }) => {
    await endSession(tenant, { userId: id, sessionId }, { takes, held });
    return c.body(null, 204);
  },
});

const factorSchema = z
  .object({
    id: z.uuid(),
    type: z.enum(['totp', 'webauthn', 'email']),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'UserFactor' });

export const listUserFactors = defineRoute({
  method: 'get',
  path: '/admin/users/{id}/factors',
  operationId: 'listUserFactors',
  tag: 'Users',
  summary: 'The second factors of a person, without their secrets',
  permission: takes,
  params: idParams,
  responses: {
    200: {
      description: 'The factors',
      schema: z.object({
        enabled: z.boolean(),
        backupCodesRemaining: z.number().int(),
        factors: z.array(factorSchema),
      }),
    },
    ...ERRORS,
  },
  handler: async ({ c, params: { id }, tenant }) => c.json(await listFactors(tenant, id)),
});

export const removeUserFactor = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/factors/{factorId}',
  operationId: 'removeUserFactor',
  tag: 'Users',
  summary: 'Remove a second factor of a person',
  permission: takes,
  params: idParams.extend({ factorId: opaqueId }),
  responses: { 204: { description: 'Removed; the person is told by mail' }, 409: PROBLEM, ...ERRORS },
  handler: async ({ c, params: { id, factorId }, tenant, authentication: { permissions: held } }) => {
    await removeFactor(tenant, id, { takes, held }, { factorId, notices: noticesOf(c) });
    return c.body(null, 204);
  },
});

export const resetUserMfa = defineRoute({
  method: 'post',
  path: '/admin/users/{id}/reset-mfa',
  operationId: 'resetUserMfa',
  tag: 'Users',
  summary: 'Remove all second factors of a person',
  permission: takes,
  params: idParams,
  responses: {
    200: { description: 'Removed; the person is told by mail', schema: messageSchema },
    409: PROBLEM,
    ...ERRORS,
  },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions: held } }) => {
    await resetFactors(tenant, id, { takes, held }, noticesOf(c));
    return c.json({ message: 'Second factors removed successfully' });
  },
});

export const blockUser = defineRoute({
  method: 'post',
  path: '/admin/users/{id}/block',
  operationId: 'blockUser',
  tag: 'Users',
  summary: 'Block a person: sessions and tokens end, and signing in is refused',
  permission: takes,
  params: idParams,
  body: z.object({ reason: blockReasonSchema }),
  responses: { 200: { description: 'Blocked', schema: userDetailsSchema }, 400: PROBLEM, 409: PROBLEM, ...ERRORS },
  handler: async ({ c, params: { id }, body: { reason = null }, tenant, authentication: { permissions: held } }) =>
    c.json(await blockPerson(tenant, id, { takes, held }, reason)),
});

export const unblockUser = defineRoute({
  method: 'post',
  path: '/admin/users/{id}/unblock',
  operationId: 'unblockUser',
  tag: 'Users',
  summary: 'Lift the block of a person, who then signs in again',
  permission: takes,
  params: idParams,
  responses: { 200: { description: 'Not blocked', schema: userDetailsSchema }, ...ERRORS },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions: held } }) =>
    c.json(await unblockPerson(tenant, id, { takes, held })),
});

export const forceUserPasswordChange = defineRoute({
  method: 'post',
  path: '/admin/users/{id}/force-password-change',
  operationId: 'forceUserPasswordChange',
  tag: 'Users',
  summary: 'Void the password of a person, and send them a link to choose another one',
  permission: takes,
  params: idParams,
  responses: {
    200: { description: 'The old password does not work any more; the link was sent', schema: messageSchema },
    409: PROBLEM,
    ...ERRORS,
  },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions: held } }) => {
    const links = accountLinks(c.var.context.config);
    await forcePasswordChange(tenant, id, { takes, held }, ({ token, ...link }) =>
      passwordDemandedEmail({ ...link, passwordUrl: links.passwordReset(token) }),
    );
    return c.json({ message: 'Password change required successfully' });
  },
});

function noticesOf(c: HttpContext) {
  return securityNotices(accountLinks(c.var.context.config));
}
