/**
 * Validated authorization requests that wait for a person's answer. The browser holds them, sealed: anybody can create
 * one, so nothing is stored before a signed-in person answers (docs/decisions/0020-waiting-requests-are-sealed.md).
 */
import { uuidv7 } from '../../lib/ids.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from '../clients/clients.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

export type Prompt = 'none' | 'login' | 'consent' | 'select_account';

export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** A member of the `claims` parameter (OIDC Core section 5.5.1); null requests a voluntary claim. */
export type ClaimRequest = { essential?: boolean; value?: unknown; values?: unknown[] } | null;

/** The `claims` parameter (OIDC Core section 5.5). */
export interface ClaimsRequest {
  userinfo?: Record<string, ClaimRequest>;
  id_token?: Record<string, ClaimRequest>;
}

export interface AuthorizationRequest {
  /** Null until it is sealed. */
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
  /** The `sub` of the id_token_hint: only this person may answer. */
  hintedSubject: string | null;
  createdAt: Date;
  deniedAt: Date | null;
}

/** A request that was opened from its handle. */
export type WaitingRequest = AuthorizationRequest & { id: string };

export function isWaiting(request: AuthorizationRequest): request is WaitingRequest {
  return request.id !== null;
}

/** The contents of a handle. Only the database knows whether the request was answered. */
export interface OpenedRequest {
  /** The id (not the client_id) of the requesting client. */
  clientId: string;
  organisationId: string;
  request: WaitingRequest;
}

/** Seconds a person has to sign in and consent. */
const LIFETIME = 1800;

/** Characters of a handle: Cloudflare refuses URLs of more than 16 KB. */
const HANDLE_LENGTH_MAX = 14_000;

/** Without an id: the handle belongs to no row. */
const SEAL = { purpose: 'authorization_request' } as const;

/** No round trip. @returns the handle; null when it would be too long for a URL */
export async function sealAuthorizationRequest(
  box: SecretBox,
  client: Client,
  { deniedAt: _, ...request }: AuthorizationRequest,
): Promise<string | null> {
  const id = request.id ?? uuidv7(request.createdAt);
  const { id: clientId, organisationId } = client;
  const content = { clientId, organisationId, request: { ...request, id } };
  const handle = toHandle(await box.seal(JSON.stringify(content, withoutBlanks), SEAL));
  return handle.length > HANDLE_LENGTH_MAX ? null : handle;
}

/** No round trip. @returns null when the handle was not sealed by us, or has expired */
export async function openAuthorizationRequest(
  { box, now }: { box: SecretBox; now: Date },
  handle: string,
): Promise<OpenedRequest | null> {
  const opened = await openAnyHandle(box, handle);
  return opened && after(opened.request.createdAt, LIFETIME) > now ? opened : null;
}

/** Also opens an expired request: it still names the application. No round trip. */
export async function openAnyHandle(box: SecretBox, handle: string): Promise<OpenedRequest | null> {
  const text = await box.open(fromHandle(handle), SEAL).catch(() => null);
  if (text === null) return null;
  const { request, ...whose } = JSON.parse(text);
  return { ...whose, request: { ...UNSET, ...request, createdAt: new Date(request.createdAt), deniedAt: null } };
}

/** Values of absent parameters. A handle leaves them out, to be shorter. */
export const UNSET: Omit<
  AuthorizationRequest,
  'id' | 'redirectUri' | 'responseMode' | 'scopes' | 'createdAt' | 'deniedAt'
> = {
  state: null,
  nonce: null,
  codeChallenge: null,
  codeChallengeMethod: null,
  prompt: [],
  maxAge: null,
  loginHint: null,
  acrValues: [],
  claims: null,
  resources: [],
  hintedSubject: null,
};

function withoutBlanks(this: object, name: string, value: unknown): unknown {
  // Inside `claims`, null has a meaning.
  if (!(name in UNSET) || !('redirectUri' in this)) return value;
  return value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
}

/** Uses the alphabet of base64url, so that nothing is escaped in a URL. */
function toHandle(envelope: string): string {
  return envelope.replace(':', '.').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromHandle(handle: string): string {
  return handle.replace('.', ':').replaceAll('-', '+').replaceAll('_', '/');
}

interface WaitingRow {
  client: Client;
  deniedAt: Date | null;
}

/** The statement that finds the client of a waiting request; no row when it was answered, or the client is unusable. */
// SQL: runs at every step of a sign-in, and shares the columns of a client with other look-ups
export function waitingRequest({ clientId, organisationId, request }: OpenedRequest): Statement<WaitingRow> {
  return sql<WaitingRow>`
    SELECT ${CLIENT_COLUMN}, a.denied_at AS "deniedAt"
    FROM clients c
    JOIN organisations o ON o.id = c.organisation_id
    LEFT JOIN authorization_requests a ON a.organisation_id = c.organisation_id AND a.id = ${request.id}
    WHERE c.organisation_id = ${organisationId} AND c.id = ${clientId} AND a.consumed_at IS NULL AND ${USABLE_CLIENT}`;
}

/** One round trip; null when the handle is unknown, used, or expired. */
export async function findAuthorizationRequest(
  system: System,
  box: SecretBox,
  handle: string,
): Promise<{ client: Client; request: WaitingRequest } | null> {
  const opened = await openAuthorizationRequest({ box, now: system.now }, handle);
  if (!opened) return null;
  const [[row]] = await system.db.flight(waitingRequest(opened));
  return row ? { client: row.client, request: { ...opened.request, deniedAt: row.deniedAt } } : null;
}

/** A signed-in person denied the request. One round trip. */
export async function denyAuthorizationRequest(tenant: Tenant, client: Client, request: WaitingRequest): Promise<void> {
  await tenant.db.flight(recordAnswer(tenant, client, request, { column: sql`denied_at` }));
}

/**
 * Consumes a request, as a common table expression from which the caller inserts the code. A denied request returns no
 * row.
 * @param onlyIf another condition
 */
export function consumeForCode(
  tenant: Tenant,
  client: Client,
  request: WaitingRequest,
  answer: { sessionId: string; codeId: string; onlyIf: Sql },
) {
  return recordAnswer(tenant, client, request, {
    ...answer,
    column: sql`consumed_at`,
    unless: sql`AND a.denied_at IS NULL`,
  });
}

/** Consumes a request that ends in an error. One round trip; false when it was consumed before. */
export async function consumeAuthorizationRequest(
  tenant: Tenant,
  client: Client,
  request: WaitingRequest,
  sessionId: string,
): Promise<boolean> {
  const [rows] = await tenant.db.flight(recordAnswer(tenant, client, request, { column: sql`consumed_at`, sessionId }));
  return rows.length > 0;
}

interface Answer {
  /** The timestamp column to set. */
  column: Sql;
  /** The session of the person who answers. */
  sessionId?: string;
  /** The code that is issued. */
  codeId?: string;
  onlyIf?: Sql;
  /** A further condition on an earlier answer. */
  unless?: Sql;
}

/** Concurrent answers conflict on the primary key, and the second sees what the first has written. */
// SQL: one statement checks and consumes a request, whether it has a row yet or not
function recordAnswer(
  { organisationId, now }: Tenant,
  client: Client,
  { id, createdAt }: WaitingRequest,
  { column, sessionId, codeId, onlyIf = sql`TRUE`, unless = sql`` }: Answer,
) {
  return sql<{ id: string }>`
    INSERT INTO authorization_requests AS a (id, organisation_id, client_id, ${column}, session_id, code_id, expires_at, created_at, updated_at)
    SELECT ${id}::uuid, ${organisationId}::uuid, ${client.id}::uuid, ${now}::timestamptz,
           ${sessionId ?? null}::uuid, ${codeId ?? null}::uuid,
           ${after(createdAt, LIFETIME)}::timestamptz, ${createdAt}::timestamptz, ${now}::timestamptz
    WHERE ${onlyIf}
    ON CONFLICT (id) DO UPDATE SET ${column} = EXCLUDED.${column}, session_id = EXCLUDED.session_id,
        code_id = EXCLUDED.code_id, updated_at = EXCLUDED.updated_at
      WHERE a.consumed_at IS NULL ${unless}
    RETURNING id`;
}
