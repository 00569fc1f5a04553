/** The refresh tokens of a client, as the database has them. */
import { column, execute } from '../../migrations-runner/support/scratch.ts';

/** Expiring so soon that an application renews them whenever it looks. */
export function shortenTokens(url: string, clientId: string): Promise<void> {
  return execute(url, `UPDATE clients SET access_token_lifetime = 60 WHERE client_id = '${clientId}'`);
}

/** The sign-in is over, and the application does not know it yet. */
export function endTokens(url: string, clientId: string): Promise<void> {
  const end = (table: string) =>
    `UPDATE ${table} SET revoked_at = now() WHERE client_id = ${ID.replace('$1', `'${clientId}'`)}`;
  return execute(url, `${end('refresh_tokens')}; ${end('tokens')}`);
}

const ID = '(SELECT id FROM clients WHERE client_id = $1)';

export async function countTokens(url: string, clientId: string) {
  const count = (condition: string) =>
    column<number>(url, `SELECT count(*)::int FROM refresh_tokens WHERE client_id = ${ID} AND ${condition}`, [
      clientId,
    ]);
  const [[all], [valid]] = await Promise.all([count('true'), count('revoked_at IS NULL')]);
  return { all, valid };
}
