import { removeMember } from '../../domain/invitations/memberships.ts';
import { defineRoute } from '../../http/openapi.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';

export const deleteMembership = defineRoute({
  method: 'delete',
  path: '/admin/memberships/{id}',
  summary: 'Take a member of another organisation out of yours',
  permission: 'users:delete',
  params: idParams,
  responses: { 204: { description: 'What they held here has ended' }, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM },
  handler: async ({ c, params: { id }, tenant }) => {
    await removeMember(tenant, id);
    return c.body(null, 204);
  },
});
