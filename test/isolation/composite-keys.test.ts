/** Composite keys alone: raw SQL of the tables' owner, to whom row-level security does not apply. */
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../support/database.ts';
import { type ForeignKey, organisationColumnOf, readTables, type Table, tenantTables } from './catalogue.ts';
import { createRows, insertionOf, type Row, type Rows } from './rows.ts';

const FOREIGN_KEY_VIOLATION = '23503';
const TABLES = await readTables();

interface Link {
  table: Table;
  key: ForeignKey;
  /** The columns that name the other row within its organisation, and what they name there. */
  pairs: [column: string, referenced: string][];
}

/** Every link between two rows that belong to organisations. */
const LINKS: Link[] = tenantTables(TABLES).flatMap((table) =>
  table.foreignKeys.flatMap((key) => {
    const target = TABLES.get(key.table);
    const organisation = target && organisationColumnOf(target);
    if (!organisation || key.table === 'organisations') return [];
    const pairs = key.columns.map((column, index): [string, string] => [column, key.referenced[index] ?? '']);
    return [{ table, key, pairs: pairs.filter(([, referenced]) => referenced !== organisation) }];
  }),
);

let ours: Rows;
let theirs: Rows;

beforeAll(async () => {
  ours = createRows(TABLES);
  theirs = createRows(TABLES);
  for (const { table } of LINKS) await ours.rowOf(table.name);
});

const ALTERNATIVES: Record<string, string> = {
  user_id: 'member_id',
  member_id: 'user_id',
  created_by_id: 'created_by_client_id',
  created_by_client_id: 'created_by_id',
};

async function linkTo(rows: Rows, { table, key, pairs }: Link): Promise<Row> {
  const target = await rows.afresh().rowOf(key.table);
  const link = Object.fromEntries(pairs.map(([column, referenced]) => [column, target[referenced]]));
  // A row belongs to a person or to a guest, a key to a person or to a client: only one of the two columns is set.
  const other = ALTERNATIVES[key.columns.at(-1) ?? ''];
  return other && table.columns.some(({ name }) => name === other) ? { ...link, [other]: null } : link;
}

async function update({ table }: Link, link: Row): Promise<unknown[]> {
  const columns = Object.keys(link).map((column, index) => `${column} = $${index + 2}`);
  // Partitions of a table have rows at the same place.
  const oneOfOurs = `SELECT tableoid, ctid FROM ${table.name} WHERE ${organisationColumnOf(table)} = $1 LIMIT 1`;
  const text = `UPDATE ${table.name} SET ${columns.join(', ')} WHERE (tableoid, ctid) = (${oneOfOurs}) RETURNING 1`;
  return asOwner(text, [ours.organisationId, ...Object.values(link)]);
}

describe.each(LINKS.map((link) => [`${link.table.name} (${link.key.columns.join(', ')})`, link] as const))(
  '%s by its key alone',
  (_, link) => {
    it('may name a row of the same organisation', async () => {
      expect(await update(link, await linkTo(ours, link))).toHaveLength(1);
    });

    it('cannot be changed to name a row of another organisation', async () => {
      await expect(update(link, await linkTo(theirs, link))).rejects.toMatchObject({ code: FOREIGN_KEY_VIOLATION });
    });

    it('cannot be created naming a row of another organisation', async () => {
      const fresh = link.table.name === 'organisations' ? createRows(TABLES) : ours.afresh();
      const values = await fresh.valuesFor(link.table.name, await linkTo(theirs, link));
      const { text, values: parameters } = insertionOf(link.table.name, values);
      await expect(asOwner(text, parameters)).rejects.toMatchObject({ code: FOREIGN_KEY_VIOLATION });
    });
  },
);

it('covers every kind of link that a leak could use', () => {
  const names = LINKS.map(({ table, key }) => `${table.name} → ${key.table}`);
  expect(names).toEqual(
    expect.arrayContaining([
      'authorization_codes → clients',
      'authorization_codes → users',
      'authorization_requests → clients',
      'consents → clients',
      'consents → users',
      'organisations → users',
      'refresh_tokens → clients',
      'refresh_tokens → tokens',
      'refresh_tokens → users',
      'role_permissions → roles',
      'sessions → users',
      'tokens → clients',
      'tokens → users',
      'user_roles → roles',
      'user_roles → users',
    ]),
  );
});
