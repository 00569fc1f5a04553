/** ID tokens (OIDC Core section 2). */
import type { RequestContext } from '../../deps.ts';
import type { Principal } from '../../domain/access/principals.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { SignInFacts } from '../../domain/tokens/families.ts';
import { toBase64Url, utf8 } from '../../lib/bytes.ts';
import { seconds } from '../../lib/numeric-date.ts';
import { signInClaims } from './access-token.ts';
import { idTokenClaims } from './claims.ts';

/** Facts of the sign-in that the token speaks of. */
export type AuthenticationFacts = Pick<SignInFacts, 'sessionId' | 'authTime' | 'amr' | 'claims'> & {
  nonce: string | null;
};

interface IdToken {
  client: Client;
  principal: Principal;
  /** What the client calls the person. */
  subject: string;
  scopes: string[];
  authentication: AuthenticationFacts;
  accessToken: string;
  issuedAt: Date;
}

export async function signIdToken(context: RequestContext, token: IdToken): Promise<string> {
  const { client, principal, subject, authentication, scopes } = token;
  const { sessionId, nonce } = authentication;
  const alg = client.idTokenSignedResponseAlg;
  const issuedAt = seconds(token.issuedAt);
  const claims = {
    ...idTokenClaims(principal, { scopes, claims: authentication.claims }, client),
    iss: context.config.ISSUER_URL,
    sub: subject,
    // No `azp`: section 2 has it for a party that is not the audience, and the client is the one audience here.
    aud: client.clientId,
    iat: issuedAt,
    exp: issuedAt + client.idTokenLifetime,
    ...signInClaims(authentication),
    at_hash: await accessTokenHash(token.accessToken, alg),
    ...(nonce === null ? {} : { nonce }),
    ...(sessionId === null ? {} : { sid: sessionId }),
  };
  return context.keys.sign(context.system.db, claims, { alg, typ: 'JWT' });
}

/** Of Ed25519 (RFC 8032 section 5.1) it is the one within the signature itself. */
const HASHES: Readonly<Record<Client['idTokenSignedResponseAlg'], string>> = {
  RS256: 'SHA-256',
  PS256: 'SHA-256',
  ES256: 'SHA-256',
  EdDSA: 'SHA-512',
};

/** Section 3.1.3.6: the left half of the hash "where the hash algorithm used is the hash algorithm used in the alg". */
async function accessTokenHash(accessToken: string, alg: keyof typeof HASHES): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(HASHES[alg], utf8(accessToken)));
  return toBase64Url(digest.subarray(0, digest.length / 2));
}
