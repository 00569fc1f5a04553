import { env } from 'cloudflare:workers';
import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { listUsers } from '../../src/domain/users/listing.ts';
import { asOwner, withContext } from '../support/database.ts';
import { createOrganisation } from '../support/organisation.ts';

const PEOPLE = 12_000;
/** The newest thousand, and the number of others that are compared. */
const COMPARED_MAX = 4_000;

/** Adds people, the oldest first. Numbers have five digits, so that no part of one is rarer among the newest. */
async function addPeople(organisationId: string, count: number, name: string): Promise<void> {
  await asOwner(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
     SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '70008000' || right(replace($1::text, '-', ''), 12))::uuid,
       $1::uuid, 'nr' || 10000 + n || '@' || $1::text || '.example', '', '', ${name}
     FROM generate_series(1, ${count}) n`,
    [organisationId],
  );
}

describe('a search of many people', () => {
  let id: string;
  /** An organisation of 3,000. */
  let smallId: string;

  beforeAll(async () => {
    ({ id } = await createOrganisation());
    await addPeople(
      id,
      PEOPLE,
      `CASE WHEN n = 1 THEN 'Xylander Quill-Ømo' WHEN n % 40 = 0 THEN 'Zoe Smith'
         WHEN n % 2 = 0 THEN 'Anna Smith' ELSE 'Otto Jones' END`,
    );
    // Other people are newer.
    ({ id: smallId } = await createOrganisation());
    await addPeople(smallId, 3_000, `CASE WHEN n = 1 THEN 'Alexqa' ELSE 'Anna' END`);
    await asOwner('VACUUM ANALYZE users');
  }, 120_000);

  async function search(term: string, organisationId = id) {
    return withContext(async (context) => {
      const query = { sort: 'createdAt', order: 'desc', limit: 5, offset: 0, search: term } as const;
      const { users, total, isEstimate } = await listUsers(context.openTenant(organisationId, {}), query);
      return { names: users.map((user) => user.name), total, isEstimate };
    });
  }

  /** The rows of people that the search reads, by any scan. */
  async function readBy(term: string): Promise<number> {
    const { TEST_OWNER_DATABASE_URL: connectionString } = env as unknown as { TEST_OWNER_DATABASE_URL: string };
    const owner = new Client({ connectionString });
    owner.on('error', () => {});
    await owner.connect();
    await owner.query('BEGIN');
    await owner.query(`SELECT set_config('app.organisation_id', $1, true)`, [id]);
    const count = `SELECT pg_stat_get_xact_tuples_fetched(oid) + pg_stat_get_xact_tuples_returned(oid) AS rows
      FROM pg_class WHERE oid = 'users'::regclass`;
    const before = await owner.query<{ rows: string }>(count);
    await owner.query('SELECT find_people($1, 1001)', [term]);
    const after = await owner.query<{ rows: string }>(count);
    await owner.end();
    return Number(after.rows[0]?.rows) - Number(before.rows[0]?.rows);
  }

  it.each(['xylander', 'YLAND', 'quill-ømo nr', 'er q', 'll-', 'nr10001@'])(
    'finds the oldest by any rare part: %s',
    async (term) => {
      expect(await search(term)).toEqual({ names: ['Xylander Quill-Ømo'], total: 1, isEstimate: false });
    },
  );

  it('finds two letters in the middle of a word when all people are compared', async () => {
    expect(await search('xq', smallId)).toEqual({ names: ['Alexqa'], total: 1, isEstimate: false });
  });

  it.each(['xy', 'qu'])(
    'finds the oldest by two letters that begin a word, and says that there may be others: %s',
    async (term) => {
      expect(await search(term)).toMatchObject({ names: ['Xylander Quill-Ømo'], total: 1, isEstimate: true });
    },
  );

  it('counts the people whom the index finds exactly', async () => {
    expect(await search('zoe')).toMatchObject({ total: 300, isEstimate: false });
  });

  it('ends when enough are found', async () => {
    expect(await search('smith')).toMatchObject({ total: 1_001, isEstimate: true });
  });

  it.each(['smith anna', '%', 'zz'])('reports that it did not compare all people: %s', async (term) => {
    expect(await search(term)).toEqual({ names: [], total: 0, isEstimate: true });
  });

  it('knows that nobody has a rare term', async () => {
    expect(await search('xylophone')).toEqual({ names: [], total: 0, isEstimate: false });
  });

  it.each([
    'smith',
    'smith anna',
    'anna smith nr2',
    '%',
    '--',
    'qq',
    'xy',
    'xylophone',
    'xylander',
    'zoe',
    'otto jones nr',
  ])('reads some thousands at most: %s', async (term) => {
    expect(await readBy(term)).toBeLessThan(COMPARED_MAX + 1_000);
  });

  it('uses the index for rare terms only', async () => {
    const sample = Array.from({ length: 40 }, (_, n) => `anna smith number ${n} anna-${n}@example.com`);
    const parts = async (term: string) =>
      (await asOwner<{ parts: string[] }>('SELECT rare_parts($1, $2) AS parts', [term, sample]))[0]?.parts;
    expect(await parts('number 777 ')).toEqual([' 77', '77 ', '777']);
    expect(await parts('smith anna')).toEqual([]);
    expect(await parts('zo')).toEqual([' zo']);
    expect(await parts('%')).toEqual([]);
    expect(await parts("o'n")).toEqual([]);
  });
});
