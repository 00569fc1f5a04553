/**
 * Every column about a person gets a value of its own. The export, by the person and by an administrator, shows those
 * that docs/privacy.md says; after an erasure those are left that it says.
 */
import { beforeAll, expect, it } from 'vitest';
import { readTables, type Table } from '../isolation/catalogue.ts';
import { createRows, createRowsOf, insertionOf, type Row, type Rows } from '../isolation/rows.ts';
import { asOwner } from '../support/database.ts';
import { runJob } from '../support/jobs.ts';
import { createOrganisation, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../support/people.ts';
import { isPersonal, type PersonalTable, words } from './entry.ts';
import { TABLES } from './tables.ts';

interface Planted {
  table: string;
  column: string;
  value: string;
}

const MARK = crypto.randomUUID();
const EMAIL = `planted-${MARK}@example.com`;
/** Columns with the address of the account, by which the person is known there. */
const ADDRESSES = ['users.email', 'invitations.email', 'onboarding_invitations.email', 'outbound_emails.recipient'];

const personal = Object.entries(TABLES).flatMap(([name, entry]) => (isPersonal(entry) ? [[name, entry] as const] : []));

let tables: Map<string, Table>;
let organisation: TestOrganisation;
let person: TestPerson;
let rows: Rows;
let host: Rows;
const planted: Planted[] = [];

/** A value for each text and JSON column about the person. */
function valuesOf(name: string, entry: PersonalTable, suffix: string): Row {
  const described = [...words(entry.personal), ...Object.keys(entry.secret ?? {})];
  const types = new Map(tables.get(name)?.columns.map((column) => [column.name, column.type]));
  const values: Row = {};
  for (const column of described) {
    const type = types.get(column);
    if (type !== 'text' && type !== 'jsonb') continue;
    const isAddress = ADDRESSES.includes(`${name}.${column}`);
    const value = isAddress ? EMAIL : `planted:${name}.${column}:${suffix}:${MARK}`;
    planted.push({ table: name, column, value });
    values[column] = type === 'jsonb' ? JSON.stringify([value]) : value;
  }
  return values;
}

async function insert(whose: Rows, table: string, given: Row): Promise<Row> {
  const { text, values } = insertionOf(table, await whose.valuesFor(table, given));
  const [row] = await asOwner(`${text} RETURNING *`, values);
  return row ?? {};
}

/** How the row is known to be the person's, where it is not by `user_id`. */
const LINKS: Readonly<Record<string, () => Row>> = {
  api_keys: () => ({ created_by_id: person.id }),
  invitations: () => ({ accepted_by_id: person.id, accepted_at: new Date() }),
  onboarding_invitations: () => ({}),
  outbound_emails: () => ({}),
};

/** These have no row of one person; or rows of theirs without a text, or they are planted otherwise. */
const ELSEWHERE = ['users', 'organisations', 'events', 'webhook_deliveries'];

async function plantAtHome(): Promise<void> {
  for (const [name, entry] of personal) {
    const isTheirs = tables.get(name)?.columns.some((column) => column.name === 'user_id') ?? false;
    const link = LINKS[name] ?? (isTheirs ? () => ({ user_id: person.id }) : null);
    if (ELSEWHERE.includes(name) || name === 'organisation_members' || !link) continue;
    await insert(rows, name, { ...valuesOf(name, entry, 'home'), ...link() });
  }
  const [session] = await asOwner('SELECT id FROM sessions WHERE user_id = $1 LIMIT 1', [person.id]);
  await insert(rows, 'session_clients', { session_id: session?.id });
  const profile = valuesOf('users', TABLES.users as PersonalTable, 'home');
  const places = Object.keys(profile).map((column, index) => `${column} = $${index + 2}`);
  await asOwner(`UPDATE users SET ${places} WHERE id = $1`, [person.id, ...Object.values(profile)]);
  await asOwner('UPDATE organisations SET email = $2 WHERE id = $1', [organisation.id, EMAIL]);
}

async function plantEvents(): Promise<void> {
  const about = { user: { id: person.id } };
  const byThem = { user: { id: organisation.owner.id }, actor: { id: person.id, type: 'user' } };
  for (const [suffix, payload] of Object.entries({ about, byThem, invited: { invitation: { email: EMAIL } } })) {
    const value = `planted:events.payload:${suffix}:${MARK}`;
    planted.push({ table: 'events', column: 'payload', value });
    const event = await insert(rows, 'events', { payload: JSON.stringify({ ...payload, value }) });
    const told = valuesOf('webhook_deliveries', TABLES.webhook_deliveries as PersonalTable, suffix);
    await insert(rows.afresh(), 'webhook_deliveries', { ...told, event_id: event.id });
  }
}

/** What the person did as a guest, which is not theirs by `user_id`. */
async function plantAtHost(): Promise<void> {
  const member = await insert(host, 'organisation_members', {
    user_organisation_id: organisation.id,
    user_id: person.id,
  });
  for (const name of ['authorization_codes', 'tokens', 'refresh_tokens', 'consents']) {
    const values = valuesOf(name, TABLES[name] as PersonalTable, 'host');
    await insert(host.afresh(), name, { ...values, member_id: member.id });
  }
  await insert(host, 'invitations', { email: EMAIL, accepted_at: new Date() });
}

beforeAll(async () => {
  tables = await readTables();
  organisation = await createOrganisation();
  person = await createPerson(organisation, 'staff');
  [rows, host] = [createRowsOf(tables, organisation), createRows(tables)];
  await plantAtHome();
  await plantEvents();
  await plantAtHost();
});

const nameOf = ({ table, column }: Planted) => `${table}.${column}`;

function isShown({ table, column }: Planted): boolean {
  const entry = TABLES[table] as PersonalTable;
  return entry.export !== null && words(entry.personal).includes(column);
}

/** Of what a person holds as a guest the export shows access tokens and consents. */
const SHOWN_OF_HOSTS = ['tokens', 'consents'];
const isExpected = (one: Planted) =>
  isShown(one) && (!one.value.includes(':host:') || (SHOWN_OF_HOSTS.includes(one.table) && one.column !== 'claims'));

async function exportBy(caller: TestPerson | TestOrganisation, path: string) {
  const answer = await sendAs(caller as TestPerson, 'GET', path);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: Record<string, unknown> }).data;
}

it('the export shows every column about the person, and nothing that it says it does not', async () => {
  const text = JSON.stringify(await exportBy(person, '/v1/me/export'));
  const missing = planted.filter((one) => isExpected(one) && !text.includes(one.value));
  expect([...new Set(missing.map(nameOf))]).toEqual([]);
  const excess = planted.filter((one) => !isShown(one) && one.value !== EMAIL && text.includes(one.value));
  expect([...new Set(excess.map(nameOf))]).toEqual([]);
});

it('each table is shown where the guide says', async () => {
  const data = await exportBy(person, '/v1/me/export');
  for (const [name, { export: place }] of personal) {
    if (place === null) continue;
    const member = place.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], data);
    expect(member, name).toBeDefined();
    if (Array.isArray(member)) expect(member.length, name).toBeGreaterThan(0);
  }
});

it('an administrator gets the same', async () => {
  const own = await exportBy(person, '/v1/me/export');
  const theirs = await exportBy(organisation, `/v1/admin/users/${person.id}/export`);
  // The exports themselves are events of those who asked, and use the session.
  const rest = ({ auditLogs: _, sessions: __, ...others }: Record<string, unknown>) => others;
  expect(rest(theirs)).toEqual(rest(own));
  expect(Object.keys(theirs)).toEqual(Object.keys(own));
  const recorded = `SELECT FROM audit_logs WHERE event_type = 'user.data_exported' AND resource_id = $1 AND user_id = $2`;
  expect(await asOwner(recorded, [person.id, organisation.owner.id])).toHaveLength(1);
});

async function placesOf(value: string): Promise<string[]> {
  const found: string[] = [];
  for (const [name, { columns }] of tables) {
    const texts = columns.filter(({ type }) => ['text', 'jsonb'].includes(type)).map((column) => column.name);
    if (texts.length === 0) continue;
    const conditions = texts.map((column) => `position($1 IN "${column}"::text) > 0 AS "${column}"`);
    const holding = texts.map((column) => `position($1 IN "${column}"::text) > 0`).join(' OR ');
    const hits = await asOwner<Record<string, boolean>>(`SELECT ${conditions} FROM ${name} WHERE ${holding}`, [value]);
    for (const column of texts) if (hits.some((hit) => hit[column])) found.push(`${name}.${column}`);
  }
  return found;
}

it('an erasure leaves what the guide says, and nothing else', async () => {
  const before = new Set(planted.map(nameOf));
  expect(new Set(await placesOf(MARK))).toEqual(new Set([...before, 'organisations.email']));
  // Long after the last sign-in, which would have cancelled it.
  await asOwner(
    `UPDATE users SET deletion_scheduled_at = now() - interval '1 minute', last_login_at = now() - interval '40 days' WHERE id = $1`,
    [person.id],
  );
  await runJob('erasure');
  const kept = [...before].filter((name) => (TABLES[name.split('.')[0] ?? ''] as PersonalTable).erasure === 'kept');
  expect((await placesOf(MARK)).sort()).toEqual(kept.sort());
});
