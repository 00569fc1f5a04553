/** The authorization endpoint (RFC 6749 section 3.1, OIDC Core section 3.1.2). Two round trips with a session. */
import { issueAuthorizationCode } from '../../domain/authorization-codes.ts';
import { consumeAuthorizationRequest, storeAuthorizationRequest } from '../../domain/authorization-requests.ts';
import type { Client } from '../../domain/clients.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { touch } from '../../http/middleware/authentication.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { collectFacts, type Facts, recollectFacts, type SignedIn } from '../authorize/facts.ts';
import { type Decision, decide } from '../authorize/interaction.ts';
import { respondToClient } from '../authorize/response.ts';
import { OAuthError } from '../errors.ts';
import { readForm, readParameters } from '../params.ts';

/** Our own parameter: the handle of a stored request, carried by a browser that comes back from a page. */
const HANDLE = 'handle';

export async function authorize(c: HttpContext): Promise<Response> {
  const isPost = c.req.method === 'POST';
  const given = readParameters(isPost ? await readForm(c) : new URL(c.req.url).searchParams);
  const handle = given.parameters.get(HANDLE);
  const facts = handle === undefined ? await collectFacts(c, given) : await recollectFacts(c, handle);
  // A form of the client's comes without our cookie (SameSite=Lax): who is signed in shows when the browser comes back.
  if (isPost && handle === undefined && readSessionCookie(c) === undefined) {
    return goTo(c, withQuery(PATHS.authorize, { [HANDLE]: await store(c, facts) }));
  }
  if (facts.signedIn) touch(c, facts.signedIn);
  return follow(c, facts, handle, decide(facts));
}

async function follow(c: HttpContext, facts: Facts, handle: string | undefined, decision: Decision): Promise<Response> {
  switch (decision.kind) {
    case 'proceed':
      return proceed(c, facts, handle, decision.signedIn);
    case 'refuse':
      return refuse(c, facts, decision.error, decision.description);
    case 'sign_in':
      return goTo(c, signInUrl(c, facts.client, handle ?? (await store(c, facts))));
    case 'consent':
      return goTo(c, withQuery(PATHS.consent, { [HANDLE]: handle ?? (await store(c, facts)) }));
  }
}

function goTo(c: HttpContext, location: string): Response {
  c.header('Cache-Control', 'no-store');
  return c.redirect(location, 303);
}

function store(c: HttpContext, { client, request }: Facts): Promise<string> {
  const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
  return storeAuthorizationRequest(tenant, client, request);
}

/**
 * The page where a person signs in. A sign-in page of the operator's own gets the absolute URL to come back to, with
 * the client_id in it (endpoints.md section 5.1).
 */
function signInUrl(c: HttpContext, client: Client, handle: string): string {
  const { LOGIN_UI_URL, ISSUER_URL } = c.var.context.config;
  if (!LOGIN_UI_URL) return withQuery(PATHS.signIn, { [HANDLE]: handle });
  const url = new URL(LOGIN_UI_URL);
  const back = withQuery(ISSUER_URL + PATHS.authorize, { client_id: client.clientId, [HANDLE]: handle });
  url.searchParams.set('redirect_uri', back);
  return url.toString();
}

async function proceed(
  c: HttpContext,
  facts: Facts,
  handle: string | undefined,
  { session, principal }: SignedIn,
): Promise<Response> {
  const { client, request } = facts;
  const userId = principal.user.id;
  const tenant = c.var.context.openTenant(client.organisationId, { userId, clientId: client.id });
  const issued = await issueAuthorizationCode(tenant, { client, request, userId, session });
  if (issued.code !== null) return respondToClient(c, request, { code: issued.code });
  if (issued.reason === 'used_up') throw completedAlready();
  const withoutSession = { ...facts, signedIn: null, subject: null };
  return follow(c, withoutSession, handle, decide(withoutSession));
}

async function refuse(
  c: HttpContext,
  { client, request }: Facts,
  error: OAuthError['error'],
  description: string,
): Promise<never> {
  if (request.id !== null) {
    const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
    if (!(await consumeAuthorizationRequest(tenant, request.id))) throw completedAlready();
  }
  throw new OAuthError(error, description, { target: request });
}

function completedAlready(): AppError {
  return new AppError('bad_request', 'This sign-in was completed already.');
}
