/** What a person has allowed a client to have. One row a person and client; new scopes are added to it. */
import { uuidv7 } from '../lib/ids.ts';
import { sha256 } from '../lib/secrets.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import { recordEvent } from './events/emit.ts';
import type { System, Tenant } from './unit-of-work.ts';

export interface Consent {
  scopes: string[];
  grantedAt: Date;
}

/** The client in question: named by its client_id, or by the handle of a waiting authorization request. */
type ClientReference = { clientId: string } | { handle: string };

/** The statement that finds the unrevoked, unexpired consent of the person whose session this is. */
export async function consentBySession(
  system: System,
  sessionToken: string,
  client: ClientReference,
): Promise<Statement<Consent>> {
  const clientRow =
    'clientId' in client
      ? sql`SELECT id FROM clients WHERE client_id = ${client.clientId}`
      : sql`SELECT client_id FROM authorization_requests WHERE handle = ${await sha256(client.handle)}`;
  return sql<Consent>`
    SELECT k.scopes, k.granted_at AS "grantedAt"
    FROM consents k JOIN sessions s ON s.user_id = k.user_id
    WHERE s.session_token = ${await sha256(sessionToken)} AND k.client_id = (${clientRow})
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${system.now}::timestamptz)`;
}

/** Remembers a yes. Scopes of an earlier, still valid yes are kept; those of a revoked one are not. */
export async function grantConsent(
  tenant: Tenant,
  input: { userId: string; clientId: string; scopes: string[] },
): Promise<void> {
  const { now } = tenant;
  const scopes = json(input.scopes);
  await tenant.db.flight(
    sql`
      INSERT INTO consents AS c (id, organisation_id, user_id, client_id, scopes, granted_at, created_at, updated_at)
      VALUES (${uuidv7(now)}, ${tenant.organisationId}, ${input.userId}, ${input.clientId}, ${scopes}::jsonb,
              ${now}, ${now}, ${now})
      ON CONFLICT (user_id, client_id) DO UPDATE SET
        scopes = CASE WHEN c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now}::timestamptz)
          THEN (SELECT jsonb_agg(DISTINCT scope) FROM jsonb_array_elements(c.scopes || EXCLUDED.scopes) AS scope)
          ELSE EXCLUDED.scopes END,
        expires_at = NULL, revoked_at = NULL, granted_at = EXCLUDED.granted_at, updated_at = EXCLUDED.updated_at`,
    recordEvent(tenant, {
      type: 'oauth2.consent.granted',
      clientId: input.clientId,
      metadata: { scopes: input.scopes },
    }),
  );
}
