import { resetPassword as reset } from '../../domain/passwords/change.ts';
import { findMailbox, sendPasswordReset } from '../../domain/passwords/mailbox-links.ts';
import { accountEmails } from '../../emails/account.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { accountTokenSchema, emailSchema, messageSchema, PROBLEM, passwordSchema } from './schemas.ts';

/** Against enumeration: the same answer after the same work, whether the address is known or not. */
export const forgotPassword = defineRoute({
  method: 'post',
  path: '/auth/forgot-password',
  operationId: 'requestPasswordReset',
  tag: 'Account',
  summary: 'Send a link to choose a new password',
  permission: 'none',
  body: z.object({ email: emailSchema }),
  refusal: 'Invalid email',
  responses: { 200: { description: 'Sent, if there is such an account', schema: messageSchema }, 400: PROBLEM },
  handler: async ({ c, body: { email } }) => {
    const { system, config, openTenant, afterResponse } = c.var.context;
    const mailbox = await findMailbox(system, email);
    if (mailbox) {
      const tenant = openTenant(mailbox.organisationId, { userId: mailbox.userId });
      afterResponse(() => sendPasswordReset(tenant, mailbox, accountEmails(accountLinks(config)).passwordReset));
    }
    return c.json({ message: 'If the email exists, a password reset link has been sent' });
  },
});

const body = z
  .object({ token: accountTokenSchema, password: passwordSchema.optional(), newPassword: passwordSchema.optional() })
  .transform(({ token, password, newPassword }, context) => {
    const chosen = password ?? newPassword;
    if (chosen !== undefined) return { token, password: chosen };
    context.addIssue({ code: 'custom', path: ['password'], message: 'Required' });
    return z.NEVER;
  });

export const resetPassword = defineRoute({
  method: 'post',
  path: '/auth/reset-password',
  operationId: 'resetPassword',
  tag: 'Account',
  summary: 'Choose a new password by the link that was sent',
  permission: 'none',
  body,
  responses: {
    200: {
      description:
        'Changed; every session has ended. The page where the owner says which new factors are theirs, if any',
      schema: messageSchema.extend({ reviewUrl: z.string().optional() }),
    },
    400: PROBLEM,
    401: PROBLEM,
  },
  handler: async ({ c, body: input }) => {
    const { system, origin, config, isBreached } = c.var.context;
    const notify = accountEmails(accountLinks(config)).passwordChanged;
    const { review } = await reset(system, origin, input, { isBreached, notify });
    const reviewUrl = review && accountLinks(config).factorReview(review);
    return c.json({ message: 'Password reset successfully', ...(reviewUrl ? { reviewUrl } : {}) });
  },
});
