import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { listAuditEntries } from '../../src/domain/audit/listing.ts';
import { LOOKED_AT_MAX } from '../../src/domain/statistics/people.ts';
import { readOverview } from '../../src/domain/statistics/statistics.ts';
import { listUsers } from '../../src/domain/users/listing.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { JOURNEYS } from '../support/daily-journeys.ts';
import { asOwner, connectedTo, withContext } from '../support/database.ts';
import { BUSY_TABLES, indexesInUse, unusedIndexesOf } from '../support/index-use.ts';
import { fillDatabase, LARGE_TABLES } from '../support/large-data.ts';
import {
  genericPlanOf,
  indexesOf,
  planOf,
  type RecordedStatement,
  recordStatements,
  sequentialScansOf,
} from '../support/recorded-statements.ts';

/** The statements of the journeys, for later tests. */
const asked: RecordedStatement[] = [];

describe('on a large database no frequent query has a sequential scan of a large table', () => {
  beforeAll(fillDatabase, 240_000);

  it.each(Object.keys(JOURNEYS))('%s', async (name) => {
    const statements = await recordStatements(JOURNEYS[name] as () => Promise<void>);
    asked.push(...statements);
    expect(statements.length).toBeGreaterThan(3);
    const offenders = await offendersAmong(statements);
    expect(offenders).toEqual([]);
  });

  it('and a sequential scan would be detected', async () => {
    const statement = {
      text: `SELECT * FROM users WHERE phone = $1`,
      values: ['1'],
      opening: 'BEGIN; SET LOCAL ROLE cerberus_system',
    };
    expect(await offendersAmong([statement])).toEqual([expect.stringMatching(/^users: /)]);
  });

  it('the search itself uses its trigram index', async () => {
    // A statement of find_people, which runs as its owner, so that EXPLAIN does not show its inner plan.
    const plan = await asOwner(
      `EXPLAIN (FORMAT JSON) SELECT id FROM users WHERE organisation_id = md5('bulk-organisation-1')::uuid
       AND deleted_at IS NULL AND lower(name || ' ' || email) LIKE '%123%' AND lower(name || ' ' || email) LIKE '%234%' LIMIT 5000`,
    );
    expect(JSON.stringify(plan)).toContain('users_search');
  });

  it('and reads the newest people first, in order', async () => {
    const plan = JSON.stringify(
      await asOwner(
        `EXPLAIN (FORMAT JSON) SELECT id, name, email FROM users WHERE organisation_id >= md5('bulk-organisation-1')::uuid
         AND organisation_id <= md5('bulk-organisation-1')::uuid AND deleted_at IS NULL
         ORDER BY organisation_id DESC, id DESC LIMIT 5000`,
      ),
    );
    // Both are in this order; which one costs less depends on the sample of the statistics.
    expect(plan).toMatch(/users_live_by_id|users_organisation_id_id_key/);
    expect(plan).not.toContain('"Sort"');
  });

  it.each([
    ['people by name', 'users', 'name, id', 'users_listed_by_name'],
    ['people by name, backwards', 'users', 'name DESC, id DESC', 'users_listed_by_name'],
    ['people by creation', 'users', 'created_at DESC, id DESC', 'users_live_by_creation'],
  ])('a list of %s needs no sort', async (_what, table, order, index) => {
    const plan = JSON.stringify(
      await asOwner(
        `EXPLAIN (FORMAT JSON) SELECT * FROM ${table} WHERE organisation_id = md5('bulk-organisation-1')::uuid
         AND deleted_at IS NULL ORDER BY ${order} LIMIT 50`,
      ),
    );
    expect(plan).toContain(index);
    expect(plan).not.toContain('"Sort"');
  });

  it('people who are not deleted are looked up in an index of their ids', async () => {
    const plan = await asOwner(
      `EXPLAIN (FORMAT JSON) SELECT FROM users WHERE organisation_id = md5('bulk-organisation-2')::uuid
       AND id = md5('bulk-user-2-1')::uuid AND deleted_at IS NULL`,
    );
    // By the primary key it costs the same.
    expect(JSON.stringify(plan)).toMatch(/users_live_by_id|users_pkey/);
  });

  it('entries of several types are looked up in the index of types, however many are believed to be of one', async () => {
    const [{ id } = { id: '' }] = await asOwner<{ id: string }>(`SELECT md5('bulk-organisation-1')::uuid AS id`);
    const query = { sort: 'timestamp', order: 'desc', limit: 50, offset: 0, action: 'update' } as const;
    const statements = await recordStatements(() =>
      withContext(async (context) => {
        await listAuditEntries(context.openTenant(id, {}), query);
        await listAuditEntries(context.openTenant(id, {}), { ...query, cursor: uuidv7(new Date()) });
      }),
    );
    const { connectionString } = (env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE;
    await connectedTo(connectionString, async (client) => {
      for (const statement of statements) {
        for (const plan of [await planOf(client, statement), await genericPlanOf(client, statement)]) {
          expect(indexesOf(plan)).toContain('audit_logs_default_of_types');
          // By id alone the entries of every type would be read.
          expect(JSON.stringify(plan)).toMatch(/"Sort Key":\["l_\d+\.event_type DESC","l_\d+\.id DESC"\]/);
        }
      }
    });
  });

  it('people are counted exactly up to a thousand, and approximately beyond', async () => {
    const [[large], [small]] = (await asOwner<{ id: string }>(
      // The second loses somebody in the journey that deletes people.
      `SELECT md5('bulk-organisation-' || o)::uuid AS id FROM unnest(ARRAY[1, 3]) o`,
    ).then((found) => found.map((row) => [row]))) as [[{ id: string }], [{ id: string }]];
    const query = { sort: 'name', order: 'asc', limit: 5, offset: 0 } as const;
    await withContext(async (context) => {
      const totals = async (id: string, more = {}) => {
        const { users, total, isEstimate } = await listUsers(context.openTenant(id, {}), { ...query, ...more });
        return { length: users.length, total, isEstimate };
      };
      expect(await totals(small.id)).toEqual({ length: 5, total: 1_000, isEstimate: false });
      const estimated = await totals(large.id);
      expect(estimated).toMatchObject({ length: 5, isEstimate: true });
      expect(estimated.total).toBeGreaterThan(10_000);
      expect(estimated.total).toBeLessThan(40_000);
      expect(await totals(large.id, { status: 'blocked' })).toEqual({ length: 0, total: 0, isEstimate: false });
      // A search looks at a thousand, and makes no more of them.
      expect(await totals(large.id, { search: 'person' })).toEqual({ length: 5, total: 1_001, isEstimate: true });
      expect(await totals(large.id, { search: 'pe' })).toEqual({ length: 5, total: 1_001, isEstimate: true });
      expect(await totals(large.id, { search: 'PERSON 1-12345' })).toEqual({ length: 1, total: 1, isEstimate: false });
      // Whose address it is is found, however many others fit.
      const [{ email } = { email: '' }] = await asOwner<{ email: string }>(
        `SELECT email FROM users WHERE organisation_id = $1 ORDER BY id LIMIT 1`,
        [large.id],
      );
      expect((await totals(large.id, { search: email })).total).toBeGreaterThan(0);
    });
  });
});

describe('statistics of a large organisation', () => {
  it('look at a bounded number of people, and estimate the rest', async () => {
    const [{ id } = { id: '' }] = await asOwner<{ id: string }>(`SELECT md5('bulk-organisation-1')::uuid AS id`);
    await asOwner(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
       SELECT gen_random_uuid(), $1, 'further-' || n || '@bulk.example.com', 'F', 'P', 'F P'
       FROM generate_series(1, 2000) n ON CONFLICT DO NOTHING`,
      [id],
    );
    await withContext(async (context) => {
      const { people } = await readOverview(context.openTenant(id, {}));
      expect(people.isEstimate).toBe(true);
      expect(people.total).toBeGreaterThanOrEqual(LOOKED_AT_MAX);
      expect(people.total).toBeLessThan(2 * LOOKED_AT_MAX);
    });
  });
});

describe('every index of a busy table is used', () => {
  let used: Set<string>;

  beforeAll(async () => {
    used = await indexesInUse(asked);
  });

  it.each(BUSY_TABLES)('%s', async (table) => {
    expect(await unusedIndexesOf(table, used)).toEqual([]);
  });

  it('and an unused one would be detected', async () => {
    const change = 'CREATE INDEX of_no_use ON audit_logs (organisation_id, event_type)';
    expect(await unusedIndexesOf('audit_logs', used, change)).toEqual(['of_no_use']);
  });
});

async function offendersAmong(statements: RecordedStatement[]): Promise<string[]> {
  const { connectionString } = (env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE;
  const offenders: string[] = [];
  await connectedTo(connectionString, async (client) => {
    for (const statement of statements) {
      const plans = [await planOf(client, statement), await genericPlanOf(client, statement)];
      const scans = new Set(plans.flatMap(sequentialScansOf));
      const large = [...scans].filter((table) => (LARGE_TABLES as readonly string[]).includes(table));
      if (large.length > 0) offenders.push(`${large.join(', ')}: ${statement.text.replace(/\s+/g, ' ').slice(0, 300)}`);
    }
  });
  return offenders;
}
