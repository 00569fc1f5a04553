/** What the erasure of a cancelled organisation removes. Tables are read from the catalogue, so that new ones are covered. */
import { beforeEach, expect, it } from 'vitest';
import { eraseOrganisation, listErasableOrganisations } from '../../src/domain/organisations/erasure.ts';
import { restoreOrganisation } from '../../src/domain/organisations/status.ts';
import { readTables, tenantTables } from '../isolation/catalogue.ts';
import { createRows, insertionOf, type Rows } from '../isolation/rows.ts';
import { asOwner, withContext } from '../support/database.ts';

const tables = await readTables();
const TABLES = tenantTables(tables)
  .map(({ name }) => name)
  .filter((name) => name !== 'organisations');

/** Columns of the organisation's row that are kept. */
const KEPT = [
  ...['id', 'name', 'slug', 'email', 'status', 'status_reason', 'open_status', 'suspended_at', 'access_ended_at'],
  ...['session_lifetime', 'session_idle_timeout', 'require_mfa', 'onboarding_invitation_id'],
  ...['created_at', 'updated_at', 'deleted_at', 'erasure_started_at', 'erased_at'],
];

let rows: Rows;
let id: string;

/** A second more than these days: the clock of a Worker stands still between its waits, behind that of the database. */
async function age(days: number): Promise<void> {
  const sql = `UPDATE organisations SET status = 'cancelled', access_ended_at = now(),
    deleted_at = now() - $2::int * interval '1 day' - interval '1 second' WHERE id = $1`;
  await asOwner(sql, [id, days]);
}

/** The tables that have rows of the organisation. */
async function filled(organisationId = id): Promise<string[]> {
  const found: string[] = [];
  for (const table of TABLES) {
    const [row] = await asOwner(`SELECT 1 FROM ${table} WHERE organisation_id = $1 LIMIT 1`, [organisationId]);
    if (row) found.push(table);
  }
  return found;
}

const erase = ({ batch = 100, batches = Number.POSITIVE_INFINITY } = {}) => {
  let left = batches;
  return withContext(({ openTenant }) => eraseOrganisation(openTenant(id, {}), { batch, mayGoOn: () => left-- > 0 }));
};

beforeEach(async () => {
  rows = createRows(tables);
  for (const table of TABLES) await rows.rowOf(table);
  id = rows.organisationId;
  const owner = String((await rows.rowOf('users')).id);
  await asOwner("UPDATE organisations SET owner_id = $2, metadata = '{\"a\":1}', phone = '1' WHERE id = $1", [
    id,
    owner,
  ]);
  const event = {
    event_type: 'organisation.suspended',
    user_id: owner,
    metadata: '{"operator":"Olive","email":"a@b.example"}',
  };
  const { text, values } = insertionOf('audit_logs', await rows.valuesFor('audit_logs', event));
  await asOwner(text, values);
});

it('removes every row of every table but the events of its life, in batches, also after an interruption', async () => {
  expect(await filled()).toEqual(TABLES);
  await age(30);
  expect(await erase({ batch: 1, batches: 5 })).toBe(false);
  expect((await filled()).length).toBeGreaterThan(10);
  expect(await erase()).toBe(true);
  expect(await filled()).toEqual(['audit_logs']);
  const events = await asOwner(
    'SELECT event_type, user_id, client_id, ip_address, user_agent, metadata FROM audit_logs WHERE organisation_id = $1 ORDER BY created_at',
    [id],
  );
  expect(events).toEqual([
    {
      event_type: 'organisation.suspended',
      user_id: null,
      client_id: null,
      ip_address: '0.0.0.0',
      user_agent: '',
      metadata: { operator: 'Olive' },
    },
    expect.objectContaining({ event_type: 'organisation.erased' }),
  ]);
});

it('leaves a row of the organisation without a name or a setting', async () => {
  await age(30);
  await erase();
  const [row = {}] = await asOwner('SELECT * FROM organisations WHERE id = $1', [id]);
  expect(row).toMatchObject({ name: id, slug: id, email: `${id}@deleted.invalid`, erased_at: expect.any(Date) });
  const told = Object.entries(row).filter(([column, value]) => value !== null && !KEPT.includes(column));
  expect(told).toEqual([]);
});

it('removes the guests of hosts, and their address there', async () => {
  const email = `guest-${crypto.randomUUID()}@example.com`;
  const person = (await rows.rowOf('users')).id;
  await asOwner('UPDATE users SET email = $2 WHERE id = $1', [person, email]);
  const host = createRows(tables);
  const member = { user_organisation_id: id, user_id: person };
  for (const [table, given] of [
    ['organisation_members', member],
    ['invitations', { email }],
  ] as const) {
    const { text, values } = insertionOf(table, await host.valuesFor(table, given));
    await asOwner(text, values);
  }
  await age(30);
  await erase();
  expect(await asOwner('SELECT 1 FROM organisation_members WHERE user_id = $1', [person])).toEqual([]);
  expect(await asOwner('SELECT 1 FROM invitations WHERE email = $1', [email])).toEqual([]);
  expect(await filled(host.organisationId)).toContain('invitations');
});

it('does not begin before the retention is over, and nothing is restored once it has begun', async () => {
  await age(29);
  expect(await withContext(({ system }) => listErasableOrganisations(system, 1_000))).not.toContain(id);
  expect(await erase()).toBe(false);
  await age(30);
  expect(await withContext(({ system }) => listErasableOrganisations(system, 1_000))).toContain(id);
  await erase({ batches: 0 });
  await age(1);
  const restored = withContext(({ openTenant }) => restoreOrganisation(openTenant(id, {}), { reason: null }));
  await expect(restored).rejects.toMatchObject({ code: 'conflict' });
  expect(await erase()).toBe(false);
});

it('the database refuses to erase what is not due, and what is another organisation’s', async () => {
  const call = (as: string) =>
    asOwner(`SELECT set_config('app.organisation_id', '${as}', true), erase_organisation_rows('${id}', 1)`);
  await age(30);
  await expect(call(id)).rejects.toThrow('not to be erased');
  await expect(call(crypto.randomUUID())).rejects.toThrow('Another organisation');
});
