import { findClient } from '../../domain/clients.ts';
import { signIn } from '../../domain/sign-in.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { enrolmentRequired } from '../../http/middleware/authentication.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { keepStep, originOf } from '../../http/sign-in.ts';
import { clientIdSchema, emailSchema, organisationSummarySchema, PROBLEM, userSummarySchema } from './schemas.ts';
import { signInTools } from './sign-in-tools.ts';

/** Longer than any password we accept: such a guess is wrong, and is told so like every other. */
const GUESS_LENGTH_MAX = 1024;

const body = z.object({
  email: emailSchema,
  password: z.string().min(1).max(GUESS_LENGTH_MAX),
  mfaToken: z.string().max(64).optional(),
  client_id: clientIdSchema.optional(),
});

export const login = defineRoute({
  method: 'post',
  path: '/auth/login',
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
    429: PROBLEM,
  },
  handler: async ({ c, body: { email, password, mfaToken, client_id: clientId } }) => {
    const { system } = c.var.context;
    // An unknown client gives no context: sign-in works with neither client nor header.
    const client = clientId ? await findClient(system, clientId) : null;
    const organisationId = client?.organisationId;
    const credentials = { email, password, mfaToken, organisationId, previousSession: readSessionCookie(c) };
    const step = await signIn(system, originOf(c), credentials, signInTools(c));
    await keepStep(c, step);
    if (step.kind === 'factor') throw factorNeeded(step.methods);
    if (step.kind === 'enrolment') throw enrolmentRequired();
    const { user, organisation } = step;
    return c.json({ message: 'Login successful', user, organisation });
  },
});

function factorNeeded(mfaMethods: string[]): AppError {
  const extensions = { requiresMfa: true, mfaMethods };
  return new AppError('unauthorized', 'Multi-factor authentication required', { extensions });
}
