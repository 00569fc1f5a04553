/** What lists, searches and counts cost in a large organisation, beside a small one. Options: --people 1000000 */
import { parseArgs } from 'node:util';
import { createTeardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { generatePassword, giveWorkerLogin } from '../../../migrations-runner/roles/worker-login.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import type { UserQuery } from '../../../src/domain/users/list-query.ts';
import { listUsers } from '../../../src/domain/users/listing.ts';
import { openRequestDb } from '../../../src/platform/database/db.ts';
import { median, table } from '../report.ts';

const { people = '1000000' } = parseArgs({ options: { people: { type: 'string' } } }).values;
const ROUNDS = 40;
const SIZES = { small: 1_000, large: Number(people) };
const IDS = {
  small: '00000000-0000-7000-8000-00000000000a',
  large: '00000000-0000-7000-8000-00000000000b',
};

const page = { sort: 'createdAt', order: 'desc', limit: 50, offset: 0 } as const;
const list = (more: Partial<UserQuery>) => (tenant: Tenant) => listUsers(tenant, { ...page, ...more });
/** Each is one flight: rows and total. */
const QUESTIONS: Record<string, (tenant: Tenant) => Promise<unknown>> = {
  'newest first, with the total': list({}),
  'by name': list({ sort: 'name', order: 'asc' }),
  'by e-mail': list({ sort: 'email', order: 'asc' }),
  'who is blocked': list({ status: 'blocked' }),
  'who has a second factor: nobody': list({ mfaEnabled: true }),
  'who has none: everybody': list({ mfaEnabled: false }),
  'who has a role: nobody': list({ role: 'none' }),
  'search for what all have': list({ search: 'person' }),
  'search for what half have': list({ search: 'smith' }),
  'search for what one in a hundred has': list({ search: 'zoe' }),
  'search for one': list({ search: 'number 777 ' }),
  'search for one by the address': list({ search: 'person777-' }),
  'search for nobody': list({ search: 'xylophone' }),
  'search for two common words in an order that nobody has': list({ search: 'smith anna' }),
  'search for two letters': list({ search: 'pe' }),
  'search for two letters that nobody has': list({ search: 'qq' }),
  'search for a sign that nobody has': list({ search: '%' }),
};

const teardown = createTeardown();
try {
  const url = await openTestDatabase(teardown);
  await deployMigrations(url);
  const workerUrl = await giveWorkerLogin(url, generatePassword());
  for (const size of ['small', 'large'] as const) await populate(url, IDS[size], SIZES[size]);
  await withClient(url, (client) => client.query('VACUUM ANALYZE'));
  const rows = [];
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    const measured: Record<'small' | 'large', number[]> = { small: [], large: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const size of ['small', 'large'] as const) measured[size].push(await time(workerUrl, IDS[size], ask));
    }
    const [small, large] = [median(measured.small), median(measured.large)];
    rows.push([name, small.toFixed(2), large.toFixed(2), (large / small).toFixed(2)]);
    console.log(rows.at(-1)?.join('  '));
  }
  console.log(`\n${table(['question', `ms at ${SIZES.small}`, `ms at ${SIZES.large}`, 'ratio'], rows)}`);
} finally {
  await teardown.run();
}
process.exit();

/** Milliseconds of the flight; the connection is there already. */
async function time(workerUrl: string, id: string, ask: (tenant: Tenant) => Promise<unknown>): Promise<number> {
  const db = openRequestDb({ connectionString: workerUrl, connectTimeout: 30_000, statementTimeout: 60_000 });
  await db.system.flight({ text: 'SELECT 1', values: [] });
  const tenant = { kind: 'tenant', organisationId: id, db: db.tenant(id), now: new Date() } as unknown as Tenant;
  const started = performance.now();
  await ask(tenant);
  const duration = performance.now() - started;
  await db.close();
  return duration;
}

async function populate(url: string, id: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`INSERT INTO organisations (id, name, slug, email) VALUES ($1, $2, $2, $2)`, [
      id,
      `size-${count}`,
    ]);
    await client.query(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, blocked_at, created_at)
       SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(n || $1::text), 1, 3) || '8' || substr(md5($1::text || n), 1, 15))::uuid,
         $1::text::uuid, 'person' || n || '-' || $2::int || '@example.com', 'A', 'B',
         CASE WHEN n % 100 = 0 THEN 'Zoe ' WHEN n % 2 = 0 THEN 'Anna Smith ' ELSE 'Otto Jones ' END || 'Number ' || n || ' Person',
         CASE WHEN n % 1000 = 0 THEN now() END, to_timestamp(1700000000 + n / 1000.0)
       FROM generate_series(1, $2::int) n`,
      [id, count],
    );
  });
}
