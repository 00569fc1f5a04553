import { getAccount } from '../../domain/authenticators/accounts.ts';
import { removeFactor } from '../../domain/mfa/removal.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { PROBLEM } from '../auth/schemas.ts';
import { selfOf } from './self.ts';

/** A code of a factor, or a backup code; absent when the session has checked a factor recently. */
export const removalBody = z.object({ token: z.string().trim().min(6).max(64).optional() });

export const deleteFactor = defineRoute({
  method: 'delete',
  path: '/me/mfa/factors/{id}',
  operationId: 'deleteOwnFactor',
  tag: 'Second factors',
  summary: 'Remove a second factor',
  permission: 'session',
  params: z.object({ id: z.uuid() }),
  body: removalBody,
  responses: { 204: { description: 'Removed' }, 400: PROBLEM, 403: PROBLEM, 404: PROBLEM, 429: PROBLEM },
  handler: async ({ c, params: { id }, body: { token }, tenant, authentication }) => {
    const self = selfOf(c, tenant, authentication);
    await removeFactor(self, await getAccount(tenant, self.user.id), { factorId: id, token });
    return c.body(null, 204);
  },
});
