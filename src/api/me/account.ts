import { scheduleDeletion } from '../../domain/account/deletion.ts';
import { accountDeletionEmail } from '../../emails/account-deletion.ts';
import { clearSessionCookies } from '../../http/cookies.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { PATHS } from '../../http/paths.ts';
import { PROBLEM, passwordAttemptSchema } from '../auth/schemas.ts';
import { selfOf } from './self.ts';

/** Takes effect after thirty days; signing in again before that keeps the account. */
export const deleteAccount = defineRoute({
  method: 'delete',
  path: '/me/account',
  operationId: 'deleteAccount',
  tag: 'Profile',
  summary: 'Delete your account',
  permission: 'session',
  rateClass: 'auth',
  body: z.object({ password: passwordAttemptSchema.optional() }),
  responses: {
    200: {
      description: 'Scheduled; you are signed out',
      schema: z.object({ message: z.string(), deletionScheduledAt: z.string() }),
    },
    401: PROBLEM,
    403: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body: { password }, tenant, authentication }) => {
    const cancelUrl = c.var.context.config.ISSUER_URL + PATHS.signIn;
    const self = selfOf(c, tenant, authentication);
    const deletionAt = await scheduleDeletion(self, password, (notice) =>
      accountDeletionEmail({ ...notice, cancelUrl }),
    );
    clearSessionCookies(c);
    return c.json({ message: 'Account deletion scheduled', deletionScheduledAt: deletionAt.toISOString() });
  },
});
