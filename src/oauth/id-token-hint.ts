/** An ID token that comes back to say whom it is about (OIDC Core section 3.1.2.1, RP-Initiated Logout section 2). */
import { errors, type JWTPayload } from 'jose';
import type { RequestContext } from '../deps.ts';
import type { Client } from '../domain/clients/clients.ts';

export type HintedIdToken = JWTPayload & { sub: string };

/** It speaks of who is meant, not of who is here: one whose time is over says that as well. */
const ANY_TIME = new Date(0);

/** Null unless it is an ID token of ours. No round trip, but for a key that is not at hand. */
export async function readIdTokenHint(context: RequestContext, jwt: string): Promise<HintedIdToken | null> {
  const expected = { typ: 'JWT', issuer: context.config.ISSUER_URL, now: ANY_TIME };
  const claims = await context.keys.verify(context.system.db, jwt, expected).catch((error) => {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  });
  // OIDC Core section 2 requires both: what has no end of its own is another kind of token.
  return typeof claims?.sub === 'string' && claims.exp !== undefined ? { ...claims, sub: claims.sub } : null;
}

export function isIssuedTo({ clientId }: Client, { aud }: HintedIdToken): boolean {
  return typeof aud === 'string' ? aud === clientId : aud?.includes(clientId) === true;
}
