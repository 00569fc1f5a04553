/** Authorization codes: 256 random bits, stored hashed, valid once within ten minutes. */
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { json, type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { contextJoins, type Holder, holderValues } from '../access/guests.ts';
import { CONTEXT_PRINCIPAL_COLUMNS, type PrincipalRow } from '../access/principals.ts';
import type { Client } from '../clients/clients.ts';
import { EVENT_COLUMNS, eventValues } from '../events/emit.ts';
import type { Session } from '../sessions/sessions.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { type AuthorizationRequest, type ClaimsRequest, consumeForCode, isWaiting } from './requests.ts';

/** Seconds. */
const LIFETIME = 600;

/** A code with its request and its person. */
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
  holder: Holder;
  session: Session;
}

/**
 * used_up: the request has given a code already · session_ended: the session has ended, and the request still waits.
 */
type Issued = { code: string } | { code: null; reason: 'used_up' | 'session_ended' };

/**
 * Issues a code. The same statement consumes a waiting request, and records the client with the session. It waits for a
 * concurrent log-out, so a client is either notified of it or gets no code. One round trip.
 */
export async function issueAuthorizationCode(tenant: Tenant, input: CodeInput): Promise<Issued> {
  const { client, request, holder, session } = input;
  const code = newSecret('authorizationCode');
  const id = uuidv7(tenant.now);
  const source = isWaiting(request)
    ? consumeForCode(tenant, client, request, {
        sessionId: session.id,
        codeId: id,
        onlyIf: sql`EXISTS (SELECT FROM session)`,
      })
    : sql`SELECT FROM session`;
  const event = { type: 'oauth2.authorize', clientId: client.id, resourceId: id } as const;
  // SQL: one statement checks the session, consumes the request and issues the code: of two requests one gets a code
  const [[outcome]] = await tenant.db.flight(sql<{ isIssued: boolean; hasSession: boolean }>`
    WITH ${lockSession(holder, session)},
    request AS (${source}),
    code AS (
      INSERT INTO authorization_codes (${CODE_COLUMNS})
      SELECT ${codeValues(tenant, input, { id, hash: await sha256(code) })} FROM request RETURNING id
    ),
    signed_in AS (${recordSessionClient(tenant, input)}),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM code)
    SELECT EXISTS (SELECT FROM code) AS "isIssued", EXISTS (SELECT FROM session) AS "hasSession"`);
  if (outcome?.isIssued) return { code };
  return { code: null, reason: outcome?.hasSession ? 'used_up' : 'session_ended' };
}

/** A guest's session belongs to their home: the host locks the membership, and checks the session with a function. */
function lockSession({ memberId }: Holder, { id }: Session): Sql {
  if (memberId === null) return sql`session AS (SELECT id FROM sessions WHERE id = ${id}::uuid FOR KEY SHARE)`;
  return sql`
    member AS (
      SELECT id FROM organisation_members
      WHERE id = ${memberId}::uuid AND left_at IS NULL AND blocked_at IS NULL FOR SHARE
    ),
    session AS (SELECT ${id}::uuid AS id FROM member WHERE hold_guest_session(member.id, ${id}::uuid))`;
}

/** Records the client with the session: it is notified when the session ends. */
function recordSessionClient({ organisationId, now }: Tenant, { client, holder: { memberId } }: CodeInput): Sql {
  const values = sql`${organisationId}::uuid, session.id, ${client.id}::uuid, ${now}::timestamptz`;
  if (memberId === null) {
    return sql`
      INSERT INTO session_clients (organisation_id, session_id, client_id, created_at)
      SELECT ${values} FROM session, code ON CONFLICT DO NOTHING`;
  }
  return sql`
    INSERT INTO organisation_member_sessions (organisation_id, session_id, client_id, created_at, member_id)
    SELECT ${values}, ${memberId}::uuid FROM session, code ON CONFLICT DO NOTHING`;
}

const CODE_COLUMNS = sql`
  id, organisation_id, code, client_id, user_id, member_id, redirect_uri, scopes, code_challenge, code_challenge_method, nonce,
  session_id, auth_time, amr, claims, resources, expires_at, created_at, updated_at`;

function codeValues(
  { organisationId, now }: Tenant,
  { client, request, holder, session }: CodeInput,
  { id, hash }: { id: string; hash: string },
) {
  return sql`
    ${id}::uuid, ${organisationId}::uuid, ${hash}, ${client.id}::uuid, ${holderValues(holder)}, ${request.redirectUri},
    ${json(request.scopes)}::jsonb, ${request.codeChallenge}, ${request.codeChallengeMethod}::"CodeChallengeMethod",
    ${request.nonce}, ${session.id}::uuid, ${session.authTime}::timestamptz, ${json(session.amr)}::jsonb,
    ${json(request.claims)}::jsonb, ${json(request.resources)}::jsonb, ${after(now, LIFETIME)}::timestamptz,
    ${now}::timestamptz, ${now}::timestamptz`;
}

/** The statement that reads a code without consuming it: the checks need its contents. */
// SQL: runs at every code exchange; one query for the code and its person
export async function authorizationCodeByValue(code: string): Promise<Statement<AuthorizationCodeRow>> {
  return sql<AuthorizationCodeRow>`
    SELECT t.id, t.client_id AS "clientId", t.redirect_uri AS "redirectUri", t.scopes,
           t.code_challenge AS "codeChallenge", t.code_challenge_method AS "codeChallengeMethod", t.nonce,
           t.session_id AS "sessionId", t.auth_time AS "authTime", t.amr, t.claims, t.resources, t.expires_at AS "expiresAt", t.revoked_at IS NOT NULL AS consumed,
           ${CONTEXT_PRINCIPAL_COLUMNS}
    FROM authorization_codes t ${contextJoins()}
    WHERE t.code = ${await sha256(code)}`;
}
