/** Token revocation (RFC 7009). Two round trips, one when there is nothing to revoke; one more for an assertion. */
import type { RequestContext } from '../../deps.ts';
import { type Client, clientByClientId } from '../../domain/clients/clients.ts';
import { NO_FACTS } from '../../domain/explanations/steps.ts';
import {
  type RevocableToken,
  revocableAccessToken,
  revocableRefreshToken,
  revokeToken,
} from '../../domain/tokens/revocation.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { countClient } from '../../http/middleware/rate-limit.ts';
import type { Statement } from '../../platform/database/statement.ts';
import { readClientForm } from '../client-auth/client-form.ts';
import { authenticateClient, type Credentials, invalidClient, readAnyCredentials } from '../client-auth/index.ts';
import { allowClientOrigin } from '../cors.ts';
import { required } from '../params.ts';
import { searchFor } from '../presented-token.ts';

/**
 * Section 2.2: 200 "if the token has been revoked successfully or if the client submitted an invalid token". Another
 * client's token is answered like an unknown one, so that the answer does not tell whose it is. There is no
 * unsupported_token_type (section 2.2.1): every kind of token that we issue can be revoked.
 */
export async function revoke(c: HttpContext): Promise<Response> {
  const { context } = c.var;
  const { steps } = context;
  const parameters = await readClientForm(c);
  const credentials = steps.check('credentials', NO_FACTS, () => readAnyCredentials(c, parameters));
  const [value = ''] = steps.check('client_request', NO_FACTS, () => required(parameters, 'token'));
  const search = await searchFor(context, value, {
    accessToken: revocableAccessToken,
    refreshToken: revocableRefreshToken,
  });
  const { client, token } = await identify(context, credentials, search);
  if (client) {
    allowClientOrigin(c, client);
    await countClient(c, client);
  }
  if (client && token?.client.id === client.id) {
    const tenant = context.openTenant(client.organisationId, { userId: token.userId, clientId: client.id });
    await revokeToken(tenant, token);
  }
  c.header('Cache-Control', 'no-store');
  return c.json({});
}

/**
 * Section 2.1: "The authorization server first validates the client credentials (in case of a confidential client)". A
 * public client has none: its token alone is sufficient, whoever presents it.
 * @throws OAuthError invalid_client
 */
async function identify(
  context: RequestContext,
  credentials: Credentials | null,
  search: Statement<RevocableToken>,
): Promise<{ client: Client | undefined; token: RevocableToken | undefined }> {
  if (!credentials) {
    const [[token]] = await context.system.db.flight(search);
    if (token) assertPublic(context, token.client);
    return { client: token?.client, token };
  }
  const [[row], [token]] = await context.system.db.flight(clientByClientId(credentials.clientId), search);
  return { client: await authenticateClient(context, row?.client, credentials), token };
}

/**
 * Whose token it is, is told to its organisation only.
 * @throws OAuthError invalid_client
 */
function assertPublic({ steps }: RequestContext, { id, organisationId, clientType }: RevocableToken['client']): void {
  if (clientType === 'public') return;
  steps.concern = { organisationId, clientId: id };
  steps.failed('credentials', () => ({ clientType }));
  throw invalidClient('token of a confidential client alone');
}
