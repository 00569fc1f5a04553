/** What a person of the organisation lets applications do. */
import { listConsentsOf, revokeConsentOf } from '../../domain/consents/given.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { consentListSchema, presentConsents } from '../consent-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

export const listUserConsents = defineRoute({
  method: 'get',
  path: '/admin/users/{id}/consents',
  summary: 'The applications that may use a person’s account',
  permission: 'users:read',
  params: idParams,
  responses: { 200: { description: 'Newest first', schema: consentListSchema }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => c.json(presentConsents(await listConsentsOf(tenant, id))),
});

export const revokeUserConsent = defineRoute({
  method: 'delete',
  path: '/admin/users/{id}/consents/{consentId}',
  summary: 'Take an application’s access to a person’s account away',
  permission: 'users:update',
  params: idParams.extend({ consentId: z.string().max(255) }),
  responses: { 204: { description: 'Consent and tokens are revoked' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id, consentId }, tenant }) => {
    await revokeConsentOf(tenant, id, consentId);
    return c.body(null, 204);
  },
});
