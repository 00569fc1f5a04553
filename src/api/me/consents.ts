import { listOwnConsents, revokeOwnConsent } from '../../domain/given-consents.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { clientIdSchema, PROBLEM } from '../auth/schemas.ts';

const consentSchema = z.object({
  id: z.uuid(),
  clientId: z.string(),
  client: z.object({ id: z.uuid(), clientId: z.string(), name: z.string(), logoUri: z.string().nullable() }),
  scopes: z.array(z.string()),
  grantedAt: z.string(),
  expiresAt: z.string().nullable(),
});

export const listConsents = defineRoute({
  method: 'get',
  path: '/me/consents',
  summary: 'The applications that may use your account',
  permission: 'session',
  responses: {
    200: { description: 'Newest first', schema: z.object({ data: z.array(consentSchema), total: z.number() }) },
    401: PROBLEM,
  },
  handler: async ({ c, tenant, authentication }) => {
    const consents = await listOwnConsents(tenant, authentication.principal.user.id);
    const data = consents.map((consent) => ({ ...consent, clientId: consent.client.clientId }));
    return c.json({ data, total: data.length });
  },
});

/** A client without consent is answered alike: it may not use the account any more. */
export const revokeConsent = defineRoute({
  method: 'delete',
  path: '/me/consents/{clientId}',
  summary: 'Take an application’s access to your account away',
  permission: 'session',
  params: z.object({ clientId: clientIdSchema }),
  responses: { 204: { description: 'Consent and tokens are revoked' }, 400: PROBLEM, 401: PROBLEM, 403: PROBLEM },
  handler: async ({ c, params: { clientId }, tenant, authentication }) => {
    await revokeOwnConsent(tenant, authentication.principal.user.id, clientId);
    return c.body(null, 204);
  },
});
