import { sendFactorCode } from '../../domain/sign-in/factor.ts';
import { AppError } from '../../errors.ts';
import { readPendingCookie } from '../../http/cookies.ts';
import { defineRoute } from '../../http/openapi.ts';
import { originOf } from '../../http/sign-in.ts';
import { signInExpired } from './passkey.ts';
import { messageSchema, PROBLEM } from './schemas.ts';
import { signInTools } from './sign-in-tools.ts';

/** The client sends the code as the `mfaToken` of a sign-in. */
export const sendMfaCode = defineRoute({
  method: 'post',
  path: '/auth/mfa/email',
  operationId: 'sendSignInCode',
  tag: 'Sign-in',
  summary: 'Send a code to the person who is signing in',
  permission: 'none',
  responses: {
    200: { description: 'Sent, unless too many were sent already', schema: messageSchema },
    400: PROBLEM,
    401: PROBLEM,
  },
  handler: async ({ c }) => {
    const { system } = c.var.context;
    const outcome = await sendFactorCode(system, originOf(c), readPendingCookie(c) ?? '', signInTools(c));
    if (!outcome) throw signInExpired();
    if (!outcome.sent) throw new AppError('bad_request', 'E-mail codes are not enabled for this account');
    return c.json({ message: 'A code was sent to your e-mail address' });
  },
});
