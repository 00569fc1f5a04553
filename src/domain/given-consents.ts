/** The applications that a person lets use their account, and taking that back. */
import { isUuid } from '../lib/ids.ts';
import { sql } from '../platform/statement.ts';
import { awaitRedemptions } from './access-revocation.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import type { Tenant } from './unit-of-work.ts';

export interface OwnConsent {
  id: string;
  client: { id: string; clientId: string; name: string; logoUri: string | null };
  scopes: string[];
  grantedAt: Date;
  expiresAt: Date | null;
}

/** The latest given first. One round trip. */
export async function listOwnConsents(tenant: Tenant, userId: string): Promise<OwnConsent[]> {
  const [consents] = await tenant.db.flight(sql<OwnConsent>`
    SELECT k.id, k.scopes, k.granted_at AS "grantedAt", k.expires_at AS "expiresAt",
           json_build_object('id', c.id, 'clientId', c.client_id, 'name', c.name, 'logoUri', c.logo_uri) AS client
    FROM consents k JOIN clients c ON c.organisation_id = k.organisation_id AND c.id = k.client_id
    WHERE k.user_id = ${userId} AND k.revoked_at IS NULL AND c.deleted_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > ${tenant.now}::timestamptz)
    ORDER BY k.granted_at DESC, k.id DESC`);
  return consents;
}

/**
 * Revokes a consent and everything that the client got by it; codes that wait are void. A client of which there is no
 * consent is left alone. One round trip.
 * @param client its id or its client_id
 */
export async function revokeOwnConsent(tenant: Tenant, userId: string, client: string): Promise<void> {
  const { now } = tenant;
  const event = { type: 'oauth2.consent.revoked' } as const;
  const id = isUuid(client) ? client : null;
  const issued = sql`user_id = ${userId} AND client_id IN (SELECT id FROM client) AND revoked_at IS NULL`;
  await tenant.db.flight(
    ...awaitRedemptions(userId),
    sql`
      WITH client AS (SELECT id FROM clients WHERE client_id = ${client} OR id = ${id}::uuid),
      revoked AS (UPDATE consents SET revoked_at = ${now}, updated_at = ${now} WHERE ${issued} RETURNING id, client_id),
      revoked_tokens AS (UPDATE tokens SET revoked_at = ${now}, updated_at = ${now} WHERE ${issued}),
      revoked_refresh_tokens AS (UPDATE refresh_tokens SET revoked_at = ${now}, updated_at = ${now} WHERE ${issued}),
      ended_codes AS (DELETE FROM authorization_codes WHERE ${issued})
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM revoked`,
  );
}
