/** ID tokens (OIDC Core section 2). */
import type { RequestContext } from '../../deps.ts';
import type { Principal } from '../../domain/access/principals.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { SignInFacts } from '../../domain/tokens/families.ts';
import { toBase64Url, utf8 } from '../../lib/bytes.ts';
import { seconds } from '../../lib/numeric-date.ts';
import { signInClaims } from './access-token.ts';
import { idTokenClaims } from './claims.ts';

/** The facts of the sign-in that the token contains. */
export type AuthenticationFacts = Pick<SignInFacts, 'sessionId' | 'authTime' | 'amr' | 'claims'> & {
  nonce: string | null;
};

interface IdToken {
  client: Client;
  principal: Principal;
  /** The subject identifier of the person at the client. */
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
    // No `azp`: section 2 needs it only when the client is not the sole audience.
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

/** The hash of each algorithm. For Ed25519 it is the hash inside the signature (RFC 8032 section 5.1). */
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
