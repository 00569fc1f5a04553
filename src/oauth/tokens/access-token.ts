/**
 * Access tokens: JWTs (RFC 9068 section 2) with the organisation and roles that our resource servers read, or opaque.
 */

import type { RequestContext } from '../../deps.ts';
import type { Principal } from '../../domain/access/principals.ts';
import { reportedAcr, requestedAcr } from '../../domain/authorization/authentication-context.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { referenceTo } from '../../domain/status-lists/references.ts';
import type { SignInFacts } from '../../domain/tokens/families.ts';
import type { IssuedTokens } from '../../domain/tokens/issuing.ts';
import { seconds } from '../../lib/numeric-date.ts';
import { accessTokenAlgorithm } from '../resource-indicators.ts';
import { accessTokenClaims } from './claims.ts';

/** The person who signed in, and how. */
export interface SignedInPerson {
  principal: Principal;
  /** The subject identifier of the person at the client. */
  subject: string;
  authentication: Pick<SignInFacts, 'authTime' | 'amr' | 'claims'>;
}

interface AccessToken {
  client: Client;
  /** Null when the client acts for itself. */
  person: SignedInPerson | null;
  issued: IssuedTokens;
  scopes: string[];
}

export async function makeAccessToken(context: RequestContext, token: AccessToken): Promise<string> {
  const { client, person, issued, scopes } = token;
  if (issued.opaque !== null) return issued.opaque;
  const claims = {
    iss: context.config.ISSUER_URL,
    // RFC 9068 section 2.2: without a resource owner the subject is the client.
    sub: person?.subject ?? client.clientId,
    aud: oneOrMany(issued.audience),
    iat: seconds(issued.issuedAt),
    exp: seconds(issued.expiresAt),
    jti: issued.jti,
    client_id: client.clientId,
    scope: scopes.join(' '),
    ...(await statusOf(context, issued)),
    ...(person && signInClaims(person.authentication)),
    org: client.organisationId,
    org_id: client.organisationId,
    ...(person ? accessTokenClaims(person.principal, scopes, client) : { roles: [] }),
  };
  const alg = accessTokenAlgorithm(client, issued.audience, context.config);
  return context.keys.sign(context.system.db, claims, { alg, typ: 'at+jwt' });
}

/** Token Status List section 6.1: where a resource server sees whether the token was revoked. */
async function statusOf({ system, config, statusPlaces: places }: RequestContext, { status }: IssuedTokens) {
  if (status === null) return {};
  return { status: { status_list: await referenceTo(system, { issuer: config.ISSUER_URL, places }, status) } };
}

/** RFC 9068 section 2.2.1: the same in every token of one sign-in, however often it is refreshed. */
export function signInClaims({ authTime, amr, claims }: SignedInPerson['authentication']) {
  return { auth_time: seconds(authTime), acr: reportedAcr(amr, requestedAcr(claims)), amr };
}

/** RFC 7519 section 4.1.3: one recipient is a text, several are a list. */
export function oneOrMany(audience: string[]): string | string[] {
  const [only, ...others] = audience;
  return only !== undefined && others.length === 0 ? only : audience;
}
