/** Looks up access tokens that are presented to our own endpoints. For resource servers: tokens/introspection.ts. */
import { sha256 } from '../../lib/secrets.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import { contextJoins } from '../access/guests.ts';
import { CONTEXT_PRINCIPAL_COLUMNS, type Principal, type PrincipalRow, toPrincipal } from '../access/principals.ts';
import type { ClaimsRequest } from '../authorization/requests.ts';
import { CLIENT_COLUMN, type Client } from '../clients/clients.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

/** A JWT is found by its `jti`, after its signature was verified; an opaque token by its hash. */
export type AccessTokenKey = { jti: string } | { opaque: string };

/** The condition on `tokens t`. */
export async function isAccessToken(key: AccessTokenKey): Promise<Sql> {
  return 'jti' in key ? sql`t.jti = ${key.jti}` : sql`t.token = ${await sha256(key.opaque)}`;
}

/** Whether a resource (RFC 8707) is our own API (`/v1`). @param issuer our issuer */
export function isOwnApi(resource: string, issuer: string): boolean {
  return resource === issuer || resource === `${issuer}/v1`;
}

/** The audience in `tokens.audience` is separated by spaces; a client_id at its start may contain spaces itself. */
export function splitAudience(audience: string, { clientId }: Pick<Client, 'clientId'>): string[] {
  if (audience === clientId) return [clientId];
  if (audience.startsWith(`${clientId} `)) return [clientId, ...audience.slice(clientId.length + 1).split(' ')];
  return audience.split(' ');
}

export interface FoundAccessToken {
  client: Client;
  scopes: string[];
  /** The claims requested for userinfo. */
  claims: ClaimsRequest | null;
  /** RFC 9068 section 2.2, `aud`. */
  audience: string[];
  organisation: Principal['organisation'];
  /** Null when the client acts for itself. */
  principal: Principal | null;
}

type Row = PrincipalRow & Pick<FoundAccessToken, 'client' | 'scopes' | 'claims'> & { audience: string; isOwn: boolean };

/**
 * A valid access token: neither expired nor revoked, of a usable client and, unless the client acts for itself, of a
 * person who is not deleted. The caller checks the audience. One round trip.
 */
export async function findAccessToken(system: System, key: AccessTokenKey): Promise<FoundAccessToken | null> {
  const [[row]] = await system.db.flight(
    // SQL: runs at every request with an access token; one query for the token, its client and its person
    sql<Row>`
      SELECT t.scopes, t.claims, COALESCE(t.audience, c.client_id) AS audience, u.id IS NULL AS "isOwn",
        ${CLIENT_COLUMN}, ${CONTEXT_PRINCIPAL_COLUMNS}
      FROM tokens t
      JOIN clients c ON c.organisation_id = t.organisation_id AND c.id = t.client_id
        AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
      ${contextJoins(sql`LEFT JOIN`)}
      WHERE ${await isAccessToken(key)} AND t.revoked_at IS NULL AND t.expires_at > ${system.now}
        AND (u.id IS NOT NULL OR ${IS_OF_CLIENT})`,
  );
  if (!row) return null;
  const { client, scopes, claims, isOwn, ...found } = row;
  const audience = splitAudience(row.audience, client);
  return {
    client,
    scopes,
    claims,
    audience,
    organisation: found.organisation,
    principal: isOwn ? null : toPrincipal(found),
  };
}

/** A client's own tokens have neither a person nor a family. */
const IS_OF_CLIENT = sql`(t.user_id IS NULL AND t.member_id IS NULL AND t.family_id IS NULL)`;
