/** Consents of people to clients. One row per person and client; new scopes are added to it. */
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

/** A client by its client_id, or by its id, which a waiting authorization request has. */
type ClientReference = { clientId: string } | { id: string };

/**
 * The statement that finds the valid consent of the person with this session.
 * SQL: runs for every request to the authorization endpoint
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
 * The scopes that a request needs consent to. A claim that is requested individually (OIDC Core section 5.5) needs
 * consent to the scope that it belongs to.
 */
export function consentableScopes({ scopes, claims }: Pick<AuthorizationRequest, 'scopes' | 'claims'>): string[] {
  const names = [claims?.userinfo, claims?.id_token].flatMap((asked) => Object.keys(asked ?? {}));
  const ofClaims = names.map(scopeOfClaim).filter((scope) => scope !== null && scope !== 'openid');
  return [...new Set([...scopes, ...ofClaims])] as string[];
}

/** Stores a consent. Scopes of an earlier consent are kept if it is still valid. */
export async function grantConsent(
  tenant: Tenant,
  { holder, client, scopes }: { holder: Holder; client: Client; scopes: string[] },
): Promise<void> {
  const { now } = tenant;
  const expiresAt = client.consentLifetime === null ? null : after(now, client.consentLifetime);
  await tenant.db.flight(
    // SQL: the statement merges the new scopes with the existing row
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
