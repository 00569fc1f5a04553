/** The authorization endpoint (RFC 6749 section 3.1, OIDC Core section 3.1.2). Two round trips with a session. */

import { actorOf, holderOf } from '../../domain/access/guests.ts';
import { issueAuthorizationCode } from '../../domain/authorization/codes.ts';
import {
  consumeAuthorizationRequest,
  isWaiting,
  sealAuthorizationRequest,
} from '../../domain/authorization/requests.ts';
import { completedError } from '../../domain/authorization/spent-requests.ts';
import type { Seen } from '../../domain/explanations/steps.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { touch } from '../../http/middleware/authentication.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { collectFacts, type Facts, restoreFacts, type SignedIn } from '../authorize/facts.ts';
import { type Decision, decide } from '../authorize/interaction.ts';
import { respondToClient } from '../authorize/response.ts';
import { OAuthError } from '../errors.ts';
import { readForm, readParameters } from '../params.ts';

/** Our own parameter: the sealed request, which the browser carries to our pages and back. */
const HANDLE = 'handle';

export async function authorize(c: HttpContext): Promise<Response> {
  const isPost = c.req.method === 'POST';
  const given = readParameters(isPost ? await readForm(c) : new URL(c.req.url).searchParams);
  const handle = given.parameters.get(HANDLE);
  const facts = handle === undefined ? await collectFacts(c, given) : await restoreFacts(c, handle);
  // A form posted by the client comes without our cookie (SameSite=Lax): after a redirect the browser sends it.
  if (isPost && handle === undefined && readSessionCookie(c) === undefined) {
    return goTo(c, withQuery(PATHS.authorize, { [HANDLE]: await seal(c, facts) }));
  }
  if (facts.signedIn) touch(c, facts.signedIn);
  // Only the URL that the operator's sign-in page returns to has a client_id beside the handle.
  const fromLoginUi = handle !== undefined && given.parameters.has('client_id');
  return applyDecision(c, facts, { handle, fromLoginUi }, decide(facts));
}

/** Where the browser comes from. */
interface Return {
  /** Undefined for a new request. */
  handle: string | undefined;
  /** Whether it comes from the operator's sign-in page. */
  fromLoginUi: boolean;
}

async function applyDecision(c: HttpContext, facts: Facts, from: Return, decision: Decision): Promise<Response> {
  switch (decision.kind) {
    case 'proceed':
      return proceed(c, facts, from, decision.signedIn);
    case 'refuse':
      return refuse(c, facts, decision);
    case 'sign_in':
      return goTo(c, await signInUrl(c, facts, from));
    case 'enrol':
      return goTo(c, withQuery(PATHS.enrolment, { [HANDLE]: from.handle ?? (await seal(c, facts)) }));
    case 'consent':
      return goTo(c, withQuery(PATHS.consent, { [HANDLE]: from.handle ?? (await seal(c, facts)) }));
  }
}

function goTo(c: HttpContext, location: string): Response {
  c.header('Cache-Control', 'no-store');
  return c.redirect(location, 303);
}

async function seal(c: HttpContext, { client, request }: Facts): Promise<string> {
  const handle = await sealAuthorizationRequest(c.var.context.box, client, request);
  if (handle === null) {
    c.var.context.steps.failed('request_length');
    const description = 'The request is too long to wait for a sign-in: shorten state, nonce, claims or login_hint';
    throw new OAuthError('invalid_request', description, { target: request });
  }
  return handle;
}

/**
 * The page where a person signs in. The operator's sign-in page gets the absolute URL to return to, with the client_id
 * in it. It sends a browser that has a session straight back. Our own page is therefore used when the session is not
 * sufficient (other organisation, too old, too weak), and when the browser returned without one.
 */
async function signInUrl(c: HttpContext, facts: Facts, { handle: given, fromLoginUi }: Return): Promise<string> {
  const { client, signedIn } = facts;
  const { LOGIN_UI_URL, ISSUER_URL } = c.var.context.config;
  const handle = given ?? (await seal(c, facts));
  if (!LOGIN_UI_URL || signedIn || fromLoginUi) return withQuery(PATHS.signIn, { [HANDLE]: handle });
  const url = new URL(LOGIN_UI_URL);
  const back = withQuery(ISSUER_URL + PATHS.authorize, { client_id: client.clientId, [HANDLE]: handle });
  url.searchParams.set('redirect_uri', back);
  return url.toString();
}

async function proceed(
  c: HttpContext,
  facts: Facts,
  from: Return,
  { session, principal }: SignedIn,
): Promise<Response> {
  const { client, request } = facts;
  const tenant = c.var.context.openTenant(client.organisationId, { ...actorOf(principal), clientId: client.id });
  const issued = await issueAuthorizationCode(tenant, { client, request, holder: holderOf(principal), session });
  if (issued.code !== null) return respondToClient(c, request, { code: issued.code });
  if (issued.reason === 'used_up') throw completedError(client.name, request.redirectUri);
  const withoutSession = { ...facts, signedIn: null, subject: null };
  return applyDecision(c, withoutSession, from, decide(withoutSession));
}

async function refuse(
  c: HttpContext,
  facts: Facts,
  { check, error, description }: Extract<Decision, { kind: 'refuse' }>,
): Promise<never> {
  const { client, request, signedIn } = facts;
  c.var.context.steps.failed(check, () => seenOf(facts));
  // Without a session nothing is stored. The refusal grants nothing, so it may be sent again.
  if (isWaiting(request) && signedIn) {
    const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
    if (!(await consumeAuthorizationRequest(tenant, client, request, signedIn.session.id))) {
      throw completedError(client.name, request.redirectUri);
    }
  }
  throw new OAuthError(error, description, { target: request });
}

/** What decides about the sign-in and the consent; it names nobody. */
function seenOf({ client, request, signedIn, consent }: Facts): Seen {
  return {
    prompt: request.prompt,
    isSignedIn: signedIn !== null,
    isOfOrganisation: signedIn?.principal.organisation.id === client.organisationId,
    signedInAt: signedIn?.session.authTime,
    methods: signedIn?.session.amr,
    maxAge: request.maxAge,
    requestedAt: request.createdAt,
    scopes: request.scopes,
    consentedScopes: consent?.scopes,
  };
}
