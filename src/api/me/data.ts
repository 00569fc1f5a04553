import { exportData as read } from '../../domain/account/data-export.ts';
import { leaveOrganisation, listOwnOrganisations } from '../../domain/invitations/memberships.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { idParams, organisationSummarySchema, PROBLEM } from '../auth/schemas.ts';

export const exportSchema = z.object({ generatedAt: z.string(), data: z.record(z.string(), z.unknown()) });

export const exportData = defineRoute({
  method: 'get',
  path: '/me/export',
  operationId: 'exportOwnData',
  tag: 'Profile',
  summary: 'Everything that is stored about you',
  permission: 'session',
  responses: {
    200: {
      description: 'The audit trail goes 90 days back',
      schema: exportSchema,
    },
    401: PROBLEM,
  },
  handler: async ({ c, tenant, authentication: { principal } }) => {
    const data = await read(tenant, principal.user.id);
    c.header('Content-Disposition', 'attachment; filename="cerberus-export.json"');
    return c.json({ generatedAt: tenant.now.toISOString(), data });
  },
});

export const listOrganisations = defineRoute({
  method: 'get',
  path: '/me/organisations',
  operationId: 'listOwnOrganisations',
  tag: 'Profile',
  summary: 'The organisations you belong to',
  permission: 'self',
  responses: { 200: { description: 'Your own first', schema: z.array(organisationSummarySchema) }, 401: PROBLEM },
  handler: async ({ c, authentication: { principal } }) => {
    const { id, slug, name } = principal.organisation;
    // A host's token must not tell the host which other organisations its guest belongs to.
    if (principal.memberId !== null) return c.json([{ id, slug, name }]);
    const person = { userId: principal.user.id, organisationId: id };
    return c.json(await listOwnOrganisations(c.var.context.system, person));
  },
});

export const leave = defineRoute({
  method: 'delete',
  path: '/me/organisations/{id}',
  operationId: 'leaveOrganisation',
  tag: 'Profile',
  summary: 'Leave an organisation that took you in',
  permission: 'session',
  params: idParams,
  responses: { 204: { description: 'You are no member of it' }, 401: PROBLEM, 403: PROBLEM, 409: PROBLEM },
  handler: async ({ c, params: { id }, tenant, authentication: { principal } }) => {
    const person = { userId: principal.user.id, home: principal.organisation.id };
    await leaveOrganisation(c.var.context.system, tenant.actor, person, id);
    return c.body(null, 204);
  },
});
