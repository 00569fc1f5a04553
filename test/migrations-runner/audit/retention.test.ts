/** The audit log is kept for as long as its organisation says, and its chain holds for what is left. */
import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { operatorTenant } from '../../../migrations-runner/admin/operator.ts';
import { verifyOrganisation } from '../../../migrations-runner/audit/verify.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { sealEntries } from '../../../src/domain/audit/sealing.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { column, execute, migratedDatabase } from '../support/scratch.ts';

const box = createSecretBox(randomBytes(32).toString('base64'));
const DAY = 86_400_000;
const [ours, theirs] = ['10000000-0000-4000-8000-000000000000', '20000000-0000-4000-8000-000000000000'];
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);

let url: string;

/** Entries of both organisations, sealed in a block of each moment: the first three are older than a year and a month. */
const AGES = [500, 450, 400, 300, 70, 1];

beforeEach(async () => {
  url = await migratedDatabase();
  await execute(url, 'SELECT make_audit_partitions(1, now() - interval $$20 months$$)');
  await withClient(url, async (client) => {
    for (const [id, name] of [
      [ours, 'a'],
      [theirs, 'b'],
    ]) {
      await client.query('INSERT INTO organisations (id, name, slug, email) VALUES ($1, $2, $2, $2)', [id, name]);
      for (const age of AGES) {
        await insert(client, id as string, daysAgo(age));
        await seal(client, id as string, daysAgo(age - 0.5));
      }
    }
  });
});

function insert(client: Client, organisation: string, at: Date, metadata: unknown = {}, type = 'user.created') {
  return client.query(
    `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, metadata,
       success, created_at) VALUES ($1, $2, $3, 'user', 'create', '192.0.2.1', 'Browser', $4, true, $5)`,
    [uuidv7(at), organisation, type, metadata, at],
  );
}

const seal = (client: Client, organisation: string, now: Date) =>
  sealEntries(operatorTenant(client, now, organisation), box);

/** As the owner may, who does not wait. */
const keep = (days: number | null, changed = daysAgo(8), organisation = ours) =>
  execute(
    url,
    `ALTER TABLE organisations DISABLE TRIGGER audit_retention_change;
     UPDATE organisations SET audit_retention_days = ${days}, audit_retention_changed_at = '${changed.toISOString()}'
     WHERE id = '${organisation}';
     ALTER TABLE organisations ENABLE TRIGGER audit_retention_change`,
  );

const call = async (sql: string) => Number((await column(url, `SELECT ${sql}`))[0]);
const cut = async (organisation = ours) => {
  let removed = 0;
  for (let count = -1; count !== 0; removed += count) count = await call(`cut_audit_log('${organisation}', 1)`);
  return removed;
};
const verify = (organisation = ours) =>
  withClient(url, (client) => verifyOrganisation(client, box, { id: organisation, slug: 'a' }));
/** How old the entries are, in days. */
const ages = (organisation = ours) =>
  column<number>(
    url,
    `SELECT round(extract(epoch FROM now() - created_at) / 86400)::int FROM audit_logs
    WHERE organisation_id = '${organisation}' ORDER BY id`,
  );
const blocks = () =>
  column<number>(url, `SELECT number FROM audit_blocks WHERE organisation_id = '${ours}' ORDER BY number`);

test('partitions go when the retention of every organisation is over', async () => {
  expect(await call('drop_audit_partitions()')).toBeGreaterThan(5);
  expect([await ages(), await ages(theirs)]).toEqual([AGES.slice(3), AGES.slice(3)]);
  expect(await call('drop_audit_partitions()')).toBe(0);
  expect(await verify()).toMatchObject({ findings: [], blocks: 6, entries: 6, expired: 3 });
});

test('an organisation that keeps its log for longer keeps the partitions, and the others lose their entries', async () => {
  await keep(3650);
  expect(await call('drop_audit_partitions()')).toBe(0);
  expect([await cut(), await cut(theirs)]).toEqual([0, 5]);
  expect([await ages(), await ages(theirs)]).toEqual([AGES, AGES.slice(3)]);
  expect([await verify(), await verify(theirs)]).toMatchObject([
    { findings: [], expired: 0, blocks: 6 },
    { findings: [], expired: 1, blocks: 4 },
  ]);
});

test('an organisation that keeps it for a shorter time loses what is older, by months', async () => {
  await keep(30);
  await cut();
  // Seventy days ago is in an earlier month than thirty days ago, on every day of the year.
  expect([await ages(), await ages(theirs)]).toEqual([AGES.slice(-1), AGES]);
  expect(await blocks()).toEqual([5, 6]);
  expect(await verify()).toMatchObject({ findings: [], expired: 1, first: { number: 5 } });
});

test('the organisations with something past their retention are listed, each once', async () => {
  const list = () =>
    column(
      url,
      `SELECT organisations_past_audit_retention('00000000-0000-0000-0000-000000000000', 10)::text ORDER BY 1`,
    );
  expect(await list()).toEqual([ours, theirs]);
  await keep(3650);
  expect(await list()).toEqual([theirs]);
  await cut(theirs);
  expect(await list()).toEqual([]);
});

describe('in the week after a change', () => {
  test('nothing is removed: who comes in cannot remove traces by it', async () => {
    await execute(url, `UPDATE organisations SET audit_retention_days = 30 WHERE id = '${ours}'`);
    expect([await call('drop_audit_partitions()'), await cut()]).toEqual([0, 0]);
    expect(await ages()).toEqual(AGES);
  });

  test('the moment of the change is that of the database, whatever a statement says', async () => {
    await execute(
      url,
      `UPDATE organisations SET audit_retention_days = 30, audit_retention_changed_at = '2000-01-01' WHERE id = '${ours}'`,
    );
    await execute(url, `UPDATE organisations SET audit_retention_changed_at = '2000-01-01' WHERE id = '${ours}'`);
    expect(
      await column(
        url,
        `SELECT audit_retention_changed_at > now() - interval '1 minute' FROM organisations WHERE id = '${ours}'`,
      ),
    ).toEqual([true]);
  });
});

describe('the check of the chain', () => {
  test('misses an entry, or the beginning, that is not past the retention', async () => {
    await execute(
      url,
      `DELETE FROM audit_logs WHERE organisation_id = '${ours}' AND created_at < now() - interval '200 days'`,
    );
    expect((await verify()).findings).toMatchObject([{ kind: 'missing', block: 4 }]);
    await execute(url, `DELETE FROM audit_blocks WHERE organisation_id = '${ours}' AND number < 5`);
    expect((await verify()).findings).toMatchObject([{ kind: 'missing-block', block: 5 }]);
  });

  test('does not miss what a shorter retention had let go before it was made longer', async () => {
    await keep(30);
    await cut();
    await withClient(url, async (client) => {
      const trace = { changes: { auditRetentionDays: 3650 }, previous: { auditRetentionDays: 30 } };
      await insert(client, ours, daysAgo(0.2), trace, 'organisation.updated');
      await keep(3650);
      expect((await verify()).findings).toMatchObject([{ kind: 'missing' }, { kind: 'missing-block' }]);
      await seal(client, ours, new Date());
    });
    expect((await verify()).findings).toEqual([]);
  });

  test.each([
    ['misses in the week after', 1, ['missing']],
    ['does not miss, a week after', 8, []],
  ])('%s a change to a shorter retention what that lets go', async (_when, days, findings) => {
    const other = '30000000-0000-4000-8000-000000000000';
    await withClient(url, async (client) => {
      await client.query(`INSERT INTO organisations (id, name, slug, email) VALUES ($1, 'c', 'c', 'c')`, [other]);
      await insert(client, other, daysAgo(70));
      const trace = { changes: { auditRetentionDays: 30 }, previous: { auditRetentionDays: null } };
      await insert(client, other, daysAgo(days), trace, 'organisation.updated');
      await seal(client, other, new Date());
      await client.query(`DELETE FROM audit_logs WHERE organisation_id = $1 AND event_type = 'user.created'`, [other]);
    });
    expect((await verify(other)).findings.map(({ kind }) => kind)).toEqual(findings);
  });

  test('believes the entry of a change, and not the row of the organisation', async () => {
    await withClient(url, async (client) => {
      const trace = { changes: { auditRetentionDays: 3650 }, previous: { auditRetentionDays: 3650 } };
      await insert(client, ours, daysAgo(0.2), trace, 'organisation.updated');
      await seal(client, ours, new Date());
    });
    await keep(30);
    await cut();
    expect((await verify()).findings.map(({ kind }) => kind)).toContain('missing');
  });
});

test('no role of the Worker reaches a partition, or removes an entry but by the functions', async () => {
  const partition = await column(
    url,
    `SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass`,
  );
  for (const role of ['cerberus_worker', 'cerberus_system']) {
    for (const table of partition) {
      await expect(execute(url, `SET ROLE ${role}; SELECT FROM ${table}`)).rejects.toThrow('permission denied');
    }
    await expect(execute(url, `SET ROLE ${role}; DELETE FROM audit_logs`)).rejects.toThrow('permission denied');
  }
  await expect(execute(url, `SET ROLE cerberus_worker; SELECT cut_audit_log('${ours}', 1)`)).rejects.toThrow(
    'permission denied',
  );
  await expect(execute(url, 'SET ROLE cerberus_worker; SELECT drop_audit_partitions()')).rejects.toThrow(
    'permission denied',
  );
});
