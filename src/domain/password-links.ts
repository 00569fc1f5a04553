/** Making the links by which people choose a password. account-tokens.ts finds them again. */
import { uuidv7 } from '../lib/ids.ts';
import { newSecret, sha256 } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { after, type Tenant } from './unit-of-work.ts';

/**
 * A link by which a person chooses a password, for so many seconds. It voids those before it.
 * @param destination sealed: where the person was on their way to
 */
export async function preparePasswordLink(
  { now, organisationId }: Tenant,
  userId: string,
  { lifetime, destination = null }: { lifetime: number; destination?: string | null },
): Promise<{ token: string; statements: Statement[] }> {
  const token = newSecret('passwordReset');
  return {
    token,
    statements: [
      sql`
        DELETE FROM password_reset_tokens
        WHERE organisation_id = ${organisationId} AND user_id = ${userId} AND consumed_at IS NULL`,
      sql`
        INSERT INTO password_reset_tokens (id, organisation_id, user_id, token, destination, expires_at, created_at)
        VALUES (${uuidv7(now)}, ${organisationId}, ${userId}, ${await sha256(token)}, ${destination},
                ${after(now, lifetime)}, ${now})`,
    ],
  };
}
