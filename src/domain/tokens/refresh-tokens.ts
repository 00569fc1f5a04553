/**
 * Refresh tokens, which rotate with every use. The value of a successor is derived from its predecessor's: a client
 * that lost the response can retry and gets the same successor, although values are stored only as hashes.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { networkOf } from '../../lib/networks.ts';
import { secretOf, sha256 } from '../../lib/secrets.ts';
import { json, type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { contextJoins, type Holder, holderValues } from '../access/guests.ts';
import { CONTEXT_PRINCIPAL_COLUMNS, type PrincipalRow } from '../access/principals.ts';
import type { Client } from '../clients/clients.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import type { SignInFacts } from './families.ts';

export type RefreshTokenRow = PrincipalRow &
  SignInFacts & {
    id: string;
    clientId: string;
    familyId: string;
    expiresAt: Date;
    /** The end of the family; null when it began before families had one. */
    familyExpiresAt: Date | null;
    /** Used or revoked. */
    consumed: boolean;
  };

/** The refresh token that is issued with an access token. */
export interface NewRefreshToken {
  facts: SignInFacts;
  /** Its value first; the others are the values with older keys, for a successor from before a key rotation. */
  values: string[];
  familyExpiresAt: Date;
}

/** The statement that reads a refresh token without consuming it. */
// SQL: runs at every refresh; one query for the token and its person
export async function refreshTokenByValue(token: string): Promise<Statement<RefreshTokenRow>> {
  return sql<RefreshTokenRow>`
    SELECT t.id, t.client_id AS "clientId", t.scopes, t.session_id AS "sessionId",
           t.auth_time AS "authTime", t.amr, t.claims, t.resources, t.family_id AS "familyId",
           t.expires_at AS "expiresAt", t.family_expires_at AS "familyExpiresAt", t.revoked_at IS NOT NULL AS consumed,
           ${CONTEXT_PRINCIPAL_COLUMNS}
    FROM refresh_tokens t ${contextJoins()}
    WHERE t.token = ${await sha256(token)}`;
}

/** The values of a token's successor. Without our keys they are indistinguishable from random ones. */
export async function successorValues(box: SecretBox, token: string): Promise<string[]> {
  const macs = await box.macs(token, 'refresh token successor');
  return macs.map((mac) => secretOf('refreshToken', mac));
}

/** How often a successor is repeated. A client that loses three responses in a row has to sign in again. */
const REPEATS_MAX = 2;

/** A hash of network and user agent: within the grace period a successor is repeated only to the same origin. */
async function originHash({ actor }: Tenant): Promise<string> {
  return sha256(JSON.stringify([networkOf(actor.ipAddress ?? undefined), actor.userAgent]));
}

/** The UPDATE that consumes a refresh token; no row for one that was used or revoked. */
export async function consumeRefreshToken(tenant: Tenant, id: string): Promise<Sql> {
  const { now } = tenant;
  return sql`
    UPDATE refresh_tokens SET revoked_at = ${now}, updated_at = ${now}, used_at = now(), used_by = ${await originHash(tenant)}
    WHERE id = ${id} AND revoked_at IS NULL AND expires_at > ${now}::timestamptz RETURNING id`;
}

/**
 * The UPDATE that repeats the successor of a refresh token within the grace period, for a client that lost the
 * response. The retry must come from the same network and user agent, at most twice, and before the successor was used;
 * anything else is treated as theft. It uses the clock of the database, because clocks of Workers differ.
 */
export async function repeatSuccessor(tenant: Tenant, client: Client, id: string, hashes: string[]): Promise<Sql> {
  const { now } = tenant;
  // The condition on the grace is separate: a later request may have used the token, with a `used_at` after `now()`.
  return sql`
    UPDATE refresh_tokens used SET repeats = used.repeats + 1, updated_at = ${now}
    FROM refresh_tokens successor
    WHERE used.id = ${id} AND successor.family_id = used.family_id AND successor.parent_token_id = used.id
      AND ${client.refreshTokenGrace > 0}::boolean
      AND used.used_at > now() - make_interval(secs => ${client.refreshTokenGrace})
      AND used.used_by = ${await originHash(tenant)} AND used.repeats < ${REPEATS_MAX}
      AND successor.revoked_at IS NULL AND successor.expires_at > ${now}::timestamptz
      AND successor.token = ANY (${hashes}::text[])
    RETURNING successor.id, successor.token`;
}

export interface RefreshTokenLineage {
  client: Client;
  holder: Holder;
  familyId: string;
  parentId: string | null;
  accessTokenId: string;
}

/** The INSERT, as part of a statement whose `used` has a row if the token may be issued. */
export function insertRefreshToken(
  tenant: Tenant,
  token: NewRefreshToken,
  hash: string,
  lineage: RefreshTokenLineage,
): Sql {
  const { now } = tenant;
  const { facts, familyExpiresAt } = token;
  const { client } = lineage;
  const idleUntil = after(now, client.refreshTokenLifetime);
  return sql`
    INSERT INTO refresh_tokens (id, organisation_id, token, access_token_id, client_id, user_id, member_id, scopes, session_id,
      auth_time, amr, claims, resources, family_id, parent_token_id, expires_at, family_expires_at, created_at,
      updated_at)
    SELECT ${uuidv7(now)}::uuid, ${tenant.organisationId}::uuid, ${hash}, ${lineage.accessTokenId}::uuid,
      ${client.id}::uuid, ${holderValues(lineage.holder)}, ${json(facts.scopes)}::jsonb,
      ${facts.sessionId}::uuid, ${facts.authTime}::timestamptz, ${json(facts.amr)}::jsonb,
      ${json(facts.claims)}::jsonb, ${json(facts.resources)}::jsonb, ${lineage.familyId}::uuid,
      ${lineage.parentId}::uuid, LEAST(${idleUntil}::timestamptz, ${familyExpiresAt}::timestamptz),
      ${familyExpiresAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM used`;
}
