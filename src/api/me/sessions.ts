import { endOtherSessions, endOwnSession, listOwnSessions } from '../../domain/sessions/own.ts';
import { clearSessionCookies } from '../../http/cookies.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';

const sessionSchema = z
  .object({
    id: z.uuid(),
    ipAddress: z.string(),
    userAgent: z.string(),
    lastActivityAt: z.string(),
    expiresAt: z.string(),
    createdAt: z.string(),
    current: z.boolean(),
  })
  .meta({ id: 'OwnSession' });

export const listSessions = defineRoute({
  method: 'get',
  path: '/me/sessions',
  operationId: 'listOwnSessions',
  tag: 'Sessions',
  summary: 'Where you are signed in',
  permission: 'session',
  responses: {
    200: { description: 'Newest activity first', schema: z.object({ data: z.array(sessionSchema), total: z.int() }) },
    401: PROBLEM,
  },
  handler: async ({ c, tenant, authentication: { principal, session } }) => {
    const sessions = await listOwnSessions(tenant, principal.user.id);
    return c.json({
      data: sessions.map((one) => ({ ...one, current: one.id === session.id })),
      total: sessions.length,
    });
  },
});

/** Idempotent, and against enumeration: an unknown id, or one of somebody else's session, gets the same answer. */
export const endSessionById = defineRoute({
  method: 'delete',
  path: '/me/sessions/{id}',
  operationId: 'endOwnSession',
  tag: 'Sessions',
  summary: 'Sign out of one of your sessions',
  permission: 'session',
  params: idParams,
  responses: { 204: { description: 'Signed out' }, 401: PROBLEM, 403: PROBLEM },
  handler: async ({ c, params: { id }, tenant, authentication: { principal, session } }) => {
    await endOwnSession(tenant, principal.user.id, id);
    if (id === session.id) clearSessionCookies(c);
    return c.body(null, 204);
  },
});

export const endSessions = defineRoute({
  method: 'delete',
  path: '/me/sessions',
  operationId: 'endOtherSessions',
  tag: 'Sessions',
  summary: 'Sign out everywhere else',
  permission: 'session',
  responses: { 204: { description: 'Only the current session is left' }, 401: PROBLEM, 403: PROBLEM },
  handler: async ({ c, tenant, authentication: { principal, session } }) => {
    await endOtherSessions(tenant, principal.user.id, session.id);
    return c.body(null, 204);
  },
});
