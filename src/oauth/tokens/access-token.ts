/** Access tokens as JWTs (RFC 9068 section 2), with the organisation and roles that our resource servers read. */
import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients.ts';
import type { Principal } from '../../domain/principals.ts';
import type { IssuedTokens } from '../../domain/tokens.ts';

interface AccessToken {
  client: Client;
  /** Null when the client acts for itself. */
  principal: Principal | null;
  issued: IssuedTokens;
  scopes: string[];
}

export function signAccessToken(context: RequestContext, token: AccessToken): Promise<string> {
  const { client, principal, issued, scopes } = token;
  const claims = {
    iss: context.config.ISSUER_URL,
    // RFC 9068 section 2.2: without a resource owner the subject is the client.
    sub: principal?.user.id ?? client.clientId,
    aud: client.clientId,
    iat: seconds(issued.issuedAt),
    exp: seconds(issued.expiresAt),
    jti: issued.jti,
    client_id: client.clientId,
    scope: scopes.join(' '),
    org: client.organisationId,
    org_id: client.organisationId,
    roles: principal?.roles.map((role) => role.slug) ?? [],
  };
  return context.keys.sign(context.system.db, claims, { alg: 'EdDSA', typ: 'at+jwt' });
}

/** NumericDate (RFC 7519 section 2). */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
