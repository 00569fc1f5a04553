import { beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { type ImportRow, importRows } from '../../../src/domain/user-imports/rows.ts';
import {
  beginImport,
  getImport,
  type ImportedPerson,
  listImportFaults,
} from '../../../src/domain/user-imports/user-imports.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
});

function inTenant<T>(work: (tenant: Tenant) => Promise<T>): Promise<T> {
  return withContext((context) => work(context.openTenant(organisation.id, { userId: organisation.owner.id })));
}

/** What the default role has. */
const READING = ['roles:read', 'permissions:read', 'teams:read', 'invitations:read', 'organisation:read'];

const newEmail = () => `imported-${crypto.randomUUID()}@example.com`;

function person(row: number, fields: Partial<ImportedPerson> = {}): ImportRow {
  const nothing = { phone: null, externalId: null, locale: null, zoneinfo: null, password: null };
  return {
    person: {
      row,
      email: newEmail(),
      firstName: 'Ada',
      lastName: 'Imported',
      ...nothing,
      roles: [],
      teams: [],
      ...fields,
    },
  };
}

const people = (count: number, from = 0) => Array.from({ length: count }, (_, index) => person(from + index + 1));

async function* stream(rows: readonly ImportRow[]) {
  yield* rows;
}

const begin = (onExisting: 'skip' | 'update' = 'skip') =>
  inTenant((tenant) => beginImport(tenant, { format: 'csv', onExisting }));

function upload(id: string, rows: AsyncIterable<ImportRow>, held: readonly string[] = ['*']) {
  return inTenant((tenant) => importRows(tenant, { id, held }, rows));
}

async function faultsOf(id: string) {
  return (await inTenant((tenant) => listImportFaults(tenant, id, { limit: 100 }))).faults;
}

interface Stored {
  id: string;
  name: string;
  roles: string[];
  teams: string[];
  events: string[];
}

async function stored(email: string): Promise<Stored | undefined> {
  const [row] = await asOwner<Stored>(
    `SELECT u.id, u.name,
       ARRAY(SELECT r.slug FROM user_roles JOIN roles r ON r.id = role_id WHERE user_id = u.id ORDER BY 1) AS roles,
       ARRAY(SELECT t.slug FROM team_members JOIN teams t ON t.id = team_id WHERE user_id = u.id ORDER BY 1) AS teams,
       ARRAY(SELECT event_type FROM audit_logs WHERE resource_id = u.id::text ORDER BY id) AS events
     FROM users u WHERE u.email = $1`,
    [email],
  );
  return row;
}

describe('an import of people', () => {
  it('creates each with roles and teams, by default with the default role, and records an event for each', async () => {
    const slug = `team-${crypto.randomUUID().slice(0, 8)}`;
    await asOwner(
      `INSERT INTO teams (id, organisation_id, name, slug) VALUES (gen_random_uuid(), $1, 'Imported', $2)`,
      [organisation.id, slug],
    );
    const [one, other] = [newEmail(), newEmail()];
    const { id } = await begin();
    const done = await upload(
      id,
      stream([person(1, { email: one, roles: ['manager'], teams: [slug] }), person(2, { email: other })]),
    );
    expect(done).toMatchObject({ processedRows: 2, createdRows: 2, failedRows: 0 });
    expect(await stored(one)).toMatchObject({ roles: ['manager'], teams: [slug], events: ['user.created'] });
    expect(await stored(other)).toMatchObject({ name: 'Ada Imported', roles: ['staff'], teams: [] });
  });

  it('continues where it was interrupted, and writes no row twice when the file is sent again', async () => {
    const rows = people(450);
    const { id } = await begin();
    async function* interrupted() {
      yield* rows.slice(0, 300);
      throw new Error('The connection was lost');
    }
    await expect(upload(id, interrupted())).rejects.toThrow('The connection was lost');
    const half = await inTenant((tenant) => getImport(tenant, id));
    expect(half).toMatchObject({ processedRows: 200, createdRows: 200 });

    expect(await upload(id, stream(rows))).toMatchObject({ processedRows: 450, createdRows: 450, failedRows: 0 });
    expect(await upload(id, stream(rows))).toMatchObject({ processedRows: 450, createdRows: 450, failedRows: 0 });
  });

  it('can be continued with the rest of the file alone, but not with a gap', async () => {
    const { id } = await begin();
    await upload(id, stream(people(3)));
    await expect(upload(id, stream(people(2, 4)))).rejects.toMatchObject({ code: 'conflict' });
    expect(await upload(id, stream(people(2, 3)))).toMatchObject({ processedRows: 5, createdRows: 5 });
  });

  it('by two uploads at once creates nobody twice and loses nobody', async () => {
    const rows = people(250);
    const { id } = await begin();
    const both = await Promise.allSettled([upload(id, stream(rows)), upload(id, stream(rows))]);
    for (const outcome of both) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
    }
    expect(await upload(id, stream(rows))).toMatchObject({ processedRows: 250, createdRows: 250, failedRows: 0 });
  });

  it('reports each row that it cannot import, with its number, and imports the others', async () => {
    const twice = newEmail();
    const { id } = await begin();
    const rows = [
      person(1, { email: twice }),
      { fault: { row: 2, errors: [{ path: 'email', message: 'Not an address' }] } },
      person(3, { roles: ['nobody'], teams: ['nowhere'] }),
      person(4, { email: stranger.owner.email }),
      person(5, { email: twice }),
      person(6),
    ];
    expect(await upload(id, stream(rows))).toMatchObject({ processedRows: 6, createdRows: 2, failedRows: 4 });
    const taken = [{ path: 'email', message: 'Email already registered' }];
    expect(await faultsOf(id)).toEqual([
      { row: 2, errors: [{ path: 'email', message: 'Not an address' }] },
      {
        row: 3,
        errors: [
          { path: 'roles', message: 'No role nobody' },
          { path: 'teams', message: 'No team nowhere' },
        ],
      },
      { row: 4, errors: taken },
      { row: 5, errors: taken },
    ]);
  });

  it('gives nobody a role with permissions that its caller does not have', async () => {
    const email = newEmail();
    const { id } = await begin();
    await upload(id, stream([person(1, { email, roles: ['admin'] })]), ['users:create', 'users:read']);
    expect(await stored(email)).toBeUndefined();
    expect(await faultsOf(id)).toEqual([
      { row: 1, errors: [{ path: 'roles', message: 'The role admin has permissions that you do not have' }] },
    ]);
  });

  it('goes no further when its caller loses the right to add people', async () => {
    const manager = await createPerson(organisation, 'manager');
    const { id } = await begin();
    const rows = people(300);
    async function* demoted() {
      yield* rows.slice(0, 200);
      await asOwner('DELETE FROM user_roles WHERE user_id = $1', [manager.id]);
      yield* rows.slice(200);
    }
    const importing = withContext((context) =>
      importRows(context.openTenant(organisation.id, { userId: manager.id }), { id, held: ['*'] }, demoted()),
    );
    await expect(importing).rejects.toMatchObject({ code: 'forbidden' });
    expect(await inTenant((tenant) => getImport(tenant, id))).toMatchObject({ processedRows: 200, createdRows: 200 });
  });

  it('skips people who are there already, or changes what the file says of them, but never password or roles', async () => {
    const email = newEmail();
    const first = await begin();
    await upload(first.id, stream([person(1, { email, roles: ['manager'], password: 'first' })]));

    const again = { email, lastName: 'Changed', roles: ['admin'], password: 'second' };
    const skipping = await begin('skip');
    expect(await upload(skipping.id, stream([person(1, again)]))).toMatchObject({ skippedRows: 1, createdRows: 0 });
    expect(await stored(email)).toMatchObject({ name: 'Ada Imported', events: ['user.created'] });

    const updating = await begin('update');
    expect(await upload(updating.id, stream([person(1, again)]))).toMatchObject({ updatedRows: 1, createdRows: 0 });
    const changed = await stored(email);
    expect(changed).toMatchObject({
      name: 'Ada Changed',
      roles: ['manager'],
      events: ['user.created', 'user.updated'],
    });
    const [{ password } = { password: '' }] = await asOwner<{ password: string }>(
      'SELECT password FROM users WHERE email = $1',
      [email],
    );
    expect(password).toBe('first');
  });

  it('changes nobody who has permissions that its caller does not have', async () => {
    const { email } = organisation.owner;
    const { id } = await begin('update');
    const renamed = stream([person(1, { email, firstName: 'Mallory' })]);
    expect(await upload(id, renamed, ['users:*', ...READING])).toMatchObject({
      updatedRows: 0,
      failedRows: 1,
    });
    expect((await stored(email))?.name).not.toContain('Mallory');
    expect(await faultsOf(id)).toEqual([
      { row: 1, errors: [{ path: 'email', message: 'This person has permissions that you do not have' }] },
    ]);
  });

  it('leaves a telephone number verified that it does not change, and no other', async () => {
    const email = newEmail();
    await upload((await begin()).id, stream([person(1, { email, phone: '+49 30 1', roles: ['staff'] })]));
    const verifiedAfter = async (phone: string) => {
      await asOwner('UPDATE users SET phone_verified_at = now() WHERE email = $1', [email]);
      await upload((await begin('update')).id, stream([person(1, { email, phone })]));
      const [row] = await asOwner<{ verified: boolean }>(
        'SELECT phone_verified_at IS NOT NULL AS verified FROM users WHERE email = $1',
        [email],
      );
      return row?.verified;
    };
    expect([await verifiedAfter('+49 30 1'), await verifiedAfter('+49 30 2')]).toEqual([true, false]);
  });

  it('of another organisation is not found', async () => {
    const { id } = await begin();
    const foreign = withContext((context) =>
      importRows(context.openTenant(stranger.id, {}), { id, held: ['*'] }, stream(people(1))),
    );
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });
});
