/** Expired access tokens of the demo organisation, every tenth with a refresh token. */
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { DEMO_SERVICE } from '../../../migrations-runner/seed/demo-data.ts';

const BATCH = 500_000;

export async function fill(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    // What refers to what is known to be right here, and checking it would take longer than writing.
    await client.query('SET session_replication_role = replica; SET synchronous_commit = off');
    for (let from = 0; from < count; from += BATCH) {
      const until = Math.min(from + BATCH, count);
      await client.query(TOKENS, [from + 1, until, DEMO_SERVICE]);
      await client.query(REFRESH_TOKENS, [from + 1, until, DEMO_SERVICE]);
      console.log(`${until} written`);
    }
    await client.query('SET session_replication_role = DEFAULT');
    await client.query('VACUUM ANALYZE tokens');
    await client.query('VACUUM ANALYZE refresh_tokens');
    await client.query('CHECKPOINT');
  });
}

/** In the order of time, as ids of tokens are. */
const id = (kind: string) => `('0180${kind}00' || lpad(to_hex(n), 10, '0') || '800000000000')::uuid`;

const TOKENS = `
  INSERT INTO tokens (id, organisation_id, jti, client_id, user_id, family_id, scopes, issued_at, expires_at)
  SELECT ${id('0001')}, c.organisation_id, ${id('0001')}::text, c.id, u.id, ${id('0003')}, '["openid","profile"]',
    now() - interval '300 days' + n * interval '1 second', now() - interval '299 days' + n * interval '1 second'
  FROM clients c JOIN organisations o ON o.id = c.organisation_id JOIN users u ON u.id = o.owner_id,
    generate_series($1::int, $2::int) AS n
  WHERE c.client_id = $3`;

const REFRESH_TOKENS = `
  INSERT INTO refresh_tokens (id, organisation_id, token, access_token_id, client_id, user_id, scopes, auth_time, amr,
    family_id, expires_at)
  SELECT ${id('0002')}, c.organisation_id, 'r' || n, ${id('0001')}, c.id, u.id, '["openid","profile"]', now(), '["pwd"]',
    ${id('0003')}, now() - interval '200 days'
  FROM clients c JOIN organisations o ON o.id = c.organisation_id JOIN users u ON u.id = o.owner_id,
    generate_series($1::int, $2::int) AS n
  WHERE c.client_id = $3 AND n % 10 = 0`;
