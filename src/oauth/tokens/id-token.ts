/** ID tokens (OIDC Core section 2). */
import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients.ts';
import type { Principal } from '../../domain/principals.ts';
import type { SignInFacts } from '../../domain/tokens.ts';
import { toBase64Url, utf8 } from '../../lib/bytes.ts';
import { seconds } from './access-token.ts';
import { claimsOf } from './claims.ts';

/** Facts of the sign-in that the token speaks of. */
export type AuthenticationFacts = Pick<SignInFacts, 'sessionId' | 'authTime' | 'amr' | 'claims'> & {
  nonce: string | null;
};

interface IdToken {
  client: Client;
  principal: Principal;
  scopes: string[];
  authentication: AuthenticationFacts;
  accessToken: string;
  issuedAt: Date;
}

export async function signIdToken(context: RequestContext, token: IdToken): Promise<string> {
  const { client, principal, authentication } = token;
  const issuedAt = seconds(token.issuedAt);
  const claims = {
    iss: context.config.ISSUER_URL,
    sub: principal.user.id,
    aud: client.clientId,
    iat: issuedAt,
    exp: issuedAt + client.idTokenLifetime,
    auth_time: seconds(authentication.authTime),
    amr: authentication.amr,
    at_hash: await accessTokenHash(token.accessToken),
    ...(authentication.nonce === null ? {} : { nonce: authentication.nonce }),
    ...claimsOf(principal.user, token.scopes),
  };
  return context.keys.sign(context.system.db, claims, { alg: 'RS256', typ: 'JWT' });
}

/** OIDC Core section 3.1.3.6: the left half of the hash that the ID token's algorithm uses. */
async function accessTokenHash(accessToken: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(accessToken)));
  return toBase64Url(digest.subarray(0, digest.length / 2));
}
