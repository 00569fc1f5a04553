/** The migrations that cut the audit log into months, on a database that is in use. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { runCommand } from '../support/command-line.ts';
import { copyOfPrisma } from '../support/prisma-copy.ts';
import { column, execute, scratchDatabase } from '../support/scratch.ts';

const FIRST_OF_THEM = '20261201003000';
const organisation = '10000000-0000-4000-8000-000000000000';
const DAY = 86_400_000;

const INSERT = `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent,
  success, created_at) VALUES ($1, '${organisation}', 'user.created', 'user', 'create', '192.0.2.1', 'Browser', true, $2)`;

const insert = (client: Client, at = new Date(), id = uuidv7(at)) => client.query(INSERT, [id, at]);

/** @returns a database without the partitions */
async function formerDatabase(): Promise<string> {
  const url = await scratchDatabase();
  const copy = await copyOfPrisma();
  for (const name of await copy.migrations()) {
    if (name >= FIRST_OF_THEM) await rm(join(copy.folder, 'migrations', name), { recursive: true });
  }
  expect(await copy.run(url, ['deploy'])).toMatchObject({ code: 0, error: '' });
  await execute(
    url,
    `INSERT INTO organisations (id, name, slug, email) VALUES ('${organisation}', 'A', 'a', 'a@example.com')`,
  );
  return url;
}

const deploy = async (url: string) =>
  expect(await runCommand(['deploy'], { DATABASE_URL: url })).toMatchObject({ code: 0, error: '' });

/** Writes entries until it is stopped. @returns their ids */
function writing(url: string) {
  let stopped = false;
  const written = withClient(url, async (client) => {
    const ids: string[] = [];
    while (!stopped) {
      const id = uuidv7(new Date());
      await insert(client, new Date(), id);
      ids.push(id);
    }
    return ids;
  });
  return {
    stop: async () => {
      stopped = true;
      return written;
    },
  };
}

test('no entry is lost, none is refused, and none is moved', async () => {
  const url = await formerDatabase();
  const before = await withClient(url, async (client) => {
    for (const days of [0, 1, 40, 400]) await insert(client, new Date(Date.now() - days * DAY));
    return (await client.query('SELECT id, ctid FROM audit_logs ORDER BY id')).rows;
  });
  const writer = writing(url);
  await deploy(url);
  const written = await writer.stop();
  expect(written.length).toBeGreaterThan(100);
  await withClient(url, async (client) => {
    const after = (await client.query('SELECT id FROM audit_logs ORDER BY id')).rows.map(({ id }) => id);
    expect(after).toEqual([...before.map(({ id }) => id), ...written].sort());
    expect(
      (
        await client.query('SELECT id, ctid FROM audit_logs_default WHERE id = ANY ($1) ORDER BY id', [
          before.map(({ id }) => id),
        ])
      ).rows,
    ).toEqual(before);
  });
});

test('an entry with a random id is in no month to come', async () => {
  const url = await formerDatabase();
  const soon = uuidv7(new Date(Date.now() + 120 * DAY)).replace(/^(.{14})7/, '$14');
  await withClient(url, (client) => insert(client, new Date(), soon));
  await deploy(url);
  expect(
    await column(
      url,
      `SELECT left(id::text, 8) = left('${uuidv7(new Date())}', 8) AND created_at <= now() FROM audit_logs`,
    ),
  ).toEqual([true]);
});

test('the months to come are made without reading the entries that there are', async () => {
  const url = await formerDatabase();
  await withClient(url, (client) => insert(client));
  const notices: string[] = [];
  await deploy(url);
  // The check that was proven before is what PostgreSQL needs: it says so.
  await withClient(url, async (client) => {
    client.on('notice', ({ message }) => message && notices.push(message));
    await client.query(`SET client_min_messages = debug1`);
    const [{ low, high }] = (
      await client.query(`SELECT lowest_id('3000-01-01Z') AS low, lowest_id('3000-02-01Z') AS high`)
    ).rows;
    await client.query(`ALTER TABLE audit_logs_default ADD CONSTRAINT far CHECK (id < '${low}' OR id >= '${high}')`);
    await client.query('CREATE TABLE audit_logs_3000_01 (LIKE audit_logs INCLUDING DEFAULTS INCLUDING INDEXES)');
    await client.query(
      `ALTER TABLE audit_logs ATTACH PARTITION audit_logs_3000_01 FOR VALUES FROM ('${low}') TO ('${high}')`,
    );
  });
  expect(notices.join('\n')).toContain(
    'updated partition constraint for default partition "audit_logs_default" is implied by existing constraints',
  );
  const months = await column(
    url,
    `SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
    WHERE inhparent = 'audit_logs'::regclass AND relname ~ '_20' ORDER BY 1`,
  );
  expect(months.length).toBeGreaterThan(11);
});

test('a database without entries begins with this month', async () => {
  const url = await formerDatabase();
  await deploy(url);
  await withClient(url, (client) => insert(client));
  const month = new Date().toISOString().slice(0, 7).replace('-', '_');
  expect(await column(url, 'SELECT tableoid::regclass::text FROM audit_logs')).toEqual([`audit_logs_${month}`]);
});
