/** Token introspection (RFC 7662). One round trip; one more for a client that authenticates by an assertion. */
import type { RequestContext } from '../../deps.ts';
import { type Client, clientByClientId } from '../../domain/clients/clients.ts';
import { subjectsOf } from '../../domain/clients/subjects.ts';
import { NO_FACTS } from '../../domain/explanations/steps.ts';
import { splitAudience } from '../../domain/tokens/access-tokens.ts';
import {
  type IntrospectedToken,
  introspectedAccessToken,
  introspectedRefreshToken,
} from '../../domain/tokens/introspection.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { countClient } from '../../http/middleware/rate-limit.ts';
import { seconds } from '../../lib/numeric-date.ts';
import { readClientForm } from '../client-auth/client-form.ts';
import { authenticateClient, type Credentials, invalidClient, readCredentials } from '../client-auth/index.ts';
import { type Parameters, required } from '../params.ts';
import { searchFor } from '../presented-token.ts';
import { oneOrMany, signInClaims } from '../tokens/access-token.ts';

export async function introspect(c: HttpContext): Promise<Response> {
  const { context } = c.var;
  const parameters = await readClientForm(c);
  const credentials = context.steps.check('credentials', NO_FACTS, () => readCredentials(c, parameters));
  const { caller, token } = await lookUp(context, parameters, credentials);
  await countClient(c, caller);
  // The token may be revoked at any moment.
  c.header('Cache-Control', 'no-store');
  c.header('Pragma', 'no-cache');
  // RFC 7662 section 2.2: "SHOULD NOT include any additional information about an inactive token, including why".
  if (!token || !mayIntrospect(caller, token)) return c.json({ active: false });
  return c.json(await describe(context, token));
}

async function lookUp(context: RequestContext, parameters: Parameters, credentials: Credentials) {
  const [value = ''] = context.steps.check('client_request', NO_FACTS, () => required(parameters, 'token'));
  const search = await searchFor<IntrospectedToken>(context, value, {
    accessToken: (key) => introspectedAccessToken(key, context.now),
    refreshToken: (refreshToken) => introspectedRefreshToken(refreshToken, context.now),
  });
  const { clientId } = credentials;
  const [[row], [token]] = await context.system.db.flight(clientByClientId(clientId), search);
  const caller = await authenticateClient(context, row?.client, credentials);
  // Section 2.1: "the endpoint MUST also require some form of authorization", which a public client does not have.
  const facts = () => ({ clientType: caller.clientType });
  context.steps.check('client_confidential', facts, () => assertConfidential(caller));
  return { caller, token };
}

/** @throws OAuthError invalid_client */
function assertConfidential({ clientType }: Client): void {
  if (clientType !== 'confidential') throw invalidClient('introspection by a public client');
}

/**
 * A token may be introspected by its client and by its audience (RFC 9700 section 2.3). A refresh token has no
 * audience: a resource server that is told it is active might take it for an access token.
 */
function mayIntrospect(caller: Client, { client, audience }: IntrospectedToken): boolean {
  if (caller.organisationId !== client.organisationId) return false;
  if (caller.id === client.id) return true;
  const recipients = audience === null ? [] : splitAudience(audience, client);
  return [caller.clientId, ...caller.resources].some((name) => recipients.includes(name));
}

async function describe(context: RequestContext, token: IntrospectedToken) {
  const { client, userId, scopes, audience } = token;
  const tenant = context.openTenant(client.organisationId, { clientId: client.id });
  const subject = userId === null ? client.clientId : await (await subjectsOf(tenant, context.box, client))(userId);
  const { authTime, amr, claims, jti } = token;
  return {
    active: true,
    iss: context.config.ISSUER_URL,
    sub: subject,
    client_id: client.clientId,
    scope: scopes.join(' '),
    iat: seconds(token.issuedAt),
    exp: seconds(token.expiresAt),
    ...(mayTellEmail(token) ? { username: token.email } : {}),
    ...(authTime && amr ? signInClaims({ authTime, amr, claims }) : {}),
    ...(audience === null ? {} : { token_type: 'Bearer', aud: oneOrMany(splitAudience(audience, client)), jti }),
    org: client.organisationId,
    org_id: client.organisationId,
  };
}

/** OIDC Core section 17.3: beside an e-mail address a pairwise subject would not prevent correlation. */
function mayTellEmail({ client, email, scopes }: IntrospectedToken): boolean {
  return email !== null && (client.subjectType === 'public' || scopes.includes('email'));
}
