/** The token response for a person's tokens (RFC 6749 section 5.1, OIDC Core section 3.1.3.3). */
import type { RequestContext } from '../../deps.ts';
import type { Principal } from '../../domain/access/principals.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { subjectsOf } from '../../domain/clients/subjects.ts';
import type { IssuedTokens } from '../../domain/tokens/issuing.ts';
import type { TokenResponse } from '../grants/grant.ts';
import { makeAccessToken } from './access-token.ts';
import { type AuthenticationFacts, signIdToken } from './id-token.ts';

interface UserTokens {
  client: Client;
  principal: Principal;
  issued: IssuedTokens;
  scopes: string[];
  authentication: AuthenticationFacts;
}

export async function userTokenResponse(context: RequestContext, tokens: UserTokens): Promise<TokenResponse> {
  const { client, issued, scopes, principal } = tokens;
  const tenant = context.openTenant(client.organisationId, { clientId: client.id });
  const subject = await (await subjectsOf(tenant, context.box, client))(principal.user.id);
  const accessToken = await makeAccessToken(context, { ...tokens, person: { ...tokens, subject } });
  const idToken = scopes.includes('openid')
    ? await signIdToken(context, { ...tokens, subject, accessToken, issuedAt: issued.issuedAt })
    : null;
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: client.accessTokenLifetime,
    scope: scopes.join(' '),
    ...(issued.refreshToken === null ? {} : { refresh_token: issued.refreshToken }),
    ...(idToken === null ? {} : { id_token: idToken }),
  };
}
