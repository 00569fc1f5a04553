/**
 * Each fault is made, found, mended as the finding says, and gone. On a server of its own: some faults belong to the
 * whole cluster, and other tests must not meet them.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import type { Context } from '../../../migrations-runner/doctor/check.ts';
import { CONNECTION_CHECKS } from '../../../migrations-runner/doctor/connection.ts';
import { CHECKS, type Diagnosis, type DoctorOptions, examine } from '../../../migrations-runner/doctor/index.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { type PostgresServer, startPostgres } from '../../../migrations-runner/postgres/server.ts';
import { closeDatabase } from '../../../migrations-runner/roles/database-access.ts';
import { giveWorkerLogin } from '../../../migrations-runner/roles/worker-login.ts';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { dropDatabase } from '../../../migrations-runner/testing/database.ts';
import { SCHEDULED } from '../../../src/domain/jobs/catalogue.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { runCommand } from '../support/command-line.ts';
import { copyOfPrisma, laterMigration } from '../support/prisma-copy.ts';
import { column, execute, seededDatabase } from '../support/scratch.ts';
import { openSharingPooler } from '../support/sharing-pooler.ts';

const KEY = randomBytes(32).toString('base64');
const DEVELOPMENT = { ENVIRONMENT: 'development', SECRET_ENCRYPTION_KEY: KEY };
let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cerberus-doctor-'));
  await chmod(folder, 0o755);
  const options = { folder: join(folder, 'data'), password: 'doctor', durable: false };
  const first = await startPostgres(options);
  await column(first.urlOf('postgres'), `ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
  await first.stop();
  server = await startPostgres(options);
  await column(server.urlOf('postgres'), 'CREATE DATABASE healthy');
  const url = server.urlOf('healthy');
  await deployMigrations(url);
  await seedDatabase(url, { encryptionKey: KEY, development: true });
  await column(url, 'CREATE EXTENSION pg_stat_statements');
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A copy of a database in which nothing is wrong. */
async function healthyDatabase(): Promise<string> {
  const name = `doctor_${randomBytes(6).toString('hex')}`;
  await column(server.urlOf('postgres'), `CREATE DATABASE ${name} TEMPLATE healthy`);
  onTestFinished(() => dropDatabase(server.urlOf('postgres'), name));
  const url = urlOfDatabase(server.urlOf('postgres'), name);
  await giveWorkerLogin(url, 'worker-password');
  await withClient(url, closeDatabase);
  return url;
}

async function findings(url: string, check: string, options: DoctorOptions = {}): Promise<Diagnosis[]> {
  return examine(url, { environment: DEVELOPMENT, only: check, ...options });
}

/** Runs what a finding tells to run. */
async function follow(url: string, mend: string, environment: Record<string, string> = {}): Promise<void> {
  const sql = /psql "\$DATABASE_URL" -c (["'])(.*)\1$/.exec(mend)?.[2] ?? /write into it: (.*);$/.exec(mend)?.[1];
  const command = /^npm run db -- (.*)$/.exec(mend)?.[1];
  if (sql) await execute(url, sql);
  else if (command) {
    const outcome = await runCommand(command.split(' '), { DATABASE_URL: url, ...DEVELOPMENT, ...environment });
    expect(outcome).toMatchObject({ code: 0 });
  } else throw new Error(`No command in: ${mend}`);
}

test('a healthy database in development has nothing to mend', async () => {
  const url = await healthyDatabase();
  expect(await examine(url, { environment: DEVELOPMENT })).toEqual([]);
  const { code, output } = await runCommand(['doctor', '--strict'], { DATABASE_URL: url, ...DEVELOPMENT });
  expect({ code, output }).toEqual({ code: 0, output: `${CHECKS.length} checks: nothing to mend.\n` });
});

interface Fault {
  check: string;
  fault: string;
  /** SQL that makes it. */
  make: string;
  level: Diagnosis['level'];
  what: string;
  /** SQL that mends it where the finding can only describe the way. */
  mend?: string;
  options?: DoctorOptions;
}

const PETS =
  'CREATE TABLE pets (id uuid PRIMARY KEY, organisation_id uuid NOT NULL, user_id uuid, UNIQUE (organisation_id, id))';
const OWN = `organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid`;
const GUARD = `ALTER TABLE pets ENABLE ROW LEVEL SECURITY;
  CREATE POLICY tenant_isolation ON pets FOR ALL TO cerberus_worker USING (${OWN}) WITH CHECK (${OWN});
  CREATE POLICY system_access ON pets FOR ALL TO cerberus_system USING (true) WITH CHECK (true)`;
const SESSION = `INSERT INTO sessions (id, user_id, organisation_id, session_token, ip_address, user_agent, auth_time, amr, last_activity_at, expires_at)
  SELECT gen_random_uuid(), id, organisation_id, 'x', '', '', now(), '[]', now(), now() - interval '1 day' FROM users LIMIT 1`;

/** %1$I is the database, %2$I its login. */
function here(statement: string): string {
  return `DO $$ BEGIN EXECUTE format('${statement}', current_database(), 'cerberus_worker_' || current_database()); END $$`;
}

/** A finished run of everything that runs by schedule. */
function runs(startedAt: string, backlog = 0): string {
  const names = SCHEDULED.map(({ name }) => `'${name}'`).join(', ');
  return `INSERT INTO job_runs (id, name, started_at, finished_at, outcome, backlog)
    SELECT (lpad(to_hex((extract(epoch FROM ${startedAt}) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid, n,
      ${startedAt}, ${startedAt}, 'done', ${backlog} FROM unnest(ARRAY[${names}]) n`;
}

const FAULTS: readonly Fault[] = [
  {
    check: 'tenant-tables',
    fault: 'row-level security is off',
    make: 'ALTER TABLE users DISABLE ROW LEVEL SECURITY',
    level: 'error',
    what: 'users: Row-level security is off.',
  },
  {
    check: 'tenant-tables',
    fault: 'a policy is missing',
    make: 'DROP POLICY tenant_isolation ON clients',
    level: 'error',
    what: 'clients: It lacks the policy of cerberus_worker.',
    mend: `CREATE POLICY tenant_isolation ON clients FOR ALL TO cerberus_worker USING (${OWN}) WITH CHECK (${OWN})`,
  },
  {
    check: 'tenant-tables',
    fault: 'a policy lets everything through',
    make: 'CREATE POLICY wide_open ON users FOR SELECT USING (true)',
    level: 'error',
    what: 'users: The policy wide_open lets more through',
    mend: 'DROP POLICY wide_open ON users',
  },
  {
    check: 'tenant-tables',
    fault: 'a reference leaves the organisation out',
    make: `${PETS}; ${GUARD}; ALTER TABLE pets ADD CONSTRAINT keeper FOREIGN KEY (user_id) REFERENCES users (id)`,
    level: 'error',
    what: 'pets: keeper refers to users without the organisation.',
    mend: 'ALTER TABLE pets DROP CONSTRAINT keeper',
  },
  {
    check: 'worker-role',
    fault: 'the role of the Worker passes row-level security by',
    make: 'ALTER ROLE cerberus_worker BYPASSRLS',
    level: 'error',
    what: 'cerberus_worker has more power than it needs',
  },
  {
    check: 'worker-role',
    fault: 'the role of the Worker inherits',
    make: 'ALTER ROLE cerberus_worker INHERIT',
    level: 'error',
    what: 'cerberus_worker has more power than it needs',
  },
  {
    check: 'worker-role',
    fault: 'the system role is a superuser',
    make: 'ALTER ROLE cerberus_system SUPERUSER',
    level: 'error',
    what: 'cerberus_system has more power than it needs',
  },
  {
    check: 'worker-role',
    fault: 'the role of the Worker owns a table',
    make: 'ALTER TABLE users OWNER TO cerberus_worker',
    level: 'error',
    what: 'cerberus_worker owns users.',
  },
  {
    check: 'worker-role',
    fault: 'the role of the Worker may create objects',
    make: 'GRANT CREATE ON SCHEMA public TO cerberus_worker',
    level: 'warning',
    what: 'cerberus_worker may create objects',
  },
  {
    check: 'worker-role',
    fault: 'a role is missing',
    make: 'ALTER ROLE cerberus_system RENAME TO cerberus_lost',
    level: 'error',
    what: 'The role cerberus_system does not exist.',
    mend: 'ALTER ROLE cerberus_lost RENAME TO cerberus_system',
  },
  {
    check: 'worker-login',
    fault: 'everybody may make temporary tables',
    make: here('GRANT TEMPORARY ON DATABASE %1$I TO PUBLIC'),
    level: 'warning',
    what: 'may make temporary tables.',
  },
  {
    check: 'worker-login',
    fault: 'the login may make large objects',
    make: here('GRANT EXECUTE ON FUNCTION pg_catalog.lo_create(oid), lo_from_bytea(oid, bytea) TO %2$I'),
    level: 'warning',
    what: 'may make large objects.',
  },
  {
    check: 'worker-login',
    fault: 'the Worker of this database has no login',
    make: here('REVOKE CONNECT ON DATABASE %1$I FROM %2$I'),
    level: 'info',
    what: 'The Worker of this database has no login yet.',
  },
  {
    check: 'worker-login',
    fault: 'the login passes row-level security by',
    make: here('ALTER ROLE %2$I BYPASSRLS'),
    level: 'error',
    what: 'has more power than it needs',
  },
  {
    check: 'worker-login',
    fault: 'the login inherits the system role',
    make: here('GRANT cerberus_system TO %2$I'),
    level: 'error',
    what: 'inherits what cerberus_system may',
  },
  {
    check: 'worker-login',
    fault: 'the login lost the rights of the Worker',
    make: here('REVOKE cerberus_worker FROM %2$I'),
    level: 'error',
    what: 'does not have the rights of cerberus_worker',
  },
  {
    check: 'worker-login',
    fault: 'the login opens another database',
    make: here('GRANT CONNECT ON DATABASE healthy TO %2$I'),
    level: 'error',
    what: 'may connect to the database healthy, too',
  },
  {
    check: 'sharing',
    fault: 'the login that older releases shared',
    make: `ALTER ROLE cerberus_worker LOGIN; ${here('GRANT CONNECT ON DATABASE %1$I TO PUBLIC')}`,
    level: 'error',
    what: 'cerberus_worker may connect to this database with the rights of the Worker',
  },
  {
    check: 'sharing',
    fault: 'the database is open to every role of the server',
    make: `ALTER ROLE cerberus_worker NOLOGIN; ${here('GRANT CONNECT ON DATABASE %1$I TO PUBLIC')}`,
    level: 'warning',
    what: 'Every role of this server may connect',
  },
  {
    check: 'grants',
    fault: 'the audit trail can be rewritten',
    make: 'GRANT DELETE ON audit_logs TO cerberus_system',
    level: 'error',
    what: 'cerberus_system may do more with audit_logs',
  },
  {
    check: 'grants',
    fault: 'tenants reach the signing keys',
    make: 'GRANT SELECT ON jwks TO cerberus_worker',
    level: 'error',
    what: 'cerberus_worker may do more with jwks',
  },
  {
    check: 'grants',
    fault: 'the Worker writes the history of migrations',
    make: 'GRANT UPDATE ON _prisma_migrations TO cerberus_worker',
    level: 'error',
    what: 'cerberus_worker may do more with _prisma_migrations',
  },
  {
    check: 'audit-partitions',
    fault: 'the next month has no partition',
    make: `DO $$ BEGIN EXECUTE to_char(now() AT TIME ZONE 'UTC' + interval '1 month', '"DROP TABLE audit_logs_"YYYY_MM'); END $$`,
    level: 'warning',
    what: 'The audit log has no partition audit_logs_',
  },
  {
    check: 'audit-partitions',
    fault: 'tenants reach a partition',
    make: 'GRANT SELECT ON audit_logs_default TO cerberus_worker',
    level: 'error',
    what: 'cerberus_worker has rights to the partition audit_logs_default.',
  },
  {
    check: 'signing-keys',
    fault: 'there is no signing key',
    make: `DELETE FROM jwks WHERE alg = 'ES256'`,
    level: 'error',
    what: 'There is no signing key for ES256.',
  },
  {
    check: 'slow-statements',
    fault: 'nobody counts statements',
    make: 'DROP EXTENSION pg_stat_statements',
    level: 'info',
    what: 'pg_stat_statements is not installed',
  },
  {
    check: 'slow-statements',
    fault: 'a statement is slow',
    make: 'SELECT pg_sleep(0.3)',
    level: 'warning',
    what: 'in 1 calls: SELECT pg_sleep($1)',
    mend: 'SELECT pg_stat_statements_reset()',
  },
  {
    check: 'foreign-key-indexes',
    fault: 'no index serves a foreign key',
    make: `${PETS}; ${GUARD}; ALTER TABLE pets ADD FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)`,
    level: 'warning',
    what: 'No index serves the foreign key pets_organisation_id_user_id_fkey of pets (organisation_id, user_id).',
  },
  {
    check: 'unused-indexes',
    fault: 'nothing uses an index',
    make: 'CREATE INDEX useless ON users (middle_name)',
    level: 'info',
    what: 'The index useless (0.0 MB) has not been used',
    options: { thresholds: { unusedIndexBytes: 1, statisticsDays: 0 } },
  },
  {
    check: 'missing-indexes',
    fault: 'a table is read from end to end',
    make: 'DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM count(*) FROM permissions WHERE description = i::text; END LOOP; END $$',
    level: 'warning',
    what: 'permissions was read from end to end',
    mend: 'SELECT pg_stat_reset()',
    options: { thresholds: { largeTableRows: 5 } },
  },
  {
    check: 'dead-rows',
    fault: 'dead rows pile up',
    make: 'CREATE TABLE heap (id int) WITH (autovacuum_enabled = false); INSERT INTO heap SELECT generate_series(1, 500); DELETE FROM heap',
    level: 'warning',
    what: 'heap holds 500 dead rows beside 0 live ones.',
    options: { thresholds: { largeTableRows: 100 } },
  },
  {
    check: 'expired-rows',
    fault: 'sweeps do not run',
    make: SESSION,
    level: 'warning',
    what: 'The sweep "sessions" is behind: 1 row should be gone.',
    mend: 'DELETE FROM sessions',
  },
  {
    check: 'expired-rows',
    fault: 'more expires than the sweeps remove',
    make: SESSION.replace("'x'", "'x' || n").replace(
      'FROM users LIMIT 1',
      'FROM (SELECT * FROM users LIMIT 1) u, generate_series(1, 6000) n',
    ),
    level: 'warning',
    what: 'The sweep "sessions" is behind: 6000 rows should be gone.',
    mend: 'DELETE FROM sessions',
  },
  {
    check: 'waiting-work',
    fault: 'mail does not leave',
    make: `INSERT INTO outbound_emails (id, organisation_id, recipient, template, subject, text, html, next_attempt_at)
      SELECT gen_random_uuid(), id, 'a@example.com', 'a', '', '', '', now() - interval '1 day' FROM organisations LIMIT 1`,
    level: 'warning',
    what: 'The job "mail" is behind: 1 row should be done.',
    mend: 'DELETE FROM outbound_emails',
  },
  {
    check: 'waiting-work',
    fault: 'people are not erased',
    make: `UPDATE users SET deletion_scheduled_at = now() - interval '1 day'
      WHERE NOT EXISTS (SELECT FROM organisations WHERE owner_id = users.id);
      INSERT INTO users (id, organisation_id, email, first_name, last_name, name, deletion_scheduled_at)
      SELECT gen_random_uuid(), id, 'gone@example.com', '', '', '', now() - interval '1 day' FROM organisations LIMIT 1`,
    level: 'warning',
    what: 'The job "erasure" is behind: ',
    mend: 'UPDATE users SET deletion_scheduled_at = NULL',
  },
  {
    check: 'job-runs',
    fault: 'nothing runs by schedule',
    make: `UPDATE _prisma_migrations SET finished_at = now() - interval '1 day' WHERE migration_name LIKE '%job_runs'`,
    level: 'warning',
    what: 'No job has ever run.',
    mend: `UPDATE _prisma_migrations SET finished_at = now()`,
  },
  {
    check: 'job-runs',
    fault: 'a sweep runs no more',
    make: `${runs(`now() - interval '5 hours'`)}; ${runs('now()')}; DELETE FROM job_runs WHERE name = 'tokens' AND started_at > now() - interval '1 hour'`,
    level: 'warning',
    what: 'The sweep "tokens" has not run for 5 hours.',
    mend: runs('now()'),
  },
  {
    check: 'job-runs',
    fault: 'a run was cut off',
    make: `${runs('now()')}; UPDATE job_runs SET started_at = now() - interval '20 minutes', finished_at = NULL, outcome = NULL WHERE name = 'erasure'`,
    level: 'warning',
    what: 'The last run of the job "erasure" did not finish; it began ',
    mend: runs('now()'),
  },
  {
    check: 'job-runs',
    fault: 'a run failed',
    make: `${runs('now()')}; UPDATE job_runs SET outcome = 'failed', error = 'no room' WHERE name = 'keys'`,
    level: 'warning',
    what: 'The last run of the job "keys" failed: no room.',
    mend: runs('now()'),
  },
  {
    check: 'job-runs',
    fault: 'a sweep removes less than expires',
    make: [3, 2, 1].map((n) => runs(`now() - interval '${n} hours'`, 40 - n * 10)).join(';'),
    level: 'warning',
    what: 'The backlog of the sweep "sessions" grows: 10, 20, 30 at the end of its last runs.',
    mend: runs('now()'),
  },
  {
    check: 'demo-data',
    fault: 'the demo organisation is in production',
    make: 'SELECT 1',
    level: 'error',
    what: 'owner@demo.example can sign in',
    options: { environment: { ...DEVELOPMENT, ENVIRONMENT: 'production' } },
  },
  {
    check: 'demo-data',
    fault: 'the demo organisation is where nobody said that it may be',
    make: 'SELECT 1',
    level: 'warning',
    what: 'owner@demo.example can sign in',
    options: { environment: {} },
  },
];

describe('finds, and helps to mend:', () => {
  const cases = FAULTS.map((fault) => [`${fault.check}: ${fault.fault}`, fault] as const);
  test.each(cases)('%s', async (_name, { check, make, level, what, mend, options = {} }) => {
    const url = await healthyDatabase();
    await execute(url, make);
    const named = async () => (await findings(url, check, options)).filter((finding) => finding.what.includes(what));
    // Statistics reach the views with a delay.
    await expect
      .poll(async () => (await named()).map((finding) => finding.level), { timeout: 60_000 })
      .toEqual([level]);
    const [finding] = await named();
    expect(finding).toMatchObject({ why: expect.stringMatching(/\.\)?$/), mend: expect.stringMatching(/./) });
    if (mend) await execute(url, mend);
    else await follow(url, finding?.mend ?? '');
    await expect.poll(named, { timeout: 60_000 }).toEqual([]);
  });

  test('invalid-indexes: an index could not be built', async () => {
    const url = await healthyDatabase();
    await column(
      url,
      `INSERT INTO scopes (id, name, display_name, description) SELECT gen_random_uuid(), n, 'same', '' FROM unnest(ARRAY['a', 'b']) n`,
    );
    await expect(column(url, 'CREATE UNIQUE INDEX CONCURRENTLY twice ON scopes (display_name)')).rejects.toThrow(
      'could not create',
    );
    const [finding] = await findings(url, 'invalid-indexes');
    expect(finding).toMatchObject({ level: 'error', what: expect.stringContaining('The index twice is invalid') });
    await follow(url, finding?.mend ?? '');
    expect(await findings(url, 'invalid-indexes')).toEqual([]);
  });

  test('long-transactions: somebody went for a coffee', async () => {
    const url = await healthyDatabase();
    const idle = new Client({ connectionString: url });
    idle.on('error', () => {});
    await idle.connect();
    await idle.query('BEGIN');
    await idle.query('SELECT FROM users');
    const options = { thresholds: { longTransactionSeconds: 0 } };
    const [finding] = await findings(url, 'long-transactions', options);
    expect(finding?.what).toMatch(
      /^A transaction of postgres has been open for \d+ s \(idle in transaction\): SELECT FROM users$/,
    );
    await follow(url, finding?.mend ?? '');
    await expect.poll(() => findings(url, 'long-transactions', options)).toEqual([]);
    await idle.end().catch(() => {});
  });

  test('connections: hardly any is left', async () => {
    const url = await healthyDatabase();
    const clients = Array.from({ length: 185 }, () => new Client({ connectionString: url }));
    for (const client of clients) client.on('error', () => {});
    for (const client of clients.slice(0, 145)) await client.connect();
    expect(await findings(url, 'connections')).toMatchObject([
      { level: 'warning', what: expect.stringMatching(/^14\d of 197/) },
    ]);
    for (const client of clients.slice(145)) await client.connect();
    expect(await findings(url, 'connections')).toMatchObject([{ level: 'error' }]);
    await Promise.all(clients.map((client) => client.end()));
    await expect.poll(() => findings(url, 'connections')).toEqual([]);
  });

  test('pools: more pools than the server has connections', async () => {
    const url = await healthyDatabase();
    const [finding] = await findings(url, 'pools', { instances: 4 });
    expect(finding).toMatchObject({
      level: 'error',
      what: '4 pools of 60 connections may ask for 240, and the server has 197.',
    });
    expect(finding?.mend).toContain('at most 49');
    expect(await findings(`${url}?connection_limit=49`, 'pools', { instances: 4 })).toEqual([]);
    const { code, error } = await runCommand(['doctor', '--instances', 'many'], { DATABASE_URL: url });
    expect({ code, error }).toEqual({ code: 1, error: '--instances takes a number from 1 on.\n' });
  });

  test('encryption-key: missing, no key at all, guessable, or another one', async () => {
    const url = await healthyDatabase();
    const withKey = (SECRET_ENCRYPTION_KEY: string | undefined) =>
      findings(url, 'encryption-key', { environment: { ...DEVELOPMENT, SECRET_ENCRYPTION_KEY } });
    expect(await withKey(undefined)).toMatchObject([{ level: 'info' }]);
    expect(await withKey('c2hvcnQ=')).toMatchObject([
      { level: 'error', what: 'SECRET_ENCRYPTION_KEY must be 32 bytes in base64.' },
    ]);
    const weak = { level: 'error', what: expect.stringContaining('is no random key') };
    expect(await withKey(Buffer.alloc(32).toString('base64'))).toMatchObject([weak]);
    expect(await withKey(Buffer.from('change-me-change-me-change-me-32').toString('base64'))).toMatchObject([weak]);
    const other = randomBytes(32).toString('base64');
    const [finding] = await withKey(other);
    expect(finding?.what).toMatch(/^SECRET_ENCRYPTION_KEY does not open 4 of 4 keys/);
    expect(await withKey(`2:${other},1:${KEY}`)).toEqual([]);
    await execute(
      url,
      `INSERT INTO jwks (id, kid, alg, public_key, private_key, stage)
       SELECT gen_random_uuid(), 'of-an-intruder', alg, public_key, private_key, 'retired' FROM jwks WHERE alg = 'ES256'`,
    );
    const [foreign] = await withKey(KEY);
    expect(foreign?.what).toBe('SECRET_ENCRYPTION_KEY does not open 1 of 5 keys (of-an-intruder).');
  });

  test('sealed-form: what earlier releases sealed, until it is refused', async () => {
    const url = await healthyDatabase();
    const under = (SECRET_SEALING?: string) =>
      findings(url, 'sealed-form', { environment: { ...DEVELOPMENT, SECRET_SEALING } });
    expect(await under()).toEqual([]);
    expect(await under('former')).toEqual([]);
    expect(await under('bound')).toMatchObject([{ level: 'info', mend: expect.stringContaining('bound-only') }]);
    expect(await under('bound-only')).toEqual([]);
    const [id = ''] = await column(url, 'SELECT id::text FROM organisations LIMIT 1');
    const salt = await createSecretBox(KEY, 'former').seal('salt', { purpose: 'organisation.pairwise_salt', id });
    await column(url, 'UPDATE organisations SET pairwise_salt = $2 WHERE id = $1', [id, salt]);
    const what = expect.stringContaining(
      '1 secret is in the form of earlier releases (organisations.pairwise_salt: 1)',
    );
    expect(await under()).toMatchObject([{ level: 'warning', what }]);
    expect(await under('bound')).toMatchObject([{ level: 'warning', what }]);
    expect(await under('bound-only')).toMatchObject([{ level: 'error', what }]);
    expect(await runCommand(['keys', 'reseal'], { DATABASE_URL: url, ...DEVELOPMENT })).toMatchObject({ code: 0 });
    expect(await under()).toEqual([]);
  });

  test('reachable: nobody answers, or the password is wrong', async () => {
    const wrong = new URL(await healthyDatabase());
    wrong.password = 'wrong';
    expect(await examine(wrong.toString())).toMatchObject([
      { check: 'reachable', level: 'error', what: expect.stringContaining('refused the password') },
    ]);
    const { code, output } = await runCommand(['doctor', '--json'], { DATABASE_URL: 'postgresql://x:y@127.0.0.1:1/z' });
    expect(code).toBe(1);
    expect(JSON.parse(output).findings).toMatchObject([
      { check: 'reachable', what: expect.stringContaining('Nothing listens') },
    ]);
  });

  test('tls: a connection over the network in the clear', async () => {
    const url = await healthyDatabase();
    // Another way to write the loopback address, which does not look like one.
    const away = url.replace('127.0.0.1', '127.1');
    expect(await findings(away, 'tls')).toMatchObject([{ level: 'error', what: 'The connection is not encrypted.' }]);
    expect(await findings(url, 'tls')).toEqual([]);
    const encrypted = { client: answering({ ssl: true }), url: 'postgresql://db.example.com/a?sslmode=no-verify' };
    const tls = CONNECTION_CHECKS.find(({ name }) => name === 'tls');
    expect(await tls?.run(encrypted as unknown as Context)).toMatchObject([{ level: 'warning' }]);
    expect(
      await tls?.run({ ...encrypted, url: 'postgresql://db.example.com/a?sslmode=verify-full' } as unknown as Context),
    ).toEqual([]);
  });

  test('prepared: a pooler that lets two share a connection, and keeps their statements apart for neither', async () => {
    const url = await healthyDatabase();
    const pooler = await openSharingPooler(url);
    onTestFinished(pooler.close);
    const ask = (environment: NodeJS.ProcessEnv) =>
      findings(url, 'prepared', { environment: { ...DEVELOPMENT, ...environment } });
    expect(await ask({ WORKER_DATABASE_URL: pooler.url })).toMatchObject([
      { level: 'warning', what: 'The pooler does not keep prepared statements (SQLSTATE 42P05).' },
    ]);
    expect(await ask({ WORKER_DATABASE_URL: pooler.url, DATABASE_PREPARED_STATEMENTS: 'false' })).toEqual([]);
    expect(await ask({ WORKER_DATABASE_URL: url })).toEqual([]);
    expect(await ask({})).toEqual([]);
  });

  test('version: a server that is too old', async () => {
    const version = CONNECTION_CHECKS.find(({ name }) => name === 'version');
    const run = (text: string, number: number) =>
      version?.run({ client: answering({ version: text, number }) } as unknown as Context);
    expect(await run('13.9', 130_009)).toMatchObject([{ level: 'error', what: 'The server is PostgreSQL 13.9.' }]);
    expect(await run('14.0', 140_000)).toEqual([]);
  });

  test('writable: a standby, or a database that only reads', async () => {
    const url = await healthyDatabase();
    const name = new URL(url).pathname.slice(1);
    for (const whose of [`DATABASE ${name}`, `ROLE cerberus_worker IN DATABASE ${name}`]) {
      await column(server.urlOf('postgres'), `ALTER ${whose} SET default_transaction_read_only = on`);
      expect(await findings(url, 'writable')).toMatchObject([
        { level: 'error', what: 'Transactions are read-only (default_transaction_read_only = on).' },
      ]);
      await column(server.urlOf('postgres'), `ALTER ${whose} RESET default_transaction_read_only`);
      expect(await findings(url, 'writable')).toEqual([]);
    }
    const writable = CONNECTION_CHECKS.find((check) => check.name === 'writable');
    const standby = { client: answering({ standby: true, readOnly: false }) } as unknown as Context;
    expect(await writable?.run(standby)).toMatchObject([
      { level: 'error', what: 'The server is a standby: it only reads.' },
    ]);
  });

  test('role: the address is the one of the Worker', async () => {
    const workerUrl = await giveWorkerLogin(await healthyDatabase(), 'worker-password');
    expect(await findings(workerUrl, 'role')).toMatchObject([{ level: 'error' }]);
  });

  test('migrations: pending, failed, edited and unknown ones', async () => {
    const url = await healthyDatabase();
    const prisma = await copyOfPrisma();
    const later = laterMigration('add_city');
    const doctor = async () => {
      const { output } = await prisma.run(url, ['doctor', '--json'], DEVELOPMENT);
      return (JSON.parse(output).findings as Diagnosis[]).filter(({ check }) => check === 'migrations');
    };
    await prisma.write(later, 'ALTER TABLE users ADD COLUMN city txt;');
    const [pending] = await doctor();
    expect(pending).toMatchObject({
      level: 'error',
      what: `Pending: ${later}.`,
      mend: 'npm run db -- deploy',
    });
    await prisma.run(url, ['deploy']);
    const [failed] = await doctor();
    expect(failed).toMatchObject({ level: 'error', what: expect.stringContaining('type "txt" does not exist') });
    await prisma.write(later, 'ALTER TABLE users ADD COLUMN city text;');
    await follow(url, failed?.mend ?? '', { PRISMA_FOLDER: prisma.folder });
    await follow(url, pending?.mend ?? '', { PRISMA_FOLDER: prisma.folder });
    expect(await doctor()).toEqual([]);
    expect(await findings(url, 'migrations')).toMatchObject([
      { level: 'warning', what: `The migration ${later} is in the database, but not in prisma/migrations.` },
    ]);
    await prisma.write(later, 'ALTER TABLE users ADD COLUMN town text;');
    expect(await doctor()).toMatchObject([
      { level: 'warning', what: `The migration ${later} was edited after it was applied.` },
    ]);
  });

  test('drift: a column that somebody dropped comes back', async () => {
    const url = await healthyDatabase();
    await column(url, 'ALTER TABLE users DROP COLUMN phone');
    const [finding] = await findings(url, 'drift');
    expect(finding).toMatchObject({ level: 'error', what: expect.stringContaining('Added column `phone`') });
    expect(finding?.mend).toContain('npm run db -- diff --script | psql "$DATABASE_URL"');
    const { output } = await runCommand(['diff', '--script'], { DATABASE_URL: url });
    await column(url, output);
    expect(await findings(url, 'drift')).toEqual([]);
  });

  test('hyperdrive: a cache that is on, and one that nobody may look at', async () => {
    const url = await healthyDatabase();
    const { environment, state } = await startCloudflare();
    const look = (changes: NodeJS.ProcessEnv = {}) =>
      findings(url, 'hyperdrive', { environment: { ...environment, ...changes } });
    const [finding] = await look();
    expect(finding).toMatchObject({
      level: 'error',
      mend: 'npx wrangler hyperdrive update 00aa11 --caching-disabled true',
    });
    state.disabled = true;
    expect(await look()).toEqual([]);
    expect(await look({ CLOUDFLARE_API_TOKEN: 'wrong' })).toMatchObject([
      { level: 'warning', what: expect.stringContaining('(403)') },
    ]);
    expect(await look({ CLOUDFLARE_API_TOKEN: '' })).toMatchObject([
      { level: 'info', mend: expect.stringContaining('hyperdrive get 00aa11') },
    ]);
  });
});

test('every check has been seen to find something', async () => {
  const source = await readFile(import.meta.filename, 'utf8');
  for (const { name } of CHECKS) expect(source).toMatch(new RegExp(`check: '${name}'|test\\('${name}: `));
});

test('warnings alone are no failure, unless --strict', async () => {
  const url = await healthyDatabase();
  const outcome = (...flags: string[]) =>
    runCommand(['doctor', ...flags], { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: KEY });
  expect(await outcome()).toMatchObject({
    code: 0,
    output: expect.stringMatching(/WARNING .*demo.*\n +.*\n +→ psql[\s\S]* 0 errors, 1 warning, 1 note\.\n$/),
  });
  expect(await outcome('--strict')).toMatchObject({ code: 2 });
});

test('a database without any table is no reason to fall over', async () => {
  await column(server.urlOf('postgres'), 'CREATE DATABASE bare');
  const diagnoses = await examine(server.urlOf('bare'), { environment: DEVELOPMENT });
  expect(diagnoses.find(({ check }) => check === 'migrations')).toMatchObject({ level: 'error' });
  expect(diagnoses.find(({ check }) => check === 'signing-keys')?.what).toMatch(/^This could not be looked at: .*\.$/);
});

/** A client that gives one row to whatever it is asked. */
function answering(row: object) {
  return { query: async () => ({ rows: [row] }) };
}

/** The one address of Cloudflare's API that is asked, and a wrangler.toml that names its configuration. */
async function startCloudflare() {
  const state = { disabled: false };
  const api = createServer((request, response) => {
    const known = request.url === '/accounts/account/hyperdrive/configs/00aa11';
    const allowed = request.headers.authorization === 'Bearer token' && known;
    response.writeHead(allowed ? 200 : 403).end(JSON.stringify({ result: { caching: { disabled: state.disabled } } }));
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  onTestFinished(() => void api.close());
  const config = join(folder, 'wrangler.toml');
  await writeFile(
    config,
    '[vars]\nid = "no"\n\n[[hyperdrive]]\nbinding = "HYPERDRIVE"\nid = "00aa11"\n\n[[kv_namespaces]]\nid = "kv"\n',
  );
  const { port } = api.address() as { port: number };
  const environment = {
    CLOUDFLARE_API_TOKEN: 'token',
    CLOUDFLARE_ACCOUNT_ID: 'account',
    CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
    WRANGLER_CONFIG: config,
  };
  return { environment, state };
}

test('nothing stays on the connection, which a pooler gives to somebody else', async () => {
  const query = vi.spyOn(Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  const url = await seededDatabase();
  query.mockClear();
  await examine(url, { environment: {}, only: 'version' });
  const texts = query.mock.calls.map((call: unknown[]) => String(call[0]));
  expect(texts[0]).toMatch(/^BEGIN READ ONLY; SET LOCAL /);
  expect(texts.at(-1)).toBe('ROLLBACK');
  expect(texts.filter((text: string) => /(^|;)\s*SET (?!LOCAL)/i.test(text))).toEqual([]);
});
