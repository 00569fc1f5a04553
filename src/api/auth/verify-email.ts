import { confirmEmail } from '../../domain/account/email-addresses.ts';
import { findMailbox, sendVerification } from '../../domain/passwords/mailbox-links.ts';
import { accountEmails } from '../../emails/account.ts';
import { AppError } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { accountLinks } from '../../http/links.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { accountTokenSchema, emailSchema, messageSchema, PROBLEM } from './schemas.ts';

const RESPONSES = { 200: { description: 'Verified', schema: messageSchema }, 400: PROBLEM, 404: PROBLEM };

/** For a link in a message. Mail scanners follow links, so it never changes an address. A second click succeeds. */
export const verifyEmailByLink = defineRoute({
  method: 'get',
  path: '/auth/verify-email',
  operationId: 'verifyEmailByLink',
  tag: 'Account',
  summary: 'Verify an e-mail address by the link that was sent to it',
  permission: 'none',
  query: z.object({ token: z.string().optional() }),
  responses: RESPONSES,
  handler: async ({ c, query: { token } }) => {
    if (!token) throw new AppError('bad_request', 'Missing verification token');
    return verify(c, token, { mayChange: false });
  },
});

export const verifyEmail = defineRoute({
  method: 'post',
  path: '/auth/verify-email',
  operationId: 'verifyEmail',
  tag: 'Account',
  summary: 'Verify an e-mail address',
  permission: 'none',
  body: z.object({ token: accountTokenSchema }),
  responses: RESPONSES,
  handler: ({ c, body: { token } }) => verify(c, token),
});

export const confirmEmailChange = defineRoute({
  method: 'post',
  path: '/auth/confirm-email-change',
  operationId: 'confirmEmailChange',
  tag: 'Account',
  summary: 'Confirm the new e-mail address of an account',
  permission: 'none',
  body: z.object({ token: accountTokenSchema }),
  responses: { ...RESPONSES, 409: PROBLEM },
  handler: ({ c, body: { token } }) => verify(c, token),
});

async function verify(c: HttpContext, token: string, { mayChange } = { mayChange: true }): Promise<Response> {
  const { system, origin, config } = c.var.context;
  const notify = accountEmails(accountLinks(config)).addressChanged;
  await confirmEmail(system, origin, token, { notify, mayChange });
  return c.json({ message: 'Email verified successfully' });
}

/** Against enumeration: the same answer after the same work, whether the address is known, verified, or neither. */
export const sendVerificationEmail = defineRoute({
  method: 'post',
  path: '/auth/send-verification-email',
  operationId: 'sendVerificationEmail',
  tag: 'Account',
  summary: 'Send the link again that verifies an e-mail address',
  permission: 'none',
  body: z.object({ email: emailSchema }),
  responses: { 200: { description: 'Sent, if there is such an account', schema: messageSchema }, 400: PROBLEM },
  handler: async ({ c, body: { email } }) => {
    const { system, config, openTenant, afterResponse } = c.var.context;
    const mailbox = await findMailbox(system, email);
    if (mailbox) {
      const tenant = openTenant(mailbox.organisationId, { userId: mailbox.userId });
      afterResponse(() => sendVerification(tenant, mailbox, accountEmails(accountLinks(config)).verification));
    }
    return c.json({ message: 'If the email exists and is not verified yet, a verification link has been sent' });
  },
});
