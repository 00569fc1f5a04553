/** What a person of the organisation lets applications do. */
import { listConsentsOf, revokeConsentOf } from '../../domain/consents/given.ts';
import { listConsents as list } from '../../domain/consents/listing.ts';
import { cursorParameter, decodeCursor, encodeCursor, filterOf, filterParameters } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, optional, pageOf, pageParameters } from '../../http/pagination.ts';
import { idParams, PROBLEM, userSummarySchema } from '../auth/schemas.ts';
import { consentListSchema, consentSchema, presentConsent, presentConsents } from '../consent-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

const opaqueId = optional(z.string().max(255));

export const listConsents = defineRoute({
  operationId: 'listConsents',
  tag: 'Consents',
  method: 'get',
  path: '/admin/consents',
  summary: 'What the people of the organisation let applications do',
  permission: 'users:read',
  query: z.object({
    ...pageParameters,
    ...filterParameters({ clientId: opaqueId, userId: opaqueId }),
    ...cursorParameter,
  }),
  responses: {
    200: {
      description: 'A page; newest first. `user` is null for guests',
      schema: envelopeSchema(consentSchema.extend({ user: userSummarySchema.nullable() })),
    },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query, tenant }) => {
    const page = pageOf(query);
    const [cursor] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
    const filters = { clientId: filterOf(query, 'clientId'), userId: filterOf(query, 'userId') };
    const { consents, nextCursor, ...total } = await list(tenant, { ...filters, cursor, ...page });
    const next = nextCursor === null ? null : encodeCursor([nextCursor]);
    return c.json({ ...envelope(consents.map(presentConsent), total, page), nextCursor: next });
  },
});

export const listUserConsents = defineRoute({
  method: 'get',
  path: '/admin/users/{id}/consents',
  operationId: 'listUserConsents',
  tag: 'Consents',
  summary: 'The applications that may use a person’s account',
  permission: 'users:read',
  params: idParams,
  responses: { 200: { description: 'Newest first', schema: consentListSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(presentConsents(await listConsentsOf(tenant, id))),
});

export const revokeUserConsent = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/consents/{consentId}',
  operationId: 'revokeUserConsent',
  tag: 'Consents',
  summary: 'Take an application’s access to a person’s account away',
  permission: 'users:update',
  params: idParams.extend({ consentId: z.string().max(255) }),
  responses: { 204: { description: 'Consent and tokens are revoked' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id, consentId }, tenant }) => {
    await revokeConsentOf(tenant, id, consentId);
    return c.body(null, 204);
  },
});
