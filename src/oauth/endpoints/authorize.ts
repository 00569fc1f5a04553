/** The authorization endpoint (RFC 6749 section 3.1, OIDC Core section 3.1.2). Two round trips with a session. */
import { issueAuthorizationCode } from '../../domain/authorization-codes.ts';
import {
  type AuthorizationRequest,
  authorizationRequestByHandle,
  consumeAuthorizationRequest,
  storeAuthorizationRequest,
} from '../../domain/authorization-requests.ts';
import { type Client, clientByClientId } from '../../domain/clients.ts';
import { consentBySession } from '../../domain/consents.ts';
import { sessionByToken, toSession } from '../../domain/sessions.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { touch } from '../../http/middleware/authentication.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { validateAuthorizationRequest } from '../authorize/checks.ts';
import { decide, type Facts, type SignedIn } from '../authorize/interaction.ts';
import { redirectToClient } from '../authorize/response.ts';
import { OAuthError } from '../errors.ts';
import { type GivenParameters, readForm, readParameters } from '../params.ts';

/** Our own parameter: the handle of a stored request, carried by a browser that comes back from a page. */
const HANDLE = 'handle';

export async function authorize(c: HttpContext): Promise<Response> {
  const pairs = c.req.method === 'POST' ? await readForm(c) : new URL(c.req.url).searchParams;
  const given = readParameters(pairs);
  const handle = given.parameters.get(HANDLE);
  const facts = handle === undefined ? await collectFacts(c, given) : await recollectFacts(c, handle);
  if (facts.signedIn) touch(c, facts.signedIn);
  const decision = decide(facts);
  switch (decision.kind) {
    case 'proceed':
      return proceed(c, facts, decision.signedIn);
    case 'refuse':
      return refuse(c, facts, decision.error, decision.description);
    case 'sign_in':
      return c.redirect(signInUrl(c, facts.client, handle ?? (await store(c, facts))), 303);
    case 'consent':
      return c.redirect(withQuery(PATHS.consent, { [HANDLE]: handle ?? (await store(c, facts)) }), 303);
  }
}

/** A new request: its client, its session and its consent in one flight, then the checks. */
async function collectFacts(c: HttpContext, given: GivenParameters): Promise<Facts> {
  const { system, now } = c.var.context;
  const clientId = given.parameters.get('client_id') ?? '';
  const token = readSessionCookie(c) ?? '';
  const [[found], [session], [consent]] = await system.db.flight(
    clientByClientId(clientId),
    await sessionByToken(system, token),
    await consentBySession(system, token, { clientId }),
  );
  if (!found) throw new AppError('not_found', 'Client not found or inactive');
  const { client } = found;
  const request = validateAuthorizationRequest(given, client, now);
  return { client, request, signedIn: session ? toSession(session) : null, consent: consent ?? null };
}

/** A request that was stored while its person visited a page. It was checked then, and its client is checked again. */
async function recollectFacts(c: HttpContext, handle: string): Promise<Facts> {
  const { system } = c.var.context;
  const token = readSessionCookie(c) ?? '';
  const [[stored], [session], [consent]] = await system.db.flight(
    await authorizationRequestByHandle(system, handle),
    await sessionByToken(system, token),
    await consentBySession(system, token, { handle }),
  );
  if (!stored) throw new AppError('bad_request', 'This sign-in has expired. Please go back and start again.');
  const { client, ...request } = stored;
  return { client, request, signedIn: session ? toSession(session) : null, consent: consent ?? null };
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

async function proceed(c: HttpContext, { client, request }: Facts, { session, principal }: SignedIn) {
  const userId = principal.user.id;
  const tenant = c.var.context.openTenant(client.organisationId, { userId, clientId: client.id });
  const code = await issueAuthorizationCode(tenant, { client, request, userId, session, scopes: request.scopes });
  if (code === null) throw new AppError('bad_request', 'This sign-in was completed already.');
  return redirectToClient(c, request.redirectUri, { code, state: request.state });
}

async function refuse(
  c: HttpContext,
  { client, request }: Facts,
  error: OAuthError['error'],
  description: string,
): Promise<never> {
  if (request.id !== null) await consume(c, client, request);
  throw new OAuthError(error, description, { redirect: { redirectUri: request.redirectUri, state: request.state } });
}

async function consume(c: HttpContext, client: Client, request: AuthorizationRequest): Promise<void> {
  const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
  if (request.id !== null && !(await consumeAuthorizationRequest(tenant, request.id))) {
    throw new AppError('bad_request', 'This sign-in was completed already.');
  }
}
