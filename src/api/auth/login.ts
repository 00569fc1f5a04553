import type { SignInContext } from '../../domain/sign-in/context.ts';
import { signIn } from '../../domain/sign-in/sign-in.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { explainedSignIn } from '../../http/explanations.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { enrolmentRequired } from '../../http/middleware/authentication.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { originOf, setSignInCookies } from '../../http/sign-in.ts';
import {
  clientIdSchema,
  emailSchema,
  organisationSummarySchema,
  PROBLEM,
  passwordAttemptSchema,
  userSummarySchema,
} from './schemas.ts';
import { signInTools } from './sign-in-tools.ts';

const body = z.object({
  email: emailSchema,
  password: passwordAttemptSchema,
  mfaToken: z.string().max(64).optional(),
  client_id: clientIdSchema.optional(),
});

export const login = defineRoute({
  method: 'post',
  path: '/auth/login',
  operationId: 'signIn',
  tag: 'Sign-in',
  summary: 'Sign in with e-mail and password',
  permission: 'none',
  body,
  responses: {
    200: {
      description: 'Signed in; the session is in the cookie',
      schema: z.object({ message: z.string(), user: userSummarySchema, organisation: organisationSummarySchema }),
    },
    400: PROBLEM,
    401: PROBLEM,
    403: PROBLEM,
    404: PROBLEM,
    429: PROBLEM,
  },
  handler: async ({ c, body: { email, password, mfaToken, client_id: clientId } }) => {
    const { system } = c.var.context;
    const context = contextOf(c, clientId);
    const credentials = { email, password, mfaToken, context, previousSession: readSessionCookie(c) };
    const secrets = [email, password, mfaToken ?? ''];
    const step = await explainedSignIn(c, secrets, () => signIn(system, originOf(c), credentials, signInTools(c)));
    await setSignInCookies(c, step);
    if (step.kind === 'factor') throw factorRequired(step.methods);
    if (step.kind === 'enrolment') throw enrolmentRequired();
    const { user, organisation } = step;
    return c.json({ message: 'Login successful', user, organisation });
  },
});

/** Sign-in works with neither client nor header. */
function contextOf(c: HttpContext, clientId: string | undefined): SignInContext {
  if (clientId) return { clientId };
  const slug = c.req.header('X-Org-Domain');
  return slug ? { slug } : null;
}

function factorRequired(mfaMethods: string[]): AppError {
  const extensions = { requiresMfa: true, mfaMethods };
  return new AppError('unauthorized', 'Multi-factor authentication required', { extensions });
}
