/** How fast the sweeps remove what has expired, and what others notice of it. Options: --rows 1000000 */
import { parseArgs } from 'node:util';
import { createTeardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { generatePassword, giveWorkerLogin } from '../../../migrations-runner/roles/worker-login.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import { SWEEPS } from '../../../src/domain/sweeps/expired-rows.ts';
import { sweep } from '../../../src/jobs/sweeps.ts';
import { openRequestDb } from '../../../src/platform/database/db.ts';
import { latencyDuring, milliseconds } from '../foreground.ts';
import { table } from '../report.ts';

const { rows = '1000000' } = parseArgs({ options: { rows: { type: 'string' } } }).values;
const EXPIRED = Number(rows);
const LIVE = 100_000;
/** Milliseconds that a run of the cron has for its sweeps. */
const RUN_MS = 300_000;
const QUIET_MS = 10_000;
const ID = '00000000-0000-7000-8000-000000000001';
const LEFT = `SELECT (SELECT count(*) FROM sessions WHERE expires_at < now()) + (SELECT count(*) FROM tokens)
  + (SELECT count(*) FROM sign_in_throttles) AS count`;

const teardown = createTeardown();
try {
  const url = await openTestDatabase(teardown);
  await deployMigrations(url);
  const workerUrl = await giveWorkerLogin(url, generatePassword());
  const tokens = await populate(url);
  const quiet = await latencyDuring(workerUrl, tokens, new Promise((resolve) => setTimeout(resolve, QUIET_MS)));
  const started = performance.now();
  const busy = await latencyDuring(workerUrl, tokens, run(workerUrl));
  const seconds = (performance.now() - started) / 1000;
  const left = await withClient(url, async (client) => Number((await client.query(LEFT)).rows[0].count));
  const removed = EXPIRED - left;
  console.log(`${removed} of ${EXPIRED} rows in ${seconds.toFixed(0)} s: ${(removed / seconds).toFixed(0)} rows/s\n`);
  const ratio = ['ratio', (busy.p50 / quiet.p50).toFixed(2), (busy.p95 / quiet.p95).toFixed(2)];
  const lines = [['without', ...milliseconds(quiet)], ['during', ...milliseconds(busy)], ratio];
  console.log(table(['a session check', 'p50 ms', 'p95 ms'], lines));
} finally {
  await teardown.run();
}
process.exit();

/** One run of the job, as the cron makes it. */
function run(workerUrl: string): Promise<void> {
  const log = { info: () => {}, warn: console.warn, error: console.error };
  return sweep(
    async (work) => {
      const db = openRequestDb({ connectionString: workerUrl, connectTimeout: 30_000, statementTimeout: 30_000 });
      try {
        return await work({ system: { db: db.system, now: new Date(), log }, log } as never);
      } finally {
        await db.close();
      }
    },
    SWEEPS,
    RUN_MS,
  );
}

/** Half of what has expired are access tokens with a refresh token each, the rest sessions and sign-in throttles. */
async function populate(url: string): Promise<string[]> {
  const [half, quarter] = [EXPIRED / 2, EXPIRED / 4];
  return withClient(url, async (client) => {
    await client.query(`
      INSERT INTO organisations (id, name, slug, email) VALUES ('${ID}', 'a', 'a', 'a');
      INSERT INTO users (id, organisation_id, email, first_name, last_name, name) VALUES ('${ID}', '${ID}', 'a', 'a', 'a', 'a');
      INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
        token_endpoint_auth_method) VALUES ('${ID}', '${ID}', 'a', 'a', 'public', '[]', '[]', '[]', 'none')`);
    await client.query(sessions('live', LIVE, `now() + interval '1 hour'`));
    await client.query(sessions('dead', quarter, `now() - n * interval '1 second'`));
    await client.query(`
      INSERT INTO tokens (id, organisation_id, jti, client_id, user_id, scopes, issued_at, expires_at)
      SELECT md5('t' || n)::uuid, '${ID}', 't' || n, '${ID}', '${ID}', '[]', now(), now() - interval '91 days' - n * interval '1 second'
      FROM generate_series(1, ${half}) n`);
    await client.query(`
      INSERT INTO refresh_tokens (id, organisation_id, token, access_token_id, client_id, user_id, scopes, auth_time, amr, family_id, expires_at)
      SELECT md5('r' || n)::uuid, '${ID}', 'r' || n, md5('t' || n)::uuid, '${ID}', '${ID}', '[]', now(), '[]', md5('f' || n)::uuid, now() - interval '61 days'
      FROM generate_series(1, ${half}) n`);
    await client.query(`
      INSERT INTO sign_in_throttles (key, expires_at) SELECT 'x' || n, now() - n * interval '1 second' FROM generate_series(1, ${quarter}) n`);
    await client.query('VACUUM ANALYZE');
    return Array.from({ length: 1_000 }, (_, index) => `live-${index + 1}`);
  });
}

function sessions(name: string, count: number, expiresAt: string): string {
  return `INSERT INTO sessions (id, organisation_id, user_id, session_token, ip_address, user_agent, auth_time, amr, last_activity_at, expires_at)
    SELECT md5('${name}' || n)::uuid, '${ID}', '${ID}', '${name}-' || n, '', '', now(), '[]', now(), ${expiresAt} FROM generate_series(1, ${count}) n`;
}
