/** ID tokens as hints (OIDC Core section 3.1.2.1, RP-Initiated Logout section 2). */
import { errors, type JWTPayload } from 'jose';
import type { RequestContext } from '../deps.ts';
import type { Client } from '../domain/clients/clients.ts';

export type HintedIdToken = JWTPayload & { sub: string };

/** A hint names a person and authenticates nobody, so an expired ID token is accepted. */
const ANY_TIME = new Date(0);

/** Null unless it is an ID token of ours. No round trip, unless the signing keys are not cached. */
export async function readIdTokenHint(context: RequestContext, jwt: string): Promise<HintedIdToken | null> {
  const expected = { typ: 'JWT', issuer: context.config.ISSUER_URL, now: ANY_TIME };
  const claims = await context.keys.verify(context.system.db, jwt, expected).catch((error) => {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  });
  // OIDC Core section 2 requires both: a JWT without `exp` is another kind of token.
  return typeof claims?.sub === 'string' && claims.exp !== undefined ? { ...claims, sub: claims.sub } : null;
}

export function isIssuedTo({ clientId }: Client, { aud }: HintedIdToken): boolean {
  return typeof aud === 'string' ? aud === clientId : aud?.includes(clientId) === true;
}
