/** Which resources have an ETag, and which of their changes ask for it. How it works: preconditions.test.ts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, sendWithKey } from '../support/api-keys.ts';
import { expectFlights } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { sendKeyed } from '../support/idempotency.ts';
import { createOrganisation, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, sendAs, signIn } from '../support/people.ts';
import { roleIdOf } from '../support/roles.ts';
import { holdRow } from '../support/row-lock.ts';
import { addTo, createTeam } from '../support/teams.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const unique = () => crypto.randomUUID().slice(0, 13);
const tagOf = ({ headers }: Response) => headers.get('ETag') ?? '';
const tagAt = async (path: string) => tagOf(await sendAs(organisation, 'GET', path));
const sendIf = (tag: string, method: string, path: string, body?: unknown) =>
  sendKeyed(organisation, method, path, { body, headers: { 'If-Match': tag } });

async function create(path: string, body: object): Promise<string> {
  const answer = await sendAs(organisation, 'POST', path, body);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return `${path}/${((await answer.json()) as { id: string }).id}`;
}

interface Kind {
  table: string;
  /** What somebody else changes meanwhile. */
  other?: string;
  /** @returns the path of a new one */
  make(): Promise<string>;
  /** Method, rest of the path, body, and the round trips with a precondition. */
  changes: [string, string, unknown, number][];
}

const KINDS: Record<string, Kind> = {
  person: {
    table: 'users',
    other: `phone = '+44 20 7946 0000'`,
    make: async () => `/v1/admin/users/${(await createPerson(organisation, 'staff')).id}`,
    changes: [
      ['PATCH', '', { lastName: 'Renamed', blockedAt: '2026-01-01T00:00:00Z', blockedReason: 'Left' }, 4],
      ['PUT', '/roles', { roleIds: [] }, 4],
      ['DELETE', '', undefined, 4],
    ],
  },
  role: {
    table: 'roles',
    make: () => create('/v1/admin/roles', { name: `Role ${unique()}`, permissionIds: ['teams:read'] }),
    changes: [
      ['PATCH', '', { description: 'Changed' }, 4],
      ['PUT', '/permissions', { permissionIds: ['users:read', 'roles:read'] }, 4],
      ['DELETE', '', undefined, 4],
    ],
  },
  invitation: {
    table: 'invitations',
    make: async () =>
      create('/v1/admin/invitations', {
        email: `${unique()}@example.com`,
        roleId: await roleIdOf(organisation.id, 'staff'),
      }),
    changes: [['DELETE', '', undefined, 3]],
  },
  'API key': {
    table: 'api_keys',
    make: () => create('/v1/admin/api-keys', { name: 'Key', scopes: ['teams:read'] }),
    changes: [],
  },
  scope: {
    table: 'organisation_scopes',
    make: () => create('/v1/admin/scopes', { name: `scope-${unique()}`, displayName: 'One', description: 'Two' }),
    changes: [
      ['PATCH', '', { displayName: 'Changed' }, 3],
      ['DELETE', '', undefined, 3],
    ],
  },
  resource: {
    table: 'resources',
    make: () => create('/v1/admin/resources', { indicator: `https://${unique()}.example.com` }),
    changes: [
      ['PATCH', '', { signingAlg: 'ES256' }, 3],
      ['DELETE', '', undefined, 4],
    ],
  },
};

describe.each(Object.entries(KINDS))(
  'A single %s',
  (_kind, { table, other = `updated_at = updated_at + interval '1 second'`, make, changes }) => {
    it('is read with a tag, in one round trip beside authentication, and not sent again to whoever has it', async () => {
      const path = await make();
      const answer = await sendAs(organisation, 'GET', path);
      expectFlights(answer, 2);
      const tag = tagOf(answer);
      expect([answer.status, tag]).toEqual([200, expect.stringMatching(/^"[\w-]{22}"$/)]);
      const again = await sendKeyed(organisation, 'GET', path, { headers: { 'If-None-Match': tag } });
      expectFlights(again, 2);
      expect([again.status, await again.text()]).toEqual([304, '']);
    });

    it.each(changes)('is changed only in the version that was read: %s %s', async (method, rest, body, flights) => {
      const path = await make();
      const outdated = await tagAt(path);
      await asOwner(`UPDATE ${table} SET ${other} WHERE id = $1`, [path.split('/').at(-1)]);
      const current = await tagAt(path);
      expect(current).not.toBe(outdated);
      expect((await sendIf(outdated, method, path + rest, body)).status).toBe(412);
      expect(await tagAt(path)).toBe(current);

      const changed = await sendIf(current, method, path + rest, body);
      expectFlights(changed, flights);
      expect([200, 204], await changed.clone().text()).toContain(changed.status);
      expect(tagOf(changed)).not.toBe(current);
      if (method !== 'DELETE') expect(tagOf(changed)).toBe(await tagAt(path));
      else expect(await tagAt(path)).not.toBe(current);
    });
  },
);

it('The tag of a person stays when they sign in, and changes with what is shown of their roles and teams', async () => {
  const person = await createPerson(organisation);
  const path = `/v1/admin/users/${person.id}`;
  const first = await tagAt(path);
  await signIn(person.email);
  expect(await tagAt(path)).toBe(first);
  await sendAs(organisation, 'POST', `${path}/roles`, { roleId: await roleIdOf(organisation.id, 'staff') });
  const withRole = await tagAt(path);
  await addTo(await createTeam(organisation), organisation, { userId: person.id });
  expect(new Set([first, withRole, await tagAt(path)]).size).toBe(3);
});

it('The tag of an API key stays when the key is used', async () => {
  const key = await createApiKey(organisation, ['teams:read']);
  const path = `/v1/admin/api-keys/${key.id}`;
  const before = await tagAt(path);
  expect((await sendWithKey(key, 'GET', '/v1/admin/teams')).status).toBe(200);
  expect(await (await sendAs(organisation, 'GET', path)).json()).toMatchObject({ lastUsedAt: expect.any(String) });
  expect(await tagAt(path)).toBe(before);
});

describe.each([
  ['person', 'PATCH', { lastName: 'Lost' }, 'POST', '/block', {}],
  ['role', 'PATCH', { description: 'Lost' }, 'PATCH', '', { name: 'Renamed' }],
])('A change of a %s with a precondition', (kind, method, body, otherMethod, rest, otherBody) => {
  it('locks in the order of those without one: the later of two answers 412, and neither blocks the other', async () => {
    const path = (await KINDS[kind]?.make()) ?? '';
    const tag = await tagAt(path);
    const racing = await holdRow('organisations', organisation.id, async (whenWaiting) => {
      const other = sendAs(organisation, otherMethod, path + rest, otherBody);
      await whenWaiting(1);
      const conditional = sendIf(tag, method, path, body);
      await whenWaiting(2);
      return [other, conditional];
    });
    expect((await Promise.all(racing)).map(({ status }) => status)).toEqual([200, 412]);
  });
});
