import { beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM_SCOPES } from '../../../src/domain/access/scopes.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let staff: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  stranger = await createOrganisation();
  staff = await createPerson(organisation, 'staff');
});

interface Scope {
  id: string;
  name: string;
}

const WORDS = { displayName: 'Your invoices', description: 'See your invoices, paid and unpaid' };
const newName = () => `invoices-${crypto.randomUUID().slice(0, 8)}:read`;

function add(fields: Record<string, unknown> = {}, who: { cookies: string; csrf: string } = organisation) {
  return sendAs(who, 'POST', '/v1/admin/scopes', { name: newName(), ...WORDS, ...fields });
}

async function added(fields: Record<string, unknown> = {}): Promise<Scope> {
  const answer = await add(fields);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

async function list(query = '', who: { cookies: string; csrf: string } = organisation) {
  const answer = await sendAs(who, 'GET', `/v1/admin/scopes${query}`);
  expectFlights(answer, 2);
  return (await answer.json()) as { data: Scope[]; total: number };
}

function traces(id: string): Promise<{ event_type: string }[]> {
  return asOwner('SELECT event_type FROM audit_logs WHERE resource_id = $1 ORDER BY id', [id]);
}

describe('A scope of an organisation', () => {
  it('is added in two round trips, changed and removed, each with an audit event', async () => {
    const words = { name: newName(), displayName: 'Your invoices', description: 'x'.repeat(500) };
    const answer = await add(words);
    expectFlights(answer, 2);
    const scope = (await answer.json()) as Scope;
    expect(scope).toMatchObject({ ...words, isSystem: false, isDefault: false });
    const path = `/v1/admin/scopes/${scope.id}`;
    const changed = await sendAs(organisation, 'PATCH', path, { displayName: 'Invoices' });
    expectFlights(changed, 2);
    expect(await changed.json()).toMatchObject({ ...scope, displayName: 'Invoices', updatedAt: expect.any(String) });
    const removed = await sendAs(organisation, 'DELETE', path);
    expectFlights(removed, 2);
    expect(removed.status).toBe(204);
    expect((await list()).data).not.toContainEqual(expect.objectContaining({ name: words.name }));
    expect((await traces(scope.id)).map((trace) => trace.event_type)).toEqual([
      'scope.created',
      'scope.updated',
      'scope.deleted',
    ]);
  });

  it('keeps its name, which clients and consents refer to', async () => {
    const scope = await added();
    const answer = await sendAs(organisation, 'PATCH', `/v1/admin/scopes/${scope.id}`, { name: 'other' });
    expect(await answer.json()).toMatchObject({ name: scope.name });
  });

  it.each([
    { name: '' },
    { name: 'with space' },
    { name: 'with"quote' },
    { name: 'with\\backslash' },
    { name: 'wïth-letters-beyond' },
    { name: 'line\nbreak' },
    { name: 'x'.repeat(101) },
    { name: 7 },
    { displayName: 'a\u202eb' },
    { displayName: '\u200b' },
    { description: 'a\u2029b' },
    { displayName: '' },
    { displayName: 'x'.repeat(101) },
    { displayName: 'a\u0000b' },
    { description: '' },
    { description: 'x'.repeat(501) },
  ])('must be well formed (RFC 6749 section 3.3): %j', async (fields) => {
    const answer = await add(fields);
    expect(answer.status).toBe(400);
    const [field] = Object.keys(fields);
    expect(await answer.json()).toMatchObject({ errors: [expect.objectContaining({ path: [field] })] });
  });

  it.each([
    ...SYSTEM_SCOPES.map(({ name }) => name),
    ...['users:read', 'users:*', 'users:write', 'users:manage', '*', 'org:update', 'audit_logs:read', 'api-keys:read'],
  ])('has no name that means something already: %s', async (name) => {
    const answer = await add({ name });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: ['name'] }] });
  });

  it.each(['invoices:read', 'users', 'users:', 'users:read:own', 'https://api.example.com/files.read', '!#$[]^~'])(
    'may have any other name: %s',
    async (name) => {
      const { id } = await added({ name });
      expect((await sendAs(organisation, 'DELETE', `/v1/admin/scopes/${id}`)).status).toBe(204);
    },
  );

  it('is created once by concurrent requests; another organisation may have one of the same name', async () => {
    const name = newName();
    const answers = await Promise.all(Array.from({ length: 8 }, () => add({ name })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect((await add({ name }, stranger)).status).toBe(201);
  });

  it('that a client is registered for cannot be removed; one of a deleted client can', async () => {
    const scope = await added();
    const client = await createClient(organisation.id, { scopes: ['openid', scope.name] });
    const answer = await sendAs(organisation, 'DELETE', `/v1/admin/scopes/${scope.id}`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ detail: 'A client is registered for this scope' });
    expect((await traces(scope.id)).map((trace) => trace.event_type)).toEqual(['scope.created']);
    await asOwner('UPDATE clients SET deleted_at = now() WHERE id = $1', [client.id]);
    expect((await sendAs(organisation, 'DELETE', `/v1/admin/scopes/${scope.id}`)).status).toBe(204);
  });

  it('of another organisation is not found, and its use there does not protect ours', async () => {
    const scope = await added();
    await createClient(stranger.id, { scopes: [scope.name] });
    for (const id of [scope.id, uuidv7(), 'nothing']) {
      const path = `/v1/admin/scopes/${id}`;
      expect((await sendAs(stranger, 'PATCH', path, { displayName: 'Theirs' })).status).toBe(404);
      expect((await sendAs(stranger, 'DELETE', path)).status).toBe(404);
    }
    expect((await list('?limit=100', stranger)).data).not.toContainEqual(expect.objectContaining({ id: scope.id }));
    expect((await sendAs(organisation, 'DELETE', `/v1/admin/scopes/${scope.id}`)).status).toBe(204);
  });
});

describe('The list', () => {
  it('has the catalogue first, then the organisation’s own scopes, in pages', async () => {
    const its = await createOrganisation();
    for (const name of ['b:read', 'a:read', 'c:read']) await add({ name }, its);
    const { data, total } = await list('', its);
    const system = SYSTEM_SCOPES.map(({ name }) => name).sort();
    expect(data.map(({ name }) => name)).toEqual([...system, 'a:read', 'b:read', 'c:read']);
    expect(total).toBe(system.length + 3);
    expect(data[0]).toMatchObject({ id: null, isSystem: true, createdAt: null });
    const page = await list(`?limit=2&offset=${system.length + 1}`, its);
    expect(page.data.map(({ name }) => name)).toEqual(['b:read', 'c:read']);
    expect(page.total).toBe(system.length + 3);
  });
});

it('Scopes need the permissions for clients', async () => {
  const scope = await added();
  const path = `/v1/admin/scopes/${scope.id}`;
  const answers = [
    await sendAs(staff, 'GET', '/v1/admin/scopes'),
    await add({}, staff),
    await sendAs(staff, 'PATCH', path, { displayName: 'x' }),
    await sendAs(staff, 'DELETE', path),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect((await send('/v1/admin/scopes', { headers: { 'X-Org-Domain': organisation.slug } })).status).toBe(401);
});
