/** The logout endpoint (OpenID Connect RP-Initiated Logout 1.0). Two round trips. */
import { type Client, clientByClientId } from '../../domain/clients/clients.ts';
import { type Leaver, leaverByKey, logOut } from '../../domain/sessions/logout.ts';
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
import { askWhetherToLeave, REQUEST_FIELD } from '../logout/confirmation.tsx';
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
  if (c.req.method === 'POST' && readSessionCookie(c) === undefined) return takeUpAgain(c, request);
  const facts = await collectFacts(c, request);
  return facts.leaver && !isCertain(request, facts.leaver)
    ? askWhetherToLeave(c, { request, ...facts, leaver: facts.leaver })
    : leave(c, request, facts);
}

/** The person says yes. */
export async function confirmEndSession(c: HttpContext): Promise<Response> {
  await countAddress(c, 'general');
  const { field, isStale } = await readSentForm(c);
  const sealed = field(REQUEST_FIELD);
  // By the same button, or in another tab: there is nothing left that a forged form could do, and the request knows where
  // its person goes on to.
  if (readSessionCookie(c) === undefined) {
    return c.redirect(withQuery(PATHS.endSession, { [REQUEST_FIELD]: sealed === '' ? null : sealed }), 303);
  }
  const request = await openLogoutRequest(c.var.context, sealed);
  const facts = await collectFacts(c, request);
  const { leaver } = facts;
  return isStale && leaver
    ? askWhetherToLeave(c, { request, ...facts, leaver, stale: STALE_FORM })
    : leave(c, request, facts);
}

/**
 * A form that another site sends brings no cookie along (SameSite=Lax). A redirect to ourselves does, and the ID token
 * that the form was to keep out of addresses is sealed in it.
 */
async function takeUpAgain(c: HttpContext, request: LogoutRequest): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  const sealed = await sealLogoutRequest(c.var.context, request);
  return c.redirect(withQuery(PATHS.endSession, { [REQUEST_FIELD]: sealed }), 303);
}

interface Facts {
  /** Who asks, if that is known. */
  client: Client | null;
  /** Who is signed in in this browser. */
  leaver: Leaver | null;
  /** Where the browser may be sent on to. */
  target: string | null;
  /** What the person is told of the request. */
  fault: string | null;
}

/**
 * "The OP MUST NOT perform post-logout redirection if the post_logout_redirect_uri value supplied does not exactly match
 * one of the previously registered post_logout_redirect_uris values." Whoever wanted to leave may leave all the same.
 */
async function collectFacts(c: HttpContext, request: LogoutRequest): Promise<Facts> {
  const { system } = c.var.context;
  const [[found], leaver] = await system.db.flight(
    clientByClientId(request.clientId ?? ''),
    leaverByKey(system, await sha256(readSessionCookie(c) ?? '')),
  );
  const client = found?.client ?? null;
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
function isCertain({ hint }: LogoutRequest, { id }: Leaver): boolean {
  return hint !== null && hint.sessionId === id;
}

async function leave(c: HttpContext, request: LogoutRequest, facts: Facts): Promise<Response> {
  const { client, leaver, target, fault } = facts;
  const logout = leaver && (await logOut(tenantOf(c, leaver, client), leaver));
  clearSessionCookies(c);
  const { state, hint } = request;
  if (target === null || client === null) return finishSignOut(c, { logout, next: null, fault });
  const next = withParameters(target, state === null ? {} : { state });
  if (leaver || hint) return finishSignOut(c, { logout, next });
  // "if it is not supplied, the OP MUST NOT perform post-logout redirection unless the OP has other means of confirming
  // the legitimacy of the post-logout redirection target": nobody was asked, so it is for the person to follow.
  const link = { href: next, label: `Back to ${isolated(client.name)}` };
  return finishSignOut(c, { logout, next: null, link });
}

function tenantOf(c: HttpContext, { organisationId, user }: Leaver, client: Client | null) {
  const clientId = client?.organisationId === organisationId ? client.id : null;
  return c.var.context.openTenant(organisationId, { userId: user.id, clientId });
}
