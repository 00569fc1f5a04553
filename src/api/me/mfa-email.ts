import { confirmEmail, startEmail } from '../../domain/mfa/email-enrolment.ts';
import { assertMayAddFactor } from '../../domain/proof/step-up.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { replaceSession } from '../../http/sign-in.ts';
import { messageSchema, PROBLEM } from '../auth/schemas.ts';
import { selfOf } from './self.ts';

export const enableEmailCodes = defineRoute({
  method: 'post',
  path: '/me/mfa/email',
  operationId: 'startEmailCodes',
  tag: 'Second factors',
  summary: 'Begin to use codes by e-mail',
  permission: 'session',
  includeEnrolment: true,
  responses: { 200: { description: 'A code was sent', schema: messageSchema }, 400: PROBLEM, 403: PROBLEM },
  handler: async ({ c, tenant, authentication }) => {
    assertMayAddFactor(authentication.session, authentication.principal.user, tenant.now);
    await startEmail(selfOf(c, tenant, authentication));
    return c.json({ message: 'A code was sent to your e-mail address' });
  },
});

export const verifyEmailCodes = defineRoute({
  method: 'post',
  path: '/me/mfa/email/verify',
  operationId: 'confirmEmailCodes',
  tag: 'Second factors',
  summary: 'Finish setting up codes by e-mail',
  permission: 'session',
  includeEnrolment: true,
  body: z.object({ token: z.string().trim().min(6).max(64) }),
  responses: {
    200: {
      description: 'Enabled; backup codes when it is the first factor',
      schema: messageSchema.extend({ backupCodes: z.array(z.string()).optional() }),
    },
    400: PROBLEM,
  },
  handler: async ({ c, body, tenant, authentication }) => {
    const enrolled = await confirmEmail(selfOf(c, tenant, authentication), body.token);
    await replaceSession(c, enrolled);
    const { backupCodes } = enrolled;
    return c.json({ message: 'E-mail codes enabled successfully', ...(backupCodes ? { backupCodes } : {}) });
  },
});
