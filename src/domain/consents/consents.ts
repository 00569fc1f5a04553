/** What a person has allowed a client to have. One row a person and client; new scopes are added to it. */
import { uuidv7 } from '../../lib/ids.ts';
import { sha256 } from '../../lib/secrets.ts';
import { json, type Statement, sql } from '../../platform/database/statement.ts';
import { type Holder, holderValues } from '../access/guests.ts';
import { scopeOfClaim } from '../access/scopes.ts';
import type { AuthorizationRequest } from '../authorization/requests.ts';
import type { Client } from '../clients/clients.ts';
import { recordEvent } from '../events/emit.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

export interface Consent {
  scopes: string[];
  grantedAt: Date;
}

/** The client in question: by its client_id, or by its id, which a waiting authorization request names. */
type ClientReference = { clientId: string } | { id: string };

/**
 * The statement that finds the unrevoked, unexpired consent of the person whose session this is.
 * SQL: the authorization endpoint asks it for every request.
 */
export async function consentBySession(
  system: System,
  sessionToken: string,
  client: ClientReference,
): Promise<Statement<Consent>> {
  const clientRow =
    'clientId' in client
      ? sql`SELECT id FROM clients WHERE client_id = ${client.clientId} AND deleted_at IS NULL`
      : sql`SELECT ${client.id}::uuid`;
  const token = await sha256(sessionToken);
  return sql<Consent>`
    SELECT k.scopes, k.granted_at AS "grantedAt"
    FROM consents k
    WHERE k.id IN (
        SELECT own.id FROM sessions s JOIN consents own ON own.user_id = s.user_id AND own.client_id = (${clientRow})
        WHERE s.session_token = ${token}
        UNION ALL
        SELECT guest.id FROM sessions s
        JOIN organisation_members m ON m.user_organisation_id = s.organisation_id AND m.user_id = s.user_id
        JOIN consents guest ON guest.member_id = m.id AND guest.client_id = (${clientRow})
        WHERE s.session_token = ${token})
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${system.now}::timestamptz)`;
}

/**
 * What a request needs consent to. A claim that is asked for by itself (OIDC Core section 5.5) is told as its scope
 * would be, so it takes the consent that its scope takes.
 */
export function consentableScopes({ scopes, claims }: Pick<AuthorizationRequest, 'scopes' | 'claims'>): string[] {
  const names = [claims?.userinfo, claims?.id_token].flatMap((asked) => Object.keys(asked ?? {}));
  const ofClaims = names.map(scopeOfClaim).filter((scope) => scope !== null && scope !== 'openid');
  return [...new Set([...scopes, ...ofClaims])] as string[];
}

/** Remembers a yes. Scopes of an earlier, still valid yes are kept; those of a revoked one are not. */
export async function grantConsent(
  tenant: Tenant,
  { holder, client, scopes }: { holder: Holder; client: Client; scopes: string[] },
): Promise<void> {
  const { now } = tenant;
  const expiresAt = client.consentLifetime === null ? null : after(now, client.consentLifetime);
  await tenant.db.flight(
    // SQL: what is written depends on the row that is there, by the statement that finds it.
    sql`
      INSERT INTO consents AS c (id, organisation_id, user_id, member_id, client_id, scopes, expires_at, granted_at,
                                 created_at, updated_at)
      VALUES (${uuidv7(now)}, ${tenant.organisationId}, ${holderValues(holder)}, ${client.id}, ${json(scopes)}::jsonb,
              ${expiresAt}::timestamptz, ${now}, ${now}, ${now})
      ON CONFLICT (${holder.memberId === null ? sql`user_id` : sql`member_id`}, client_id) DO UPDATE SET
        scopes = CASE WHEN c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now}::timestamptz)
          THEN (SELECT jsonb_agg(DISTINCT scope) FROM jsonb_array_elements(c.scopes || EXCLUDED.scopes) AS scope)
          ELSE EXCLUDED.scopes END,
        expires_at = EXCLUDED.expires_at, revoked_at = NULL, granted_at = EXCLUDED.granted_at,
        updated_at = EXCLUDED.updated_at`,
    recordEvent(tenant, { type: 'oauth2.consent.granted', clientId: client.id, metadata: { scopes } }),
  );
}
