/** Everything that is stored about a person, for whoever answers their request (GDPR article 15). */
import { exportData as read } from '../../domain/account/data-export.ts';
import { assertUserId } from '../../domain/users/users.ts';
import { defineRoute } from '../../http/openapi.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';
import { exportSchema } from '../me/data.ts';

export const exportUserData = defineRoute({
  method: 'get',
  path: '/admin/users/{id}/export',
  operationId: 'exportUserData',
  tag: 'Users',
  summary: 'Everything that is stored about a person, as they get it themselves',
  permission: 'users:update',
  params: idParams,
  responses: {
    200: { description: 'The audit trail goes 90 days back', schema: exportSchema },
    401: PROBLEM,
    403: PROBLEM,
    404: PROBLEM,
  },
  handler: async ({ c, params: { id }, tenant }) => {
    assertUserId(id);
    const data = await read(tenant, id);
    c.header('Content-Disposition', 'attachment; filename="cerberus-export.json"');
    return c.json({ generatedAt: tenant.now.toISOString(), data });
  },
});
