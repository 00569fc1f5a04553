/** What a deploy does to others while it runs, and what it leaves behind when it is ended. */
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { kindOf } from '../../../migrations-runner/migrations/script.ts';
import { startCommand } from '../support/command-line.ts';
import { copyOfPrisma, laterMigration } from '../support/prisma-copy.ts';
import { column, execute, seededDatabase } from '../support/scratch.ts';

const ADD_CITY = laterMigration('add_city');
const ADD = 'ALTER TABLE users ADD COLUMN city text;';
/** Longer than any test waits for its end. */
const SLOW = 'ALTER TABLE users ADD COLUMN kill1 text; SELECT pg_sleep(600); ALTER TABLE users ADD COLUMN kill2 text;';
const SLEEPING = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)%'
                  AND state = 'active' AND pid <> pg_backend_pid()`;
const COLUMNS = `SELECT column_name FROM information_schema.columns WHERE table_name = 'users' AND column_name ~ 'kill|city'`;
const PATIENT = { timeout: 60_000, interval: 100 };

async function withMigration(sql: string) {
  const url = await seededDatabase();
  const prisma = await copyOfPrisma();
  await prisma.write(ADD_CITY, sql);
  const start = (args: string[]) => startCommand(args, { DATABASE_URL: url, PRISMA_FOLDER: prisma.folder });
  return { url, start, run: (args: string[]) => prisma.run(url, args), write: prisma.write };
}

/** A report that reads `users` and does not end. */
async function longReader(url: string): Promise<Client> {
  const reader = new Client({ connectionString: url, application_name: 'quarterly report' });
  await reader.connect();
  onTestFinished(() => reader.end());
  await reader.query('BEGIN; SELECT FROM users LIMIT 1');
  return reader;
}

test('a migration that waits for a lock lets others read, says whom it waits for, and goes on by itself', async () => {
  const { url, start } = await withMigration(ADD);
  const reader = await longReader(url);
  const deploy = start(['deploy']);
  await expect
    .poll(deploy.said, PATIENT)
    .toMatch(
      new RegExp(
        `${ADD_CITY} needs a lock that server process \\d+ \\("quarterly report" as \\w+ in a transaction for`,
      ),
    );
  await execute(url, `SET statement_timeout = '20s'; SELECT count(*) FROM users`);
  await reader.query('COMMIT');
  expect(await deploy.ended).toMatchObject({
    code: 0,
    error: '',
    output: expect.stringContaining(`Applied ${ADD_CITY}`),
  });
});

test('a lock that is not to be had leaves nothing to resolve', async () => {
  const { url, run } = await withMigration(ADD);
  const reader = await longReader(url);
  const refused = await run(['deploy', '--wait', '1']);
  expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('Nothing of it was applied') });
  expect((await run(['status'])).output).toMatch(new RegExp(`^Pending: ${ADD_CITY}\\n`));
  await reader.query('COMMIT');
  expect(await run(['deploy'])).toMatchObject({ code: 0, output: `Applied ${ADD_CITY}\n` });
});

test('limits that the database sets for requests do not end a migration, which is named while it runs', async () => {
  const { url, start } = await withMigration(`SELECT pg_sleep(4); ${ADD}`);
  await execute(
    url,
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 900', current_database()); END $$`,
  );
  const deploy = start(['deploy']);
  expect(await deploy.ended).toMatchObject({ code: 0, output: `Applied ${ADD_CITY}\n` });
  expect(deploy.said()).toContain(`Applying migrations: ${ADD_CITY}`);
});

test('an interrupted deploy ends its script in the server, and leaves nothing of it', async () => {
  const { url, start, run } = await withMigration(SLOW);
  const deploy = start(['deploy']);
  await expect.poll(() => column(url, SLEEPING), PATIENT).toHaveLength(1);
  expect((await run(['status'])).output).toMatch(
    new RegExp(`^A runner is migrating this database at this moment: ${ADD_CITY} \\(server process \\d+`),
  );
  deploy.child.kill('SIGINT');
  expect(await deploy.ended).toMatchObject({
    code: 1,
    error: expect.stringMatching(
      new RegExp(`^Interrupted\\. The migration ${ADD_CITY} was cancelled .* nothing of it was applied`),
    ),
  });
  expect(await column(url, SLEEPING)).toEqual([]);
  expect(await column(url, COLUMNS)).toEqual([]);
  expect((await run(['status'])).output).toMatch(new RegExp(`^Pending: ${ADD_CITY}\\n`));
});

test('the script of a deploy that was killed ends as well, and the next deploy begins it anew', async () => {
  const { url, start, run, write } = await withMigration(SLOW);
  const deploy = start(['deploy']);
  await expect.poll(() => column(url, SLEEPING), PATIENT).toHaveLength(1);
  deploy.child.kill('SIGKILL');
  await expect.poll(() => column(url, SLEEPING), PATIENT).toEqual([]);
  expect((await run(['status'])).output).toContain('was not committed, so nothing of it remains');
  await write(ADD_CITY, ADD);
  const { code, output } = await run(['deploy']);
  expect({ code, output }).toEqual({
    code: 0,
    output: `A runner died at ${ADD_CITY}: nothing of it was committed, so it runs again.\nApplied ${ADD_CITY}\n`,
  });
});

test('a connection that the server ends in the middle leaves nothing to resolve', async () => {
  const { url, start, run, write } = await withMigration(SLOW);
  const deploy = start(['deploy']);
  await expect.poll(() => column(url, SLEEPING), PATIENT).toHaveLength(1);
  await column(url, `SELECT pg_terminate_backend(pid) FROM (${SLEEPING}) AS sleeping`);
  expect(await deploy.ended).toMatchObject({ code: 1, error: expect.stringContaining('was lost while the migration') });
  await write(ADD_CITY, ADD);
  expect(await run(['deploy'])).toMatchObject({ code: 0, output: `Applied ${ADD_CITY}\n` });
});

test('status tells of a script at work whose runner is gone, and deploy waits for its end', async () => {
  const { url, start, run } = await withMigration(ADD);
  await column(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES (gen_random_uuid(), 'x', 'orphan')`,
  );
  const orphan = new Client({ connectionString: url });
  await orphan.connect();
  onTestFinished(() => orphan.end().catch(() => {}));
  await orphan.query('SELECT pg_advisory_lock(1128616523)');
  expect((await run(['status'])).output).toContain(
    'The runner of the migration orphan is gone, and its script is still at work',
  );
  const deploy = start(['deploy']);
  await expect.poll(deploy.said, PATIENT).toContain('Another runner is migrating');
  await column(url, `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = 'orphan'`);
  await orphan.end();
  expect(await deploy.ended).toMatchObject({ code: 0 });
});

test('what failed once and succeeded later cannot be marked as rolled back', async () => {
  const { run, write } = await withMigration('ALTER TABLE users ADD COLUMN city txt;');
  expect(await run(['deploy'])).toMatchObject({ code: 1 });
  expect(await run(['resolve', '--rolled-back', ADD_CITY])).toMatchObject({ code: 0 });
  await write(ADD_CITY, ADD);
  expect(await run(['deploy'])).toMatchObject({ code: 0 });
  expect(await run(['resolve', '--rolled-back', ADD_CITY])).toMatchObject({
    code: 1,
    error: expect.stringContaining('is applied: what failed before was followed by a success'),
  });
});

test('what exists already is not called gone, and what stands alone runs alone', async () => {
  const { url, run, write } = await withMigration(ADD);
  await execute(url, ADD);
  const { error } = await run(['deploy']);
  expect(error).toContain('This try ran as one transaction and left nothing, but something that it makes is there');
  expect(error).not.toContain('nothing of it remains');
  await run(['resolve', '--rolled-back', ADD_CITY]);
  await write(ADD_CITY, 'VACUUM users;');
  expect(await run(['deploy'])).toMatchObject({ code: 0, output: `Applied ${ADD_CITY}\n` });
});

test.each([
  ['transaction', 'ALTER TABLE a ADD b int; -- COMMIT;'],
  ['transaction', `INSERT INTO a VALUES ('COMMIT;')`],
  ['transaction', 'DO $$ BEGIN PERFORM 1; EXCEPTION WHEN others THEN NULL; END $$'],
  ['transaction', 'SAVEPOINT a; ROLLBACK TO a'],
  ['own-transactions', 'begin; SELECT 1; commit and chain;'],
  ['own-transactions', 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; END'],
  ['own-transactions', 'DO $$ BEGIN UPDATE a SET b = 1; COMMIT; END $$'],
  ['own-transactions', 'CALL fill()'],
  ['concurrently', 'CREATE INDEX CONCURRENTLY a ON b (c)'],
])('%s: %s', (kind, sql) => {
  expect(kindOf(sql)).toBe(kind);
});
