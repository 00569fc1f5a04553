import { changePassword as change } from '../../domain/password-change.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { passwordChangeTools } from '../auth/account-mail.ts';
import { messageSchema, PROBLEM, passwordGuessSchema, passwordSchema } from '../auth/schemas.ts';

export const changePassword = defineRoute({
  method: 'post',
  path: '/me/password',
  summary: 'Change your password',
  permission: 'session',
  rateClass: 'auth',
  body: z.object({ currentPassword: passwordGuessSchema, newPassword: passwordSchema }),
  responses: { 200: { description: 'Changed; your other sessions have ended', schema: messageSchema }, 400: PROBLEM },
  handler: async ({ c, body, tenant, authentication: { principal, session } }) => {
    await change(tenant, { userId: principal.user.id, sessionId: session.id, ...body }, passwordChangeTools(c));
    return c.json({ message: 'Password changed successfully' });
  },
});
