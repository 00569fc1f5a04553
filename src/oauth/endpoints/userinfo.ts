/** The userinfo endpoint (OIDC Core section 5.3). One round trip. */
import type { RequestContext } from '../../deps.ts';
import { isUsable, type Principal } from '../../domain/access/principals.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { subjectsOf } from '../../domain/clients/subjects.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { readBearerToken, resolveAccessToken } from '../../http/middleware/authentication.ts';
import { countClient } from '../../http/middleware/rate-limit.ts';
import { OAuthError } from '../errors.ts';
import { isFormType, parseParameters, readForm } from '../params.ts';
import { userinfoClaims } from '../tokens/claims.ts';

export async function userinfo(c: HttpContext): Promise<Response> {
  const { context } = c.var;
  const token = await presentedToken(c);
  const accessToken = await resolveAccessToken(c, token);
  if (!accessToken) throw new OAuthError('invalid_token', 'Invalid or expired token');
  const { client, principal, audience } = accessToken;
  // RFC 9068 section 4. The audience is the client itself when it requested no resource (section 3).
  if (!audience.includes(client.clientId) && !audience.includes(context.config.ISSUER_URL)) {
    throw new OAuthError('invalid_token', 'The token is meant for another resource');
  }
  // A client's own token has no person.
  if (!principal) throw new OAuthError('insufficient_scope', 'The openid scope is required');
  if (!isUsable(principal)) {
    throw new OAuthError('invalid_token', 'Invalid or expired token', { log: 'account closed' });
  }
  assertOpenid(accessToken.scopes);
  await countClient(c, client);
  const claims = { ...userinfoClaims(principal, accessToken), sub: await subjectOf(context, client, principal) };
  c.header('Cache-Control', 'no-store');
  const alg = client.userinfoSignedResponseAlg;
  if (alg === null) return c.json(claims);
  // Section 5.3.2: "If signed, the UserInfo Response MUST contain the Claims iss (issuer) and aud (audience) as
  // members." Without `exp` it cannot be used as an ID token.
  const signed = { ...claims, iss: context.config.ISSUER_URL, aud: client.clientId };
  const jwt = await context.keys.sign(context.system.db, signed, { alg, typ: 'JWT' });
  return c.body(jwt, 200, { 'Content-Type': 'application/jwt' });
}

/**
 * RFC 6750 section 2: in the header (2.1) or, with POST, in a form (2.2). "Clients MUST NOT use more than one method to
 * transmit the token in each request." A token in the URL (2.3) is not accepted, as URLs are logged; it only counts as
 * another method.
 * @throws OAuthError invalid_request; invalid_token when there is none
 */
async function presentedToken(c: HttpContext): Promise<string> {
  const inForm = isForm(c) ? parseParameters(await readForm(c)).get('access_token') : undefined;
  const ways = [c.req.header('Authorization'), inForm, c.req.query('access_token')];
  if (ways.filter((way) => way !== undefined).length > 1) {
    throw new OAuthError(
      'invalid_request',
      'Send the access token one way: in the Authorization header, or in the form',
    );
  }
  const token = readBearerToken(c) ?? inForm;
  if (token !== undefined) return token;
  throw new OAuthError('invalid_token', 'Authentication required', { isWithoutCredential: ways[0] === undefined });
}

function isForm(c: HttpContext): boolean {
  return c.req.method === 'POST' && isFormType(c);
}

/** OIDC Core section 5.3: the access token comes from an OpenID authentication; RFC 6750 section 3.1. */
function assertOpenid(scopes: readonly string[]): void {
  if (!scopes.includes('openid')) throw new OAuthError('insufficient_scope', 'The openid scope is required');
}

/** Section 5.3.2: "The sub Claim in the UserInfo Response MUST be verified to exactly match" the ID token's. */
async function subjectOf(context: RequestContext, client: Client, { user }: Principal): Promise<string> {
  const tenant = context.openTenant(client.organisationId, { clientId: client.id });
  return (await subjectsOf(tenant, context.box, client))(user.id);
}
