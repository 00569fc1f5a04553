/** Access tokens that somebody presents: to our own endpoints here, to others in token-introspection.ts. */
import { sha256 } from '../lib/secrets.ts';
import { type Sql, sql } from '../platform/statement.ts';
import type { ClaimsRequest } from './authorization-requests.ts';
import { CLIENT_COLUMN, type Client } from './clients.ts';
import { PRINCIPAL_COLUMNS, type PrincipalRow } from './principals.ts';
import type { System } from './unit-of-work.ts';

/** A JWT is known by its `jti`, once its signature is verified; an opaque token by its hash. */
export type AccessTokenKey = { jti: string } | { opaque: string };

/** The condition on `tokens t`. */
export async function isAccessToken(key: AccessTokenKey): Promise<Sql> {
  return 'jti' in key ? sql`t.jti = ${key.jti}` : sql`t.token = ${await sha256(key.opaque)}`;
}

/** How our own API (`/v1`) is named as a resource (RFC 8707). @param issuer ours */
export function isOwnApi(resource: string, issuer: string): boolean {
  return resource === issuer || resource === `${issuer}/v1`;
}

export interface FoundAccessToken {
  client: Client;
  scopes: string[];
  /** What was asked of userinfo. */
  claims: ClaimsRequest | null;
  principal: PrincipalRow;
}

/**
 * The client, the person and the scopes behind an access token that is neither expired nor revoked, of a client that
 * may still be used. One round trip.
 *
 * RFC 9068 section 4: "The resource server MUST validate that the aud claim contains a resource indicator value
 * corresponding to an identifier the resource server expects for itself." For our own endpoints those are the issuer,
 * and the client itself, which stands there when no resource was asked for.
 */
export async function findAccessToken(
  system: System,
  key: AccessTokenKey,
  issuer: string,
): Promise<FoundAccessToken | null> {
  const [[row]] = await system.db.flight(
    sql<PrincipalRow & Omit<FoundAccessToken, 'principal'>>`
      SELECT t.scopes, t.claims, ${CLIENT_COLUMN}, ${PRINCIPAL_COLUMNS}
      FROM tokens t
      JOIN clients c ON c.organisation_id = t.organisation_id AND c.id = t.client_id
        AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
      JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.user_id AND u.deleted_at IS NULL
      JOIN organisations o ON o.id = t.organisation_id AND o.deleted_at IS NULL
      WHERE ${await isAccessToken(key)} AND t.revoked_at IS NULL AND t.expires_at > ${system.now}
        AND (t.audience = c.client_id OR ${issuer} = ANY (string_to_array(t.audience, ' ')))`,
  );
  if (!row) return null;
  const { client, scopes, claims, ...principal } = row;
  return { client, scopes, claims, principal };
}
