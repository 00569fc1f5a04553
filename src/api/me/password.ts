import { changePassword as change } from '../../domain/passwords/change.ts';
import { accountEmails } from '../../emails/account.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { messageSchema, PROBLEM, passwordAttemptSchema, passwordSchema } from '../auth/schemas.ts';
import { selfOf } from './self.ts';

export const changePassword = defineRoute({
  method: 'post',
  path: '/me/password',
  operationId: 'changePassword',
  tag: 'Profile',
  summary: 'Change your password',
  permission: 'session',
  rateClass: 'auth',
  body: z.object({ currentPassword: passwordAttemptSchema, newPassword: passwordSchema }),
  responses: {
    200: { description: 'Changed; your other sessions have ended', schema: messageSchema },
    400: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const { config, isBreached } = c.var.context;
    const notify = accountEmails(accountLinks(config)).passwordChanged;
    await change(selfOf(c, tenant, authentication), body, { isBreached, notify });
    return c.json({ message: 'Password changed successfully' });
  },
});
