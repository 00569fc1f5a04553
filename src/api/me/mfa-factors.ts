import { getAccount } from '../../domain/accounts.ts';
import { removeFactor } from '../../domain/mfa/removal.ts';
import { assertFreshAuthentication } from '../../domain/step-up.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { PROBLEM } from '../auth/schemas.ts';
import { selfOf } from './self.ts';

export const deleteFactor = defineRoute({
  method: 'delete',
  path: '/me/mfa/factors/{id}',
  summary: 'Remove a second factor',
  permission: 'session',
  params: z.object({ id: z.uuid() }),
  responses: { 204: { description: 'Removed' }, 403: PROBLEM, 404: PROBLEM },
  handler: async ({ c, params: { id }, tenant, authentication }) => {
    assertFreshAuthentication(authentication.session, tenant.now);
    const self = selfOf(c, tenant, authentication);
    await removeFactor(self, await getAccount(tenant, self.user.id), id);
    return c.body(null, 204);
  },
});
