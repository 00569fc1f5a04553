/** Where the people of the organisation are signed in. */
import { listSessions as list } from '../../domain/sessions/listing.ts';
import { endSession as end } from '../../domain/users/access.ts';
import { cursorParameter, decodeCursor, encodeCursor } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM, userSummarySchema } from '../auth/schemas.ts';

// Addresses and browsers of everybody are nothing for all who may read names.
const takes = 'users:update' as const;

const sessionSchema = z
  .object({
    id: z.uuid(),
    user: userSummarySchema,
    ipAddress: z.string(),
    userAgent: z.string(),
    lastActivityAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    current: z.boolean().meta({ description: 'Whether it is the session of this request' }),
  })
  .meta({ id: 'OrganisationSession' });

export const listOrganisationSessions = defineRoute({
  operationId: 'listSessions',
  tag: 'Sessions',
  method: 'get',
  path: '/admin/sessions',
  summary: 'The sessions of the people of the organisation',
  permission: takes,
  query: z.object({ ...pageParameters, ...cursorParameter }),
  responses: {
    200: { description: 'A page; newest first', schema: envelopeSchema(sessionSchema) },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
  },
  handler: async ({ c, query: { cursor, ...query }, tenant, authentication: { session } }) => {
    const page = pageOf(query);
    const [after] = cursor === undefined ? [] : decodeCursor(cursor, 1);
    const { sessions, nextCursor, ...total } = await list(tenant, { cursor: after, ...page });
    const shown = sessions.map((one) => ({ ...one, current: one.id === session?.id }));
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(shown, total, page), nextCursor: next });
  },
});

export const endOrganisationSession = defineRoute({
  operationId: 'endSession',
  tag: 'Sessions',
  method: 'delete',
  path: '/admin/sessions/{id}',
  summary: 'End a session of any person of the organisation',
  permission: takes,
  params: idParams,
  responses: { 204: { description: 'Ended' }, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM },
  handler: async ({ c, params: { id }, tenant, authentication: { permissions: held } }) => {
    await end(tenant, { sessionId: id }, { takes, held });
    return c.body(null, 204);
  },
});
