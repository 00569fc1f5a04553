/** Two organisations that must not know of each other: a session and a key of the owner of each, and rows of every table. */
import { readTables } from '../isolation/catalogue.ts';
import { createRowsOf, insertionOf, type Row, type Rows } from '../isolation/rows.ts';
import { createApiKey } from './api-keys.ts';
import { asOwner } from './database.ts';
import { createOrganisation, type TestOrganisation } from './organisation.ts';

export interface Side {
  organisation: TestOrganisation;
  rows: Rows;
  key: string;
}

export async function createSide(): Promise<Side> {
  const organisation = await createOrganisation();
  const { key } = await createApiKey(organisation, ['*']);
  return { organisation, rows: createRowsOf(await readTables(), organisation), key };
}

/** A new row, with new rows that it refers to. */
export async function insertRow({ rows }: Side, table: string, given: Row = {}): Promise<Row> {
  const { text, values } = insertionOf(table, await rows.afresh().valuesFor(table, given));
  const [row] = await asOwner(`${text} RETURNING *`, values);
  return row ?? {};
}

export const ofSession = ({ organisation }: Side) => ({
  Cookie: organisation.cookies,
  'X-CSRF-Token': organisation.csrf,
});
export const ofKey = ({ key }: Side) => ({ Authorization: `Bearer ${key}` });

/** Everything that an organisation has in these tables: a text that changes with any of the rows. */
export async function stateOf({ organisation }: Side, tables: readonly string[]): Promise<string> {
  const states = tables.map((table) => {
    const sql = `SELECT json_agg(to_jsonb(t) - 'last_used_at' ORDER BY to_jsonb(t)::text) AS rows FROM ${table} t`;
    return asOwner(`${sql} WHERE organisation_id = $1`, [organisation.id]);
  });
  return JSON.stringify(await Promise.all(states));
}
