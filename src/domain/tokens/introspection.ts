/**
 * Looks up tokens for introspection by their client or a resource server (RFC 7662).
 * SQL: runs for every call of a resource server, where preparing an operation would cost more than the query.
 */
import { sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { ClaimsRequest } from '../authorization/requests.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from '../clients/clients.ts';
import { type AccessTokenKey, isAccessToken } from './access-tokens.ts';

export interface IntrospectedToken {
  /** The client that the token was issued to. */
  client: Client;
  /** Null when the client acts for itself. */
  userId: string | null;
  email: string | null;
  scopes: string[];
  issuedAt: Date;
  expiresAt: Date;
  /** Null for refresh tokens, as are jti and audience. */
  jti: string | null;
  /** Several are separated by spaces. */
  audience: string | null;
  /** Null when neither the code nor a refresh token of the family is left. */
  authTime: Date | null;
  amr: string[] | null;
  claims: ClaimsRequest | null;
}

/** The statement that finds a valid access token, of a usable client and an active person. */
export async function introspectedAccessToken(key: AccessTokenKey, now: Date): Promise<Statement<IntrospectedToken>> {
  return sql<IntrospectedToken>`
    SELECT ${COMMON_COLUMNS}, t.issued_at AS "issuedAt", t.jti, t.audience, facts.auth_time AS "authTime",
           facts.amr, facts.claims
    FROM tokens t ${PARTIES} ${SIGN_IN_FACTS}
    WHERE ${await isAccessToken(key)} AND ${isValid(now)}`;
}

export async function introspectedRefreshToken(value: string, now: Date): Promise<Statement<IntrospectedToken>> {
  return sql<IntrospectedToken>`
    SELECT ${COMMON_COLUMNS}, t.created_at AS "issuedAt", NULL AS jti, NULL AS audience, t.auth_time AS "authTime", t.amr,
           t.claims
    FROM refresh_tokens t ${PARTIES}
    WHERE t.token = ${await sha256(value)} AND ${isValid(now)}`;
}

const COMMON_COLUMNS = sql`
  ${CLIENT_COLUMN}, u.id AS "userId", u.email, t.scopes, t.expires_at AS "expiresAt"`;

const PARTIES = sql`
  JOIN clients c ON c.organisation_id = t.organisation_id AND c.id = t.client_id
  JOIN organisations o ON o.id = t.organisation_id
  LEFT JOIN organisation_members m ON m.organisation_id = t.organisation_id AND m.id = t.member_id
    AND m.left_at IS NULL AND m.blocked_at IS NULL
  LEFT JOIN users u ON u.organisation_id = COALESCE(m.user_organisation_id, t.organisation_id)
    AND u.id = COALESCE(m.user_id, t.user_id) AND u.deleted_at IS NULL AND u.blocked_at IS NULL
    AND (m.id IS NULL OR EXISTS (
      SELECT FROM organisations h
      WHERE h.id = m.user_organisation_id AND h.deleted_at IS NULL AND h.status IN ('trial', 'active')))`;

/** Codes are deleted after a day; a family that lives longer has a refresh token with the same data. */
const SIGN_IN_FACTS = sql`
  LEFT JOIN LATERAL (
    SELECT auth_time, amr, claims FROM authorization_codes
    WHERE organisation_id = t.organisation_id AND id = t.family_id
    UNION ALL
    SELECT auth_time, amr, claims FROM refresh_tokens
    WHERE organisation_id = t.organisation_id AND family_id = t.family_id
    LIMIT 1
  ) facts ON TRUE`;

function isValid(now: Date) {
  return sql`
    t.revoked_at IS NULL AND t.expires_at > ${now} AND (num_nonnulls(t.user_id, t.member_id) = 0 OR u.id IS NOT NULL)
    AND ${USABLE_CLIENT}`;
}
