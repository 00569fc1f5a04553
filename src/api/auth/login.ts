import { findClient } from '../../domain/clients.ts';
import { signIn } from '../../domain/sign-in.ts';
import { readSessionCookie, setSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { clientIdSchema, emailSchema, organisationSummarySchema, PROBLEM, userSummarySchema } from './schemas.ts';

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
  },
  handler: async ({ c, body: { email, password, client_id: clientId } }) => {
    const { system, origin } = c.var.context;
    // An unknown client gives no context: sign-in works with neither client nor header.
    const client = clientId ? await findClient(system, clientId) : null;
    const previousSession = readSessionCookie(c);
    const { sessionToken, lifetime, user, organisation } = await signIn(system, origin, {
      email,
      password,
      ...(client ? { organisationId: client.organisationId } : {}),
      ...(previousSession ? { previousSession } : {}),
    });
    setSessionCookie(c, sessionToken, lifetime);
    c.header('X-CSRF-Token', await csrfToken(c, sessionToken));
    return c.json({ message: 'Login successful', user, organisation });
  },
});
