/** Nobody gives themselves or others what they lack, changes roles above their own, or locks themselves out. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { obtainTokens, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { addRole, roleIdOf, roleTraces, slugsOfRole } from '../../support/roles.ts';
import { holdRow } from '../../support/row-lock.ts';

const ROLES = '/v1/admin/roles';
const KEEPING = ['roles:create', 'roles:read', 'roles:update', 'roles:delete', 'users:read', 'teams:read'];

let organisation: TestOrganisation;
let keeper: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  await addRole(organisation.id, 'keeper', KEEPING);
  keeper = await createPerson(organisation, 'keeper');
  admin = await createPerson(organisation, 'admin');
});

type Send = (method: string, path: string, body?: unknown) => Promise<Response>;

const as = (who: Pick<TestPerson, 'cookies' | 'csrf'>): Send => {
  return (method, path, body) => sendAs(who, method, path, body);
};
const withToken = (token: string): Send => {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return (method, path, body) =>
    send(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
};

const newSlug = () => `role-${crypto.randomUUID().slice(0, 8)}`;
const newRole = (...permissions: string[]) => addRole(organisation.id, newSlug(), permissions);
const permissionsOf = (id: string) => `${ROLES}/${id}/permissions`;

async function expectRefused(answer: Response, status: number, detail: string): Promise<void> {
  expect([answer.status, await answer.json()]).toMatchObject([status, { detail: expect.stringContaining(detail) }]);
}

const LACKING = 'You cannot grant permissions that you do not have';
const ABOVE = 'This role has permissions that you do not have';

describe.each([
  ['a keeper of roles', () => keeper, ['clients:read', '*']],
  ['an admin', () => admin, ['organisation:delete', '*']],
] as const)('Permissions that %s lacks', (_who, who, lacking) => {
  it.each(lacking)('%s: are not given to a role, new or old', async (slug) => {
    const request = as(who());
    const name = newSlug();
    await expectRefused(await request('POST', ROLES, { name, permissionIds: ['users:read', slug] }), 403, LACKING);
    expect(await asOwner('SELECT FROM roles WHERE name = $1', [name])).toEqual([]);
    const roleId = await newRole('users:read');
    await expectRefused(await request('POST', permissionsOf(roleId), { permissionId: slug }), 403, LACKING);
    await expectRefused(await request('POST', `${permissionsOf(roleId)}/${slug}`), 403, LACKING);
    await expectRefused(await request('PUT', permissionsOf(roleId), { permissionIds: [slug] }), 403, LACKING);
    expect([await slugsOfRole(roleId), await roleTraces(roleId)]).toEqual([['users:read'], []]);
  });

  it.each(lacking)('%s: protect the roles that contain them', async (slug) => {
    const request = as(who());
    const roleId = await newRole('users:read', slug);
    const path = `${ROLES}/${roleId}`;
    const answers = [
      await request('PATCH', path, { name: 'Mine' }),
      await request('PATCH', path, { isDefault: true }),
      await request('DELETE', path),
      await request('POST', permissionsOf(roleId), { permissionId: 'teams:read' }),
      await request('DELETE', permissionsOf(roleId), { permissionId: slug }),
      await request('DELETE', `${permissionsOf(roleId)}/users:read`),
      await request('PUT', permissionsOf(roleId), { permissionIds: ['users:read'] }),
    ];
    for (const answer of answers) await expectRefused(answer, 403, ABOVE);
    expect([await slugsOfRole(roleId), await roleTraces(roleId)]).toEqual([[slug, 'users:read'].sort(), []]);
  });
});

it('Who has the permissions of a role may change it, and give them', async () => {
  const request = as(keeper);
  const roleId = await newRole('users:read');
  expect((await request('POST', permissionsOf(roleId), { permissionId: 'teams:read' })).status).toBe(201);
  expect((await request('PATCH', `${ROLES}/${roleId}`, { isDefault: true })).status).toBe(200);
  expect((await request('PATCH', `${ROLES}/${roleId}`, { isDefault: false })).status).toBe(200);
  expect((await request('DELETE', `${ROLES}/${roleId}`)).status).toBe(204);
});

it('The Owner role is out of reach of an admin, and whole in the hands of the owner', async () => {
  const path = `${ROLES}/${await roleIdOf(organisation.id, 'owner')}`;
  await expectRefused(await as(admin)('PATCH', path, { name: 'Ours' }), 403, ABOVE);
  expect((await as(organisation)('PATCH', path, { name: 'Owners' })).status).toBe(200);
  await expectRefused(await as(organisation)('DELETE', `${path}/permissions/*`), 400, 'keeps its permissions');
});

describe('What somebody needs to undo it', () => {
  const UPDATE = 'roles:update';
  const LOST = `You would take ${UPDATE} from yourself`;

  /** A person with these roles. */
  async function holder(...roleIds: string[]): Promise<TestPerson> {
    const person = await createPerson(organisation);
    for (const roleId of roleIds) {
      await asOwner('INSERT INTO user_roles (organisation_id, user_id, role_id) VALUES ($1, $2, $3)', [
        organisation.id,
        person.id,
        roleId,
      ]);
    }
    return person;
  }

  it('is not taken from oneself', async () => {
    const roleId = await newRole(...KEEPING);
    const request = as(await holder(roleId));
    const answers = [
      await request('DELETE', permissionsOf(roleId), { permissionId: UPDATE }),
      await request('PUT', permissionsOf(roleId), { permissionIds: ['users:read'] }),
      await request('DELETE', `${ROLES}/${roleId}`),
    ];
    for (const answer of answers) await expectRefused(answer, 409, LOST);
    expect([await slugsOfRole(roleId), await roleTraces(roleId)]).toEqual([[...KEEPING].sort(), []]);
    expect((await request('DELETE', permissionsOf(roleId), { permissionId: 'teams:read' })).status).toBe(200);
  });

  it('is taken from one role while another one contains it', async () => {
    const [roleId, other] = [await newRole(...KEEPING), await newRole(...KEEPING)];
    const request = as(await holder(roleId, other));
    expect((await request('DELETE', permissionsOf(roleId), { permissionId: UPDATE })).status).toBe(200);
    await expectRefused(await request('DELETE', permissionsOf(other), { permissionId: UPDATE }), 409, LOST);
  });

  it('is left in one of two roles from which it is taken at the same moment', async () => {
    const roles = [await newRole(...KEEPING), await newRole(...KEEPING)];
    const request = as(await holder(...roles));
    const answers = await Promise.all(
      roles.map((roleId) => request('DELETE', permissionsOf(roleId), { permissionId: UPDATE })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is taken by somebody else', async () => {
    const roleId = await newRole(...KEEPING);
    const person = await holder(roleId);
    expect((await as(organisation)('DELETE', permissionsOf(roleId), { permissionId: UPDATE })).status).toBe(200);
    expect((await as(person)('DELETE', permissionsOf(roleId), { permissionId: 'users:read' })).status).toBe(403);
  });

  it('is taken from a role that one does not have', async () => {
    const roleId = await newRole(...KEEPING);
    expect((await as(keeper)('DELETE', permissionsOf(roleId), { permissionId: UPDATE })).status).toBe(200);
  });
});

describe('An application gives no more than its scopes', () => {
  const SCOPES = ['roles:create', 'roles:update', 'roles:delete', 'users:read'];

  async function tokenOfService(scopes: string[]): Promise<{ token: string; service: TestClient }> {
    const options = { confidential: true, grantTypes: ['client_credentials'], scopes };
    const service = await createClient(organisation.id, options);
    const form = { grant_type: 'client_credentials', client_id: service.clientId, client_secret: service.secret ?? '' };
    const { access_token: token } = (await (await postForm('/oauth2/token', form)).json()) as Tokens;
    return { token, service };
  }

  async function tokenOfPartner(): Promise<string> {
    const scopes = ['openid', ...SCOPES];
    const options = { firstParty: false, requireConsent: false, scopes, columns: { allow_api: true } };
    const partner = await createClient(organisation.id, options);
    return (await obtainTokens(organisation, partner, scopes.join(' '), { resource: ISSUER })).access_token;
  }

  it.each([
    ['a machine', async () => (await tokenOfService(SCOPES)).token],
    ['a partner’s, with the token of an owner', tokenOfPartner],
  ])('%s', async (_which, tokenOf) => {
    const request = withToken(await tokenOf());
    const roleId = await newRole();
    for (const slug of ['roles:assign', 'clients:read', '*']) {
      await expectRefused(await request('POST', permissionsOf(roleId), { permissionId: slug }), 403, LACKING);
      await expectRefused(await request('POST', ROLES, { name: newSlug(), permissionIds: [slug] }), 403, LACKING);
    }
    expect((await request('POST', permissionsOf(roleId), { permissionId: 'users:read' })).status).toBe(201);
    const above = await newRole('teams:read');
    await expectRefused(await request('DELETE', `${ROLES}/${above}`), 403, ABOVE);
    expect((await request('DELETE', `${ROLES}/${roleId}`)).status).toBe(204);
  });

  it('in older spellings neither', async () => {
    const request = withToken((await tokenOfService(['roles:write', 'users:manage'])).token);
    const roleId = await newRole();
    expect((await request('POST', permissionsOf(roleId), { permissionId: 'users:delete' })).status).toBe(201);
    await expectRefused(await request('POST', permissionsOf(roleId), { permissionId: 'roles:delete' }), 403, LACKING);
  });

  it('not even those that are taken from it while it asks', async () => {
    const { token, service } = await tokenOfService(SCOPES);
    const roleId = await newRole();
    const answer = await whileItWaits(
      () => withToken(token)('POST', permissionsOf(roleId), { permissionId: 'users:read' }),
      () => asOwner(`UPDATE clients SET scopes = '["roles:update"]' WHERE id = $1`, [service.id]),
    );
    await expectRefused(answer, 403, LACKING);
    expect(await slugsOfRole(roleId)).toEqual([]);
  });
});

/** Changes something after a request was authenticated, and before it reads what it needs under the lock. */
function whileItWaits(request: () => Promise<Response>, change: () => Promise<unknown>): Promise<Response> {
  return holdRow('organisations', organisation.id, async (whenWaiting) => {
    const waiting = request();
    await whenWaiting(1);
    await change();
    return [waiting] as const;
  }).then(([waiting]) => waiting);
}

describe('What is taken from somebody while they ask is not theirs to give', () => {
  const NOT_PERMITTED = 'Missing required permission: roles:update';

  it.each([
    ['the role', 'DELETE FROM user_roles WHERE user_id = $1', NOT_PERMITTED],
    ['their access, by a block', 'UPDATE users SET blocked_at = now() WHERE id = $1', NOT_PERMITTED],
    [
      'the permission',
      `DELETE FROM role_permissions USING user_roles h, permissions p WHERE h.user_id = $1
       AND h.role_id = role_permissions.role_id AND p.id = permission_id AND p.slug = 'users:read'`,
      LACKING,
    ],
  ])('%s', async (_what, change, detail) => {
    const slug = newSlug();
    await addRole(organisation.id, slug, KEEPING);
    const person = await createPerson(organisation, slug);
    const roleId = await newRole();
    const answer = await whileItWaits(
      () => as(person)('POST', permissionsOf(roleId), { permissionId: 'users:read' }),
      () => asOwner(change, [person.id]),
    );
    await expectRefused(answer, 403, detail);
    expect([await slugsOfRole(roleId), await roleTraces(roleId)]).toEqual([[], []]);
  });

  it('and a role that gets permissions they lack meanwhile is above their own', async () => {
    const roleId = await newRole('users:read');
    const answer = await whileItWaits(
      () => as(keeper)('DELETE', `${ROLES}/${roleId}`),
      () =>
        asOwner(
          `UPDATE role_permissions SET permission_id = (SELECT id FROM permissions WHERE slug = 'clients:read')
           WHERE role_id = $1`,
          [roleId],
        ),
    );
    await expectRefused(answer, 403, ABOVE);
    expect(await slugsOfRole(roleId)).toEqual(['clients:read']);
  });
});

it('A guest gives what their roles here contain, and nothing that they have at home', async () => {
  const home = await createOrganisation();
  const guest = await createGuest(organisation, home, 'keeper');
  await asOwner(
    `INSERT INTO user_roles (organisation_id, user_id, role_id) SELECT $1, $2, id FROM roles
     WHERE organisation_id = $1 AND slug = 'owner'`,
    [home.id, guest.id],
  );
  const client = await createClient(organisation.id);
  const asHere = { ...organisation, cookies: guest.cookies };
  const request = withToken((await obtainTokens(asHere, client, 'openid')).access_token);
  const roleId = await newRole();
  expect((await request('POST', permissionsOf(roleId), { permissionId: 'users:read' })).status).toBe(201);
  await expectRefused(await request('POST', permissionsOf(roleId), { permissionId: 'clients:read' }), 403, LACKING);
  const own = await roleIdOf(organisation.id, 'keeper');
  await expectRefused(await request('DELETE', `${ROLES}/${own}`), 409, 'You would take roles:update from yourself');
});
