/** The caller's organisation and its settings. */
import { getOrganisation, type Organisation, updateOrganisation } from '../../domain/organisations/settings.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { defineRoute } from '../../http/openapi.ts';
import { PROBLEM } from '../auth/schemas.ts';
import { changesSchema, organisationSchema } from './organisation-schema.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

/** Lists that were never set are empty. */
function present(organisation: Organisation) {
  const { allowedCallbackUrls, allowedLogoutUrls, allowedOrigins, allowedMfaMethods } = organisation;
  return {
    ...organisation,
    allowedCallbackUrls: allowedCallbackUrls ?? [],
    allowedLogoutUrls: allowedLogoutUrls ?? [],
    allowedOrigins: allowedOrigins ?? [],
    allowedMfaMethods: allowedMfaMethods ?? [],
  };
}

const VERSION: Versioned<unknown> = {
  resource: 'organisation',
  read: async (tenant) => present(await getOrganisation(tenant)),
};

export const getOwnOrganisation = defineRoute({
  method: 'get',
  path: '/admin/organisation',
  operationId: 'getOwnOrganisation',
  tag: 'Organisation',
  summary: 'Your organisation and its settings',
  permission: 'member',
  scope: 'organisation:read',
  versioned: VERSION,
  responses: { 200: { description: 'The organisation', schema: organisationSchema }, ...DENIED },
  handler: async ({ c, tenant }) => c.json(present(await getOrganisation(tenant))),
});

export const updateOwnOrganisation = defineRoute({
  method: 'patch',
  path: '/admin/organisation',
  operationId: 'updateOwnOrganisation',
  tag: 'Organisation',
  summary: 'Change settings of your organisation; what is absent stays, null removes a value',
  permission: 'organisation:update',
  body: changesSchema,
  versioned: VERSION,
  responses: {
    200: { description: 'Changed', schema: organisationSchema },
    400: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, body, tenant }) => c.json(present(await updateOrganisation(tenant, body))),
});
