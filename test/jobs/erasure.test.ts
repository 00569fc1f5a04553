/** What erasing a person leaves behind. Tables are read from the catalogue, so that new ones are covered. */
import { beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../../src/lib/ids.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { readTables, type Table } from '../isolation/catalogue.ts';
import { createRows, insertionOf, type Row, type Rows } from '../isolation/rows.ts';
import { asOwner, withContext } from '../support/database.ts';
import { runJob } from '../support/jobs.ts';

/** Columns that may still contain the id of the erased person. All other references must be removed. */
const KEPT: Record<string, string> = {
  'audit_logs.user_id': 'what was done stays in the trail, by a person without a name',
  'api_keys.created_by_id': 'the organisation sees who created a key; it ended with the account',
  'invitations.invited_by_id': 'an invitation is the organisation’s; it ends with its inviter’s rights',
  'invitations.accepted_by_id': 'the trail of who came by which invitation; its address is gone',
  'logout_deliveries.user_id': 'what applications are told of the end; forgotten after 30 days',
  'organisation_members.user_id': 'the host’s trail; the membership itself has ended',
  'webauthn_challenges.user_id': 'gone within minutes, whatever happens',
};

interface Reference {
  table: string;
  column: string;
}

/** Every column that refers to a person: by a foreign key or, without one, by its name. */
function referencesOf(tables: Map<string, Table>): Reference[] {
  return [...tables.values()].flatMap(({ name, columns, foreignKeys }) => {
    const keys = foreignKeys.filter(({ table }) => table === 'users').map((key) => key.columns.at(-1));
    const named = columns.map((column) => column.name).filter((column) => /^user_id$|_by_id$/.test(column));
    return [...new Set([...keys, ...named])].map((column) => ({ table: name, column: column ?? '' }));
  });
}

/** Owners are not erased: they stay until there is another owner (test/api/me/account-deletion.test.ts). */
const isOwner = ({ table, column }: Reference) => table === 'organisations' && column === 'owner_id';

let references: Reference[];
let rows: Rows;
let host: Rows;
let person: string;
const OWNER = uuidv7();
const EMAIL = `erased-${crypto.randomUUID()}@example.com`;

async function insertNaming({ table, column }: Reference): Promise<void> {
  const guest = { user_organisation_id: rows.organisationId };
  const [whose, given] = table === 'organisation_members' ? [host, guest] : [rows, {}];
  const values: Row = await whose.valuesFor(table, { ...given, [column]: person });
  const { text, values: parameters } = insertionOf(table, values);
  await asOwner(text, parameters);
}

async function isNamedBy({ table, column }: Reference): Promise<boolean> {
  return (await asOwner(`SELECT 1 FROM ${table} WHERE ${column} = $1`, [person])).length > 0;
}

async function namingColumns(): Promise<string[]> {
  const named: string[] = [];
  for (const reference of references) {
    if (await isNamedBy(reference)) named.push(`${reference.table}.${reference.column}`);
  }
  return named.sort();
}

const nameOf = ({ table, column }: Reference) => `${table}.${column}`;

beforeAll(async () => {
  const tables = await readTables();
  references = referencesOf(tables).filter((reference) => !isOwner(reference));
  [rows, host] = [createRows(tables), createRows(tables)];
  person = String((await rows.rowOf('users')).id);
  await asOwner('UPDATE users SET email = $2 WHERE id = $1', [person, EMAIL]);
  for (const reference of references) await insertNaming(reference);
  await writeAddress();
});

/** Writes the address outside of the person's own row: at home, and where they are a guest. */
async function writeAddress(): Promise<void> {
  for (const whose of [rows, host]) {
    for (const state of [{}, { revoked_at: new Date() }, { accepted_at: new Date() }]) {
      const { text, values } = insertionOf(
        'invitations',
        await whose.valuesFor('invitations', { ...state, email: EMAIL }),
      );
      await asOwner(text, values);
    }
    // In the format of earlier releases.
    const event = { event_type: 'invitation.created', metadata: JSON.stringify({ email: EMAIL, other: 'stays' }) };
    const { text, values } = insertionOf('audit_logs', await whose.valuesFor('audit_logs', event));
    await asOwner(text, values);
  }
  const founding = insertionOf(
    'onboarding_invitations',
    await rows.valuesFor('onboarding_invitations', { email: EMAIL }),
  );
  await asOwner(founding.text, founding.values);
  const owner = insertionOf('users', { ...(await rows.valuesFor('users')), id: OWNER });
  await asOwner(owner.text, owner.values);
  const founded = 'UPDATE organisations SET email = $2, owner_id = $3 WHERE id = $1';
  await asOwner(founded, [rows.organisationId, EMAIL, OWNER]);
}

async function placesOfAddress(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, { columns }] of await readTables()) {
    for (const column of columns) {
      const [row] = await asOwner(`SELECT 1 FROM ${name} WHERE position($1 IN "${column.name}"::text) > 0 LIMIT 1`, [
        EMAIL,
      ]);
      if (row) found.push(`${name}.${column.name}`);
    }
  }
  return found.sort();
}

it('leaves no row with a person’s id except in the listed columns', async () => {
  const addressed = ['audit_logs.metadata', 'invitations.email', 'onboarding_invitations.email'];
  expect(await placesOfAddress()).toEqual([...addressed, 'organisations.email', 'users.email']);
  expect(await namingColumns(), 'each table has such a row before').toEqual(references.map(nameOf).sort());
  await asOwner(`UPDATE users SET deletion_scheduled_at = now() - interval '1 minute' WHERE id = $1`, [person]);
  await runJob('erasure');
  const [erased] = await asOwner<{ email: string }>('SELECT email FROM users WHERE id = $1', [person]);
  expect(erased?.email).toBe(`${person}@deleted.invalid`);
  expect(await namingColumns()).toEqual(Object.keys(KEPT).sort());
});

it('removes the person’s address everywhere, and keeps the audit trail', async () => {
  expect(await placesOfAddress()).toEqual([]);
  const trail = await asOwner<{ metadata: unknown }>(
    `SELECT metadata FROM audit_logs WHERE event_type = 'invitation.created' AND organisation_id = ANY ($1)`,
    [[rows.organisationId, host.organisationId]],
  );
  expect(trail.map(({ metadata }) => metadata)).toEqual([{ other: 'stays' }, { other: 'stays' }]);
});

it('removes open invitations to the erased address', async () => {
  const open = `SELECT id FROM invitations WHERE email = $1 AND accepted_at IS NULL AND accepted_by_id IS NULL AND revoked_at IS NULL`;
  expect(await asOwner(open, [`${person}@deleted.invalid`])).toEqual([]);
});

it('keeps the addresses of other people, here and in other organisations', async () => {
  const other = String((await host.rowOf('users')).id);
  const forgetting = (organisation: string) =>
    withContext(({ openTenant }) =>
      openTenant(organisation, {}).db.flight(sql`SELECT FROM forget_address(${other}::uuid)`),
    );
  const email = `stays-${crypto.randomUUID()}@example.com`;
  await asOwner('UPDATE users SET email = $2 WHERE id = $1', [other, email]);
  const { text, values } = insertionOf('invitations', await host.valuesFor('invitations', { email }));
  await asOwner(text, values);
  const invitations = () => asOwner('SELECT id FROM invitations WHERE email = $1', [email]);
  await forgetting(host.organisationId);
  expect(await invitations()).toHaveLength(1);
  await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [other]);
  await forgetting(rows.organisationId);
  expect(await invitations()).toHaveLength(1);
  await forgetting(host.organisationId);
  expect(await invitations()).toHaveLength(0);
});
