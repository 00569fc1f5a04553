import { listOwnConsents, revokeOwnConsent } from '../../domain/consents/given.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { clientIdSchema, PROBLEM } from '../auth/schemas.ts';
import { consentListSchema, presentConsents } from '../consent-schema.ts';

export const listConsents = defineRoute({
  method: 'get',
  path: '/me/consents',
  operationId: 'listOwnConsents',
  tag: 'Consents',
  summary: 'The applications that may use your account',
  permission: 'session',
  responses: {
    200: { description: 'Newest first', schema: consentListSchema },
    401: PROBLEM,
  },
  handler: async ({ c, tenant, authentication }) =>
    c.json(presentConsents(await listOwnConsents(tenant, authentication.principal.user.id))),
});

/** Idempotent: a client without consent gets the same answer. */
export const revokeConsent = defineRoute({
  method: 'delete',
  path: '/me/consents/{clientId}',
  operationId: 'revokeOwnConsent',
  tag: 'Consents',
  summary: 'Take an application’s access to your account away',
  permission: 'session',
  params: z.object({ clientId: clientIdSchema }),
  responses: { 204: { description: 'Consent and tokens are revoked' }, 400: PROBLEM, 401: PROBLEM, 403: PROBLEM },
  handler: async ({ c, params: { clientId }, tenant, authentication }) => {
    await revokeOwnConsent(tenant, authentication.principal.user.id, clientId);
    return c.body(null, 204);
  },
});
