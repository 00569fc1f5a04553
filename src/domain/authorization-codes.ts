/** Authorization codes: 256 random bits, hashed, good for one use within a minute of need and ten of patience. */
import { uuidv7 } from '../lib/ids.ts';
import { newSecret, sha256 } from '../lib/secrets.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import { type AuthorizationRequest, type ClaimsRequest, grantingRequest, isWaiting } from './authorization-requests.ts';
import type { Client } from './clients.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { PRINCIPAL_COLUMNS, type PrincipalRow } from './principals.ts';
import type { Session } from './sessions.ts';
import { after, type Tenant } from './unit-of-work.ts';

/** Seconds. */
const LIFETIME = 600;

/** What a code stands for, and the person it speaks of. */
export type AuthorizationCodeRow = PrincipalRow & {
  id: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  codeChallenge: string | null;
  codeChallengeMethod: 'plain' | 'S256' | null;
  nonce: string | null;
  sessionId: string | null;
  authTime: Date;
  amr: string[];
  claims: ClaimsRequest | null;
  resources: string[];
  expiresAt: Date;
  consumed: boolean;
};

interface CodeInput {
  client: Client;
  request: AuthorizationRequest;
  userId: string;
  session: Session;
}

/** used_up: a stored request gives one code · session_ended: the person has left meanwhile, and the request waits on. */
type Issued = { code: string } | { code: null; reason: 'used_up' | 'session_ended' };

/**
 * Issues a code; a stored request is used up by the same statement, and the session remembers whom it signed its person
 * in to. A logout that is under way is waited for, so a client is either told of it or gets no code. One round trip.
 */
export async function issueAuthorizationCode(tenant: Tenant, input: CodeInput): Promise<Issued> {
  const { client, request, session } = input;
  const code = newSecret('authorizationCode');
  const id = uuidv7(tenant.now);
  const source = isWaiting(request)
    ? grantingRequest(tenant, client, request, sql`EXISTS (SELECT FROM session)`)
    : sql`SELECT FROM session`;
  const event = { type: 'oauth2.authorize', clientId: client.id, resourceId: id } as const;
  const [[outcome]] = await tenant.db.flight(sql<{ isIssued: boolean; hasSession: boolean }>`
    WITH session AS (SELECT id FROM sessions WHERE id = ${session.id}::uuid FOR KEY SHARE),
    request AS (${source}),
    code AS (
      INSERT INTO authorization_codes (${CODE_COLUMNS})
      SELECT ${codeValues(tenant, input, { id, hash: await sha256(code) })} FROM request RETURNING id
    ),
    signed_in AS (
      INSERT INTO session_clients (organisation_id, session_id, client_id, created_at)
      SELECT ${tenant.organisationId}::uuid, session.id, ${client.id}::uuid, ${tenant.now}::timestamptz
      FROM session, code ON CONFLICT DO NOTHING
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM code)
    SELECT EXISTS (SELECT FROM code) AS "isIssued", EXISTS (SELECT FROM session) AS "hasSession"`);
  if (outcome?.isIssued) return { code };
  return { code: null, reason: outcome?.hasSession ? 'used_up' : 'session_ended' };
}

const CODE_COLUMNS = sql`
  id, organisation_id, code, client_id, user_id, redirect_uri, scopes, code_challenge, code_challenge_method, nonce,
  session_id, auth_time, amr, claims, resources, expires_at, created_at, updated_at`;

function codeValues(
  { organisationId, now }: Tenant,
  { client, request, userId, session }: CodeInput,
  { id, hash }: { id: string; hash: string },
) {
  return sql`
    ${id}::uuid, ${organisationId}::uuid, ${hash}, ${client.id}::uuid, ${userId}::uuid, ${request.redirectUri},
    ${json(request.scopes)}::jsonb, ${request.codeChallenge}, ${request.codeChallengeMethod}::"CodeChallengeMethod",
    ${request.nonce}, ${session.id}::uuid, ${session.authTime}::timestamptz, ${json(session.amr)}::jsonb,
    ${json(request.claims)}::jsonb, ${json(request.resources)}::jsonb, ${after(now, LIFETIME)}::timestamptz,
    ${now}::timestamptz, ${now}::timestamptz`;
}

/** The statement that looks at a code without using it: the checks need what it stands for. */
export async function authorizationCodeByValue(code: string): Promise<Statement<AuthorizationCodeRow>> {
  return sql<AuthorizationCodeRow>`
    SELECT a.id, a.client_id AS "clientId", a.redirect_uri AS "redirectUri", a.scopes,
           a.code_challenge AS "codeChallenge", a.code_challenge_method AS "codeChallengeMethod", a.nonce,
           a.session_id AS "sessionId", a.auth_time AS "authTime", a.amr, a.claims, a.resources, a.expires_at AS "expiresAt", a.revoked_at IS NOT NULL AS consumed,
           ${PRINCIPAL_COLUMNS}
    FROM authorization_codes a
    JOIN users u ON u.organisation_id = a.organisation_id AND u.id = a.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = a.organisation_id AND o.deleted_at IS NULL
    WHERE a.code = ${await sha256(code)}`;
}
