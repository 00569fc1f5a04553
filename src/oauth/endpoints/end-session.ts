/** The logout endpoint (OpenID Connect RP-Initiated Logout 1.0). Two round trips. */
import { type Client, clientByClientId } from '../../domain/clients/clients.ts';
import { type LogoutSession, logOut, logoutSessionByKey } from '../../domain/sessions/logout.ts';
import { clearSessionCookies, readSessionCookie } from '../../http/cookies.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { countAddress } from '../../http/middleware/rate-limit.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { finishSignOut } from '../../http/signed-out.tsx';
import { isolated } from '../../lib/names.ts';
import { isRedirectTarget } from '../../lib/redirect-uri.ts';
import { sha256 } from '../../lib/secrets.ts';
import { withParameters } from '../../lib/urls.ts';
import { REQUEST_FIELD, renderConfirmation } from '../logout/confirmation.tsx';
import { comesFromServer, endHintedSession } from '../logout/from-server.ts';
import { type LogoutRequest, openLogoutRequest, readLogoutRequest, sealLogoutRequest } from '../logout/request.ts';
import { asWord, parseParameters, readForm } from '../params.ts';

export async function endSession(c: HttpContext): Promise<Response> {
  const { context } = c.var;
  await countAddress(c, 'general');
  const pairs = c.req.method === 'POST' ? await readForm(c) : new URL(c.req.url).searchParams;
  const parameters = parseParameters(pairs);
  if (comesFromServer(c, parameters)) return endHintedSession(c, parameters);
  const sealed = parameters.get(REQUEST_FIELD);
  const request = await (sealed ? openLogoutRequest(context, sealed) : readLogoutRequest(context, parameters));
  if (c.req.method === 'POST' && readSessionCookie(c) === undefined) return redirectToSelf(c, request);
  const facts = await collectFacts(c, request);
  return facts.leaver && !isHintedSession(request, facts.leaver)
    ? renderConfirmation(c, { request, ...facts, leaver: facts.leaver })
    : signOut(c, request, facts);
}

/** The person confirms the sign-out. */
export async function confirmEndSession(c: HttpContext): Promise<Response> {
  await countAddress(c, 'general');
  const { field, isStale } = await readSentForm(c);
  const sealed = field(REQUEST_FIELD);
  // Already signed out, by a second click or in another tab: a forged form could do nothing more, and the request has
  // the redirect URI.
  if (readSessionCookie(c) === undefined) {
    return c.redirect(withQuery(PATHS.endSession, { [REQUEST_FIELD]: sealed === '' ? null : sealed }), 303);
  }
  const request = await openLogoutRequest(c.var.context, sealed);
  const facts = await collectFacts(c, request);
  const { leaver } = facts;
  return isStale && leaver
    ? renderConfirmation(c, { request, ...facts, leaver, stale: STALE_FORM })
    : signOut(c, request, facts);
}

/**
 * A form that another site posts comes without our cookie (SameSite=Lax); a redirect to ourselves has it. The client
 * posted the form to keep the ID token out of URLs, so the request is sealed.
 */
async function redirectToSelf(c: HttpContext, request: LogoutRequest): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  const sealed = await sealLogoutRequest(c.var.context, request);
  return c.redirect(withQuery(PATHS.endSession, { [REQUEST_FIELD]: sealed }), 303);
}

interface Facts {
  /** The client that makes the request, if it is known. */
  client: Client | null;
  /** The session of this browser. */
  leaver: LogoutSession | null;
  /** The validated redirect URI. */
  target: string | null;
  /** What is wrong with the request, for the person. */
  fault: string | null;
}

/**
 * "The OP MUST NOT perform post-logout redirection if the post_logout_redirect_uri value supplied does not exactly
 * match one of the previously registered post_logout_redirect_uris values." The sign-out itself is not refused.
 */
async function collectFacts(c: HttpContext, request: LogoutRequest): Promise<Facts> {
  const { system } = c.var.context;
  const [[row], leaver] = await system.db.flight(
    clientByClientId(request.clientId ?? ''),
    logoutSessionByKey(system, await sha256(readSessionCookie(c) ?? '')),
  );
  const client = row?.client ?? null;
  const fault = request.fault ?? redirectFault(request, client);
  return { client, leaver, target: fault === null ? request.redirectUri : null, fault };
}

function redirectFault({ clientId, redirectUri }: LogoutRequest, client: Client | null): string | null {
  if (redirectUri === null) return null;
  const uri = `The post_logout_redirect_uri ${asWord(redirectUri)}`;
  if (client === null) return `${uri} is not registered: there is no application ${asWord(clientId ?? '')} to use it.`;
  const isRegistered = client.postLogoutRedirectUris.includes(redirectUri) && isRedirectTarget(redirectUri);
  return isRegistered ? null : `${uri} is not registered for ${isolated(client.name)}.`;
}

/**
 * "The OP MUST ask the End-User this question if an id_token_hint was not provided or if the supplied ID Token does not
 * belong to the current OP session with the RP and/or currently logged in End-User."
 */
function isHintedSession({ hint }: LogoutRequest, { id }: LogoutSession): boolean {
  return hint !== null && hint.sessionId === id;
}

async function signOut(c: HttpContext, request: LogoutRequest, facts: Facts): Promise<Response> {
  const { client, leaver, target, fault } = facts;
  const logout = leaver && (await logOut(tenantOf(c, leaver, client), leaver));
  clearSessionCookies(c);
  const { state, hint } = request;
  if (target === null || client === null) return finishSignOut(c, { logout, next: null, fault });
  const next = withParameters(target, state === null ? {} : { state });
  if (leaver || hint) return finishSignOut(c, { logout, next });
  // "if it is not supplied, the OP MUST NOT perform post-logout redirection unless the OP has other means of confirming
  // the legitimacy of the post-logout redirection target": the person did not confirm, so the page has a link instead.
  const link = { href: next, label: `Back to ${isolated(client.name)}` };
  return finishSignOut(c, { logout, next: null, link });
}

function tenantOf(c: HttpContext, { organisationId, user }: LogoutSession, client: Client | null) {
  const clientId = client?.organisationId === organisationId ? client.id : null;
  return c.var.context.openTenant(organisationId, { userId: user.id, clientId });
}
