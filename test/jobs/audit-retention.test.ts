/** The job that makes the partitions of the audit log, and removes what is past its retention. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../../src/lib/ids.ts';
import worker from '../../src/worker.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';

let database: ScratchDatabase;
const [ours, theirs] = [crypto.randomUUID(), crypto.randomUUID()];

beforeAll(async () => {
  database = await createScratchDatabase();
  for (const id of [ours, theirs]) {
    await database.asOwner('INSERT INTO organisations (id, name, slug, email) VALUES ($1::uuid, $1, $1, $1)', [id]);
  }
});

afterAll(() => database.drop());

async function run(): Promise<void> {
  const execution = createExecutionContext();
  const controller = createScheduledController({ cron: '7 * * * *', scheduledTime: new Date(0) });
  worker.scheduled(controller as never, { ...env, ...database.bindings }, execution);
  await waitOnExecutionContext(execution);
}

const runs = () =>
  database.asOwner(`SELECT outcome, processed, failures FROM job_runs WHERE name = 'audit-retention' ORDER BY id`);
const partitions = async () =>
  (
    await database.asOwner<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass ORDER BY 1`,
    )
  ).map(({ name }) => name);

const insert = (organisation: string, days: number) => {
  const at = new Date(Date.now() - days * 86_400_000);
  return database.asOwner(
    `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, success, created_at)
     VALUES ($1, $2, 'user.created', 'user', 'create', '192.0.2.1', 'Browser', true, $3)`,
    [uuidv7(at), organisation, at],
  );
};

it('makes what is missing, drops what nobody needs, removes what one organisation keeps no longer, and records it', async () => {
  const before = await partitions();
  const last = before.filter((name) => /\d$/.test(name)).at(-1);
  await database.asOwner(`DROP TABLE ${last}`);
  await database.asOwner(`SELECT make_audit_partitions(0, now() - interval '16 months')`);
  // In weeks of which months are not: the oldest is past a year, the younger one past what one organisation keeps.
  for (const days of [470, 100, 1]) for (const id of [ours, theirs]) await insert(id, days);
  await database.asOwner(
    `ALTER TABLE organisations DISABLE TRIGGER audit_retention_change;
     UPDATE organisations SET audit_retention_days = 30 WHERE id = '${ours}'`,
  );
  await run();
  const after = await partitions();
  expect(after).toEqual(expect.arrayContaining(before));
  expect(after.length).toBeLessThan(before.length + 16);
  const left = await database.asOwner(
    'SELECT organisation_id AS id, count(*)::int AS count FROM audit_logs GROUP BY 1',
  );
  expect(left).toHaveLength(2);
  expect(left).toEqual(
    expect.arrayContaining([
      { id: ours, count: 1 },
      { id: theirs, count: 2 },
    ]),
  );
  expect(await runs()).toMatchObject([{ outcome: 'done', failures: 0 }]);
});

it('has nothing to do the next time', async () => {
  await database.asOwner('DELETE FROM job_runs');
  await run();
  expect(await runs()).toMatchObject([{ processed: 0, failures: 0 }]);
});

it('two at once do the work once', async () => {
  await database.asOwner('DELETE FROM job_runs');
  await insert(ours, 100);
  await Promise.all([run(), run()]);
  // Of runs that had nothing to do the latest alone is kept.
  const removed = (await runs()).reduce((sum, { processed }) => sum + Number(processed), 0);
  expect(removed).toBe(1);
});
