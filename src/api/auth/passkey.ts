import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { usableFactors } from '../../domain/authenticators/kinds.ts';
import { requestPasskey } from '../../domain/authenticators/webauthn.ts';
import { continueSignIn } from '../../domain/sign-in/factor.ts';
import { signInWithPasskey } from '../../domain/sign-in/passkey.ts';
import { findPending } from '../../domain/sign-in/pending.ts';
import { AppError } from '../../errors.ts';
import { readPendingCookie, readSessionCookie } from '../../http/cookies.ts';
import { explainedSignIn } from '../../http/explanations.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { originOf, setSignInCookies } from '../../http/sign-in.ts';
import { messageSchema, organisationSummarySchema, PROBLEM, userSummarySchema } from './schemas.ts';
import { signInTools } from './sign-in-tools.ts';
import { assertionSchema } from './webauthn-schemas.ts';

/** True for a passkey as the second factor after a password; false for a passkey instead of a password. */
const secondFactor = z.boolean().default(false);

export const passkeyOptions = defineRoute({
  method: 'post',
  path: '/auth/passkey/options',
  operationId: 'getPasskeyOptions',
  tag: 'Sign-in',
  summary: 'Ask for a passkey to sign in with',
  permission: 'none',
  body: z.object({ secondFactor }),
  responses: {
    200: {
      description: 'Options for navigator.credentials.get()',
      schema: z.object({ challenge: z.string() }).loose(),
    },
    401: PROBLEM,
  },
  handler: async ({ c, body }) => {
    const { system } = c.var.context;
    const pending = body.secondFactor ? await getPendingAccount(c) : null;
    return c.json(await requestPasskey(system, signInTools(c).relyingParty, pending));
  },
});

async function getPendingAccount(c: HttpContext) {
  const pending = await findPending(c.var.context.system, readPendingCookie(c) ?? '');
  if (!pending) throw signInExpired();
  const factors = usableFactors(pending.account).filter(({ type }) => type === 'webauthn');
  return { id: pending.account.id, factors };
}

export function signInExpired(): AppError {
  return new AppError('unauthorized', 'This sign-in has expired. Please start again.');
}

export const passkey = defineRoute({
  method: 'post',
  path: '/auth/passkey',
  operationId: 'signInWithPasskey',
  tag: 'Sign-in',
  summary: 'Sign in with a passkey',
  permission: 'none',
  body: z.object({ secondFactor, response: assertionSchema }),
  responses: {
    200: {
      description: 'Signed in; the session is in the cookie',
      schema: messageSchema.extend({ user: userSummarySchema, organisation: organisationSummarySchema }),
    },
    401: PROBLEM,
  },
  handler: async ({ c, body }) => {
    const { system } = c.var.context;
    const response = body.response as AuthenticationResponseJSON;
    const previousSession = readSessionCookie(c);
    const step = { pendingToken: readPendingCookie(c) ?? '', answer: JSON.stringify(response), previousSession };
    const signedIn = await explainedSignIn(c, [response.id], () =>
      body.secondFactor
        ? continueSignIn(system, originOf(c), step, signInTools(c))
        : signInWithPasskey(system, originOf(c), { response, previousSession }, signInTools(c)),
    );
    if (!signedIn) throw signInExpired();
    await setSignInCookies(c, signedIn);
    const { user, organisation } = signedIn;
    return c.json({ message: 'Login successful', user, organisation });
  },
});
