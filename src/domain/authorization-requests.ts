/** Validated authorization requests that wait for their person; the browser carries the handle alone. */
import { uuidv7 } from '../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../lib/secrets.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from './clients.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

export type Prompt = 'none' | 'login' | 'consent' | 'select_account';

export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** What the `claims` parameter asks of one claim (OIDC Core section 5.5.1); null asks for it as voluntary. */
export type ClaimRequest = { essential?: boolean; value?: unknown; values?: unknown[] } | null;

/** The `claims` parameter (OIDC Core section 5.5). */
export interface ClaimsRequest {
  userinfo?: Record<string, ClaimRequest>;
  id_token?: Record<string, ClaimRequest>;
}

export interface AuthorizationRequest {
  /** Null until it is stored. */
  id: string | null;
  redirectUri: string;
  responseMode: ResponseMode;
  scopes: string[];
  state: string | null;
  nonce: string | null;
  codeChallenge: string | null;
  codeChallengeMethod: 'plain' | 'S256' | null;
  prompt: Prompt[];
  /** Seconds. */
  maxAge: number | null;
  loginHint: string | null;
  acrValues: string[];
  claims: ClaimsRequest | null;
  /** Resource indicators (RFC 8707). */
  resources: string[];
  /** The `sub` of the id_token_hint: nobody else may answer. */
  hintedSubject: string | null;
  createdAt: Date;
  deniedAt: Date | null;
}

/** Seconds a person has to sign in and consent. */
const LIFETIME = 1800;

/** Stores a request and answers its handle. One round trip. */
export async function storeAuthorizationRequest(
  tenant: Tenant,
  client: Client,
  request: AuthorizationRequest,
): Promise<string> {
  const handle = newSecret('authorizationRequest');
  const { now } = tenant;
  await tenant.db.flight(sql`
    INSERT INTO authorization_requests (id, organisation_id, client_id, handle, redirect_uri, scopes, state, nonce,
      code_challenge, code_challenge_method, prompt, max_age, login_hint, response_mode, acr_values, claims, resources,
      hinted_subject, expires_at, created_at, updated_at)
    VALUES (${uuidv7(now)}, ${tenant.organisationId}, ${client.id}, ${await sha256(handle)}, ${request.redirectUri},
      ${json(request.scopes)}, ${request.state}, ${request.nonce}, ${request.codeChallenge},
      ${request.codeChallengeMethod}::"CodeChallengeMethod", ${json(request.prompt)}, ${request.maxAge},
      ${request.loginHint}, ${request.responseMode}, ${json(request.acrValues)}, ${json(request.claims)},
      ${json(request.resources)}, ${request.hintedSubject}, ${after(now, LIFETIME)}, ${request.createdAt}, ${now})`);
  return handle;
}

export type StoredRequest = AuthorizationRequest & { id: string };

type StoredRow = StoredRequest & { client: Client };

/** The statement that finds a waiting request and its client. */
export async function authorizationRequestByHandle(system: System, handle: string): Promise<Statement<StoredRow>> {
  return sql<StoredRow>`
    SELECT ${CLIENT_COLUMN}, a.id, a.redirect_uri AS "redirectUri", a.scopes, a.state, a.nonce,
           a.code_challenge AS "codeChallenge", a.code_challenge_method AS "codeChallengeMethod", a.prompt,
           a.max_age AS "maxAge", a.login_hint AS "loginHint", a.response_mode AS "responseMode",
           a.acr_values AS "acrValues", a.claims, a.resources, a.hinted_subject AS "hintedSubject",
           a.created_at AS "createdAt", a.denied_at AS "deniedAt"
    FROM authorization_requests a
    JOIN clients c ON c.organisation_id = a.organisation_id AND c.id = a.client_id
    JOIN organisations o ON o.id = a.organisation_id
    WHERE a.handle = ${await sha256(handle)} AND a.consumed_at IS NULL AND a.expires_at > ${system.now}
      AND ${USABLE_CLIENT}`;
}

/** One round trip; null when the handle is unknown, used, or too old. */
export async function findAuthorizationRequest(
  system: System,
  handle: string,
): Promise<{ client: Client; request: StoredRequest } | null> {
  if (!looksLikeSecret('authorizationRequest', handle)) return null;
  const [[row]] = await system.db.flight(await authorizationRequestByHandle(system, handle));
  if (!row) return null;
  const { client, ...request } = row;
  return { client, request };
}

/** The person said no. One round trip. */
export async function denyAuthorizationRequest(tenant: Tenant, id: string): Promise<void> {
  await tenant.db.flight(sql`
    UPDATE authorization_requests SET denied_at = ${tenant.now}, updated_at = ${tenant.now}
    WHERE id = ${id} AND consumed_at IS NULL`);
}

/**
 * Uses a stored request up, as the condition of the statement that follows from it: the caller names this as a common
 * table expression and inserts from it.
 * @param onlyIf a condition of the caller's
 */
export function consumingRequest(tenant: Tenant, id: string, onlyIf = sql`TRUE`) {
  return sql`
    UPDATE authorization_requests SET consumed_at = ${tenant.now}, updated_at = ${tenant.now}
    WHERE id = ${id} AND consumed_at IS NULL AND ${onlyIf} RETURNING id`;
}

/** Uses a request up that ends in an error. One round trip; false when it was used up before. */
export async function consumeAuthorizationRequest(tenant: Tenant, id: string): Promise<boolean> {
  const [rows] = await tenant.db.flight(consumingRequest(tenant, id));
  return rows.length > 0;
}
