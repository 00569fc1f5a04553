/**
 * Every id in the body of every route of an organisation: one of another organisation is answered as one that names
 * nothing, and changes nothing in either. The bodies are read from the OpenAPI document. A new one fails here until
 * BODIES says what it takes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { listReferences, type Reference } from '../../support/api-document.ts';
import { send } from '../../support/app.ts';
import { newAddress } from '../../support/invitations.ts';
import { createSide, insertRow, ofSession, type Side, stateOf } from '../../support/sides.ts';

/** The table of what a member names. */
const TABLES: Record<string, string> = {
  clientId: 'clients',
  id: 'users',
  roleId: 'roles',
  roleIds: 'roles',
  teamIds: 'teams',
  userId: 'users',
  userIds: 'users',
};

/** What names nothing of an organisation, with the reason. */
const EXEMPT: Record<string, string> = {
  permissionId: 'the catalogue is the same for every organisation',
  permissionIds: 'the catalogue is the same for every organisation',
};

interface Request {
  path: string;
  body: Record<string, unknown>;
}

const ID = '{id}';
const idOf = async (side: Side, table: string, given = {}) => String((await insertRow(side, table, given)).id);
const newPerson = (more = {}) => ({ email: newAddress(), firstName: 'Ada', lastName: 'Lovelace', ...more });
const withId = async (side: Side, table: string, path: string) => path.replace(ID, await idOf(side, table));

/** A request of this side about its own rows, which succeeds. */
const BODIES: Record<string, (side: Side, path: string) => Promise<Request>> = {
  'POST /v1/admin/invitations': async (side, path) => ({
    path,
    body: { email: newAddress(), roleId: await idOf(side, 'roles'), teamIds: [await idOf(side, 'teams')] },
  }),
  'POST /v1/admin/memberships': async (side, path) => {
    const { user_id: userId } = await insertRow(side, 'organisation_members', { left_at: new Date() });
    return { path, body: { userId, roleIds: [await idOf(side, 'roles')] } };
  },
  'PATCH /v1/admin/memberships/{id}': async (side, path) => ({
    path: await withId(side, 'organisation_members', path),
    body: { roleIds: [await idOf(side, 'roles')] },
  }),
  'POST /v1/admin/teams/{id}/members': async (side, path) => ({
    path: await withId(side, 'teams', path),
    body: { userId: await idOf(side, 'users') },
  }),
  'DELETE /v1/admin/teams/{id}/members': async (side, path) => {
    const { team_id: id, user_id: userId } = await insertRow(side, 'team_members');
    return { path: path.replace(ID, String(id)), body: { userId } };
  },
  'POST /v1/admin/users': async (side, path) => ({
    path,
    body: newPerson({ roleIds: [await idOf(side, 'roles')], teamIds: [await idOf(side, 'teams')] }),
  }),
  'PATCH /v1/admin/users/{id}': async (side, path) => ({
    path: await withId(side, 'users', path),
    body: { roleIds: [await idOf(side, 'roles')] },
  }),
  'POST /v1/admin/users/bulk': async (side, path) => ({
    path,
    body: {
      create: [newPerson({ roleIds: [await idOf(side, 'roles')], teamIds: [await idOf(side, 'teams')] })],
      update: [{ id: await idOf(side, 'users'), roleIds: [await idOf(side, 'roles')] }],
    },
  }),
  'POST /v1/admin/users/{id}/roles': async (side, path) => ({
    path: await withId(side, 'users', path),
    body: { roleId: await idOf(side, 'roles') },
  }),
  'PUT /v1/admin/users/{id}/roles': async (side, path) => ({
    path: await withId(side, 'users', path),
    body: { roleIds: [await idOf(side, 'roles')] },
  }),
  'DELETE /v1/admin/users/{id}/roles': async (side, path) => {
    const { user_id: id, role_id: roleId } = await insertRow(side, 'user_roles');
    return { path: path.replace(ID, String(id)), body: { roleId } };
  },
  'POST /v1/admin/roles/{id}/users': async (side, path) => ({
    path: await withId(side, 'roles', path),
    body: { userIds: [await idOf(side, 'users')] },
  }),
  'POST /v1/admin/webhooks': async (side, path) => ({
    path,
    body: {
      url: 'https://receiver.example.com/',
      events: ['user.created'],
      clientId: await idOf(side, 'clients', { deleted_at: null }),
    },
  }),
  'POST /v1/admin/organisation/transfer-ownership': async (side, path) => ({
    path,
    body: { userId: await idOf(side, 'users', { email_verified_at: new Date() }) },
  }),
};

/** Afterwards the caller may not do what the others need. */
const LAST = 'POST /v1/admin/organisation/transfer-ownership';

const REFERENCES = (await listReferences())
  .filter(({ operation, name }) => operation.includes(' /v1/admin/') && !(name in EXEMPT))
  .sort((a, b) => Number(a.operation === LAST) - Number(b.operation === LAST));

let host: Side;
let stranger: Side;

beforeAll(async () => {
  host = await createSide();
  stranger = await createSide();
});

/** The body with another id in that place. `[]` in a pointer is the first item. */
function replaced(body: unknown, [step, ...rest]: string[], id: string): unknown {
  if (step === undefined) return Array.isArray(body) ? [id] : id;
  if (step === '[]') return [replaced((body as unknown[])[0], rest, id), ...(body as unknown[]).slice(1)];
  const members = (body ?? {}) as Record<string, unknown>;
  return { ...members, [step]: replaced(members[step] ?? (step.endsWith('Ids') ? [] : ''), rest, id) };
}

async function ask({ operation }: Reference, { path, body }: { path: string; body: unknown }) {
  const [method = ''] = operation.split(' ');
  const headers = { 'Content-Type': 'application/json', ...ofSession(stranger) };
  const answer = await send(path, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
}

function requestOf({ operation }: Reference): Promise<Request> {
  const make = BODIES[operation];
  if (!make) throw new Error(`Say in BODIES what ${operation} takes, or in EXEMPT why nothing of an organisation`);
  return make(stranger, operation.split(' ')[1] ?? '');
}

describe.each(
  REFERENCES.map((reference) => [`${reference.operation} ${reference.steps.join('.')}`, reference] as const),
)('%s', (_title, reference) => {
  it('an id of another organisation names nothing, and nothing changes', async () => {
    const table = TABLES[reference.name];
    if (!table) throw new Error(`Say in TABLES what ${reference.name} names`);
    const theirs = String((await insertRow(host, table)).id);
    const { path, body } = await requestOf(reference);
    const tables = ['audit_logs', 'users', 'user_roles', 'team_members', 'organisation_members', 'invitations'];
    const before = await Promise.all([stateOf(host, tables), stateOf(stranger, tables)]);
    const nothing = uuidv7();
    const refused = await ask(reference, { path, body: replaced(body, reference.steps, nothing) });
    const foreign = await ask(reference, { path, body: replaced(body, reference.steps, theirs) });
    expect(foreign.status).toBe(refused.status);
    expect(foreign.text.replaceAll(theirs, '…')).toBe(refused.text.replaceAll(nothing, '…'));
    expect([400, 404, 409], foreign.text).toContain(foreign.status);
    expect(await Promise.all([stateOf(host, tables), stateOf(stranger, tables)])).toEqual(before);
  });

  it('and one of its own does', async () => {
    const answer = await ask(reference, await requestOf(reference));
    expect(answer.status, answer.text).toBeLessThan(300);
  });
});

describe('in a query', () => {
  it.each([
    ['clientId', 'client_id'],
    ['userId', 'user_id'],
  ])('%s of another organisation finds nothing', async (parameter, column) => {
    const ids = [await insertRow(stranger, 'consents'), await insertRow(host, 'consents')].map((row) => row[column]);
    const totals = ids.map(async (id) => {
      const answer = await send(`/v1/admin/consents?${parameter}=${id}`, { headers: ofSession(stranger) });
      return ((await answer.json()) as { total: number }).total;
    });
    expect(await Promise.all(totals)).toEqual([1, 0]);
  });
});
