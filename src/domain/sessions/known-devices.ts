/** Browsers from which a person has signed in before. Each is recognised by its own cookie. */
import { uuidv7 } from '../../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/** The browser's value if it has the form of ours, else a new one. All accounts of a browser share one value. */
export function deviceFor(given: string | undefined): string {
  return given !== undefined && looksLikeSecret('device', given) ? given : newSecret('device');
}

/** Records a browser, if the session with this key was opened. */
export async function rememberDevice(tenant: Tenant, device: string, sessionKey: string): Promise<Statement> {
  const { now, actor } = tenant;
  // SQL: depends on the session, and updates where there is a row already
  return sql`
    INSERT INTO known_devices (id, organisation_id, user_id, device, user_agent, last_seen_at, created_at)
    SELECT ${uuidv7(now)}::uuid, organisation_id, user_id, ${await sha256(device)}, ${actor.userAgent},
           ${now}::timestamptz, ${now}::timestamptz
    FROM sessions WHERE session_token = ${sessionKey}
    ON CONFLICT (organisation_id, user_id, device) DO UPDATE
      SET failures = 0, user_agent = EXCLUDED.user_agent, last_seen_at = EXCLUDED.last_seen_at`;
}
