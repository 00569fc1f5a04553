/** Which organisations the jobs seal. test/migrations-runner/audit/verify.test.ts: what a seal finds. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEALED_AFTER } from '../../src/domain/audit/sealing.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { runJob } from '../support/jobs.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';

const ORGANISATIONS = 120;
/** Entries of the moment of their making, in every organisation. */
const ENTRIES = `
  INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, success)
  SELECT overlay($1::text placing substr(md5(o.id::text), 1, 12) from 25)::uuid, o.id, 'user.created', 'user', 'create', '', '', true
  FROM organisations o`;

let database: ScratchDatabase;
let organisations: string[];

const insert = (secondsAgo: number, where = '') =>
  database.asOwner(`${ENTRIES} ${where}`, [uuidv7(new Date(Date.now() - secondsAgo * 1_000))]);

const run = (job: 'audit-blocks' | 'late-audit-blocks') => runJob(job, database.bindings);

const sealed = async () => {
  const [row] = await database.asOwner<{ blocks: number; entries: number }>(
    'SELECT count(*)::int AS blocks, COALESCE(sum(cardinality(row_ids)), 0)::int AS entries FROM audit_blocks',
  );
  return row;
};

beforeAll(async () => {
  database = await createScratchDatabase();
  await database.asOwner(
    `INSERT INTO organisations (id, name, slug, email) SELECT gen_random_uuid(), n, n, n FROM generate_series(1, $1::int) n`,
    [ORGANISATIONS],
  );
  organisations = (await database.asOwner<{ id: string }>('SELECT id FROM organisations')).map(({ id }) => id);
  await database.asOwner('DELETE FROM audit_logs');
});

afterAll(() => database.drop());

it('an organisation that cannot be sealed is left to the next run, and the others are sealed', async () => {
  await insert(SEALED_AFTER + 60);
  await database.asOwner(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$`,
  );
  await database.asOwner(
    `CREATE TRIGGER refuse BEFORE INSERT ON audit_blocks FOR EACH ROW WHEN (NEW.organisation_id = '${organisations[7]}')
     EXECUTE FUNCTION refuse()`,
  );
  await run('audit-blocks');
  expect(await sealed()).toEqual({ blocks: organisations.length - 1, entries: organisations.length - 1 });
  await database.asOwner('DROP TRIGGER refuse ON audit_blocks');
  expect(await run('audit-blocks')).toMatchObject({ processed: 1 });
});

it('nothing is asked of organisations in which nothing is to be sealed', async () => {
  // One for the list, and the hourly job has two lists.
  expect(await run('audit-blocks')).toEqual({ processed: 0, contexts: 1 });
  expect(await run('late-audit-blocks')).toEqual({ processed: 0, contexts: 2 });
});

it('an entry that was committed behind sealed ones is sealed within the hour', async () => {
  await insert(SEALED_AFTER + 90, `WHERE o.id = '${organisations[3]}'`);
  expect(await run('late-audit-blocks')).toMatchObject({ processed: 1, contexts: 3 });
  expect(await run('late-audit-blocks')).toMatchObject({ processed: 0, contexts: 2 });
  expect(await sealed()).toEqual({ blocks: organisations.length + 1, entries: organisations.length + 1 });
});

it('what no run of a minute saw is sealed within the hour', async () => {
  await insert(SEALED_AFTER + 86_400 * 3, `WHERE o.id = '${organisations[4]}'`);
  await database.asOwner('DELETE FROM audit_blocks WHERE organisation_id = $1', [organisations[4]]);
  expect(await run('audit-blocks')).toMatchObject({ processed: 2 });
  expect(await run('late-audit-blocks')).toMatchObject({ processed: 0 });
});
