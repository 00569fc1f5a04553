/** The authorization endpoint (RFC 6749 section 3.1, OIDC Core section 3.1.2). Two round trips with a session. */

import { actorOf, holderOf } from '../../domain/access/guests.ts';
import { issueAuthorizationCode } from '../../domain/authorization/codes.ts';
import {
  consumeAuthorizationRequest,
  isWaiting,
  sealAuthorizationRequest,
} from '../../domain/authorization/requests.ts';
import { completedError } from '../../domain/authorization/spent-requests.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { touch } from '../../http/middleware/authentication.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { collectFacts, type Facts, recollectFacts, type SignedIn } from '../authorize/facts.ts';
import { type Decision, decide } from '../authorize/interaction.ts';
import { respondToClient } from '../authorize/response.ts';
import { OAuthError } from '../errors.ts';
import { readForm, readParameters } from '../params.ts';

/** Our own parameter: the request itself, sealed, carried by a browser that comes back from a page. */
const HANDLE = 'handle';

export async function authorize(c: HttpContext): Promise<Response> {
  const isPost = c.req.method === 'POST';
  const given = readParameters(isPost ? await readForm(c) : new URL(c.req.url).searchParams);
  const handle = given.parameters.get(HANDLE);
  const facts = handle === undefined ? await collectFacts(c, given) : await recollectFacts(c, handle);
  // A form of the client's comes without our cookie (SameSite=Lax): who is signed in shows when the browser comes back.
  if (isPost && handle === undefined && readSessionCookie(c) === undefined) {
    return goTo(c, withQuery(PATHS.authorize, { [HANDLE]: await seal(c, facts) }));
  }
  if (facts.signedIn) touch(c, facts.signedIn);
  // The address that a sign-in page of the operator's own comes back to names the client as well.
  const cameBack = handle !== undefined && given.parameters.has('client_id');
  return follow(c, facts, { handle, cameBack }, decide(facts));
}

/** How the browser came here. */
interface Way {
  handle: string | undefined;
  /** From a sign-in page of the operator's own. */
  cameBack: boolean;
}

async function follow(c: HttpContext, facts: Facts, way: Way, decision: Decision): Promise<Response> {
  switch (decision.kind) {
    case 'proceed':
      return proceed(c, facts, way, decision.signedIn);
    case 'refuse':
      return refuse(c, facts, decision.error, decision.description);
    case 'sign_in':
      return goTo(c, await signInUrl(c, facts, way));
    case 'enrol':
      return goTo(c, withQuery(PATHS.enrolment, { [HANDLE]: way.handle ?? (await seal(c, facts)) }));
    case 'consent':
      return goTo(c, withQuery(PATHS.consent, { [HANDLE]: way.handle ?? (await seal(c, facts)) }));
  }
}

function goTo(c: HttpContext, location: string): Response {
  c.header('Cache-Control', 'no-store');
  return c.redirect(location, 303);
}

async function seal(c: HttpContext, { client, request }: Facts): Promise<string> {
  const handle = await sealAuthorizationRequest(c.var.context.box, client, request);
  if (handle === null) {
    const description = 'The request is too long to wait for a sign-in: shorten state, nonce, claims or login_hint';
    throw new OAuthError('invalid_request', description, { target: request });
  }
  return handle;
}

/**
 * The page where a person signs in. A sign-in page of the operator's own gets the absolute URL to come back to, with
 * the client_id in it (endpoints.md section 5.1). It sends a browser that has a session straight back, so what needs
 * another one (of this organisation, newer, better) is asked for by our own page, and so is whoever came back without.
 */
async function signInUrl(c: HttpContext, facts: Facts, { handle: given, cameBack }: Way): Promise<string> {
  const { client, signedIn } = facts;
  const { LOGIN_UI_URL, ISSUER_URL } = c.var.context.config;
  const handle = given ?? (await seal(c, facts));
  if (!LOGIN_UI_URL || signedIn || cameBack) return withQuery(PATHS.signIn, { [HANDLE]: handle });
  const url = new URL(LOGIN_UI_URL);
  const back = withQuery(ISSUER_URL + PATHS.authorize, { client_id: client.clientId, [HANDLE]: handle });
  url.searchParams.set('redirect_uri', back);
  return url.toString();
}

async function proceed(c: HttpContext, facts: Facts, way: Way, { session, principal }: SignedIn): Promise<Response> {
  const { client, request } = facts;
  const tenant = c.var.context.openTenant(client.organisationId, { ...actorOf(principal), clientId: client.id });
  const issued = await issueAuthorizationCode(tenant, { client, request, holder: holderOf(principal), session });
  if (issued.code !== null) return respondToClient(c, request, { code: issued.code });
  if (issued.reason === 'used_up') throw completedError(client.name, request.redirectUri);
  const withoutSession = { ...facts, signedIn: null, subject: null };
  return follow(c, withoutSession, way, decide(withoutSession));
}

async function refuse(
  c: HttpContext,
  { client, request, signedIn }: Facts,
  error: OAuthError['error'],
  description: string,
): Promise<never> {
  // Of somebody who is not signed in nothing is stored, and this answer gives nothing: it may be given again.
  if (isWaiting(request) && signedIn) {
    const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
    if (!(await consumeAuthorizationRequest(tenant, client, request, signedIn.session.id))) {
      throw completedError(client.name, request.redirectUri);
    }
  }
  throw new OAuthError(error, description, { target: request });
}
