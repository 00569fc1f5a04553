/** Signing in to another organisation than the account's home: by client_id or X-Org-Domain. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cookiesOf, expectFlights, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest, type TestGuest } from '../../support/guests.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { deleteOrganisation } from '../../support/states.ts';

let host: TestOrganisation;
let home: TestOrganisation;
let guest: TestGuest;
let stranger: TestPerson;

beforeAll(async () => {
  [host, home] = [await createOrganisation(), await createOrganisation()];
  [guest, stranger] = [await createGuest(host, home), await createPerson(home)];
});

interface Where {
  client?: string;
  slug?: string;
}

function login(email: string, { client, slug }: Where, password = PASSWORD) {
  const headers: Record<string, string> = slug === undefined ? {} : { 'X-Org-Domain': slug };
  return postJson('/v1/auth/login', { email, password, ...(client ? { client_id: client } : {}) }, headers);
}

async function expectDetail(response: Response, status: number, detail: string): Promise<void> {
  expect([response.status, await response.json()]).toMatchObject([status, { detail }]);
  expect(cookiesOf(response)).not.toContain('cerb_sid');
  expectFlights(response, 2);
}

describe.each([
  ['a client of it', async () => ({ client: (await createClient(host.id)).clientId })],
  ['its slug in X-Org-Domain', async () => ({ slug: host.slug })],
])('an organisation that is named by %s', (_, where) => {
  it('signs its guests in, and is the organisation of the answer', async () => {
    const response = await login(guest.email, await where());
    expectFlights(response, 2);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { user: { id: guest.id }, organisation: { id: host.id, slug: host.slug } },
    ]);
  });

  it('signs its own users in', async () => {
    expect((await login(host.owner.email, await where())).status).toBe(200);
  });

  it('refuses people who are no members, and says so only after the right password', async () => {
    await expectDetail(await login(stranger.email, await where()), 403, 'You are not a member of this organisation');
    const wrong = await login(stranger.email, await where(), 'Wrong-Horse-7');
    await expectDetail(wrong, 401, 'Invalid email or password');
    const nobody = await login(`nobody-${crypto.randomUUID()}@example.com`, await where());
    await expectDetail(nobody, 401, 'Invalid email or password');
  });

  it('refuses members that left or were blocked; at home they sign in', async () => {
    const other = await createGuest(host, home);
    await asOwner('UPDATE organisation_members SET blocked_at = now() WHERE id = $1', [other.memberId]);
    await expectDetail(await login(other.email, await where()), 403, 'Your membership of this organisation is blocked');
    await asOwner('UPDATE organisation_members SET left_at = now() WHERE id = $1', [other.memberId]);
    await expectDetail(await login(other.email, await where()), 403, 'You are not a member of this organisation');
    expect((await login(other.email, {})).status).toBe(200);
    expect((await login(other.email, { slug: home.slug })).status).toBe(200);
  });
});

it('an unknown organisation is reported only after the right password', async () => {
  const slug = `nobody-${crypto.randomUUID()}`;
  await expectDetail(await login(guest.email, { slug }), 404, `Organisation '${slug}' not found`);
  await expectDetail(await login(guest.email, { slug }, 'Wrong-Horse-7'), 401, 'Invalid email or password');
});

it('a deleted organisation is answered like an unknown one', async () => {
  const { id, slug } = await createOrganisation();
  await deleteOrganisation(id);
  await expectDetail(await login(guest.email, { slug }), 404, `Organisation '${slug}' not found`);
});

it.each(['is_active = false', 'revoked = true', 'deleted_at = now()'])(
  'a client that may not be used (%s) leaves everybody at home, as one that nobody has does',
  async (state) => {
    const client = await createClient(host.id);
    await expectDetail(
      await login(stranger.email, { client: client.clientId }),
      403,
      'You are not a member of this organisation',
    );
    await asOwner(`UPDATE clients SET ${state} WHERE id = $1`, [client.id]);
    for (const unusable of [client.clientId, 'nobody-has-this']) {
      const response = await login(stranger.email, { client: unusable });
      expect([response.status, await response.json()]).toMatchObject([200, { organisation: { id: home.id } }]);
    }
  },
);

it('an organisation that requires a second factor makes a guest without one set it up', async () => {
  const strict = await createOrganisation();
  await asOwner('UPDATE organisations SET require_mfa = true WHERE id = $1', [strict.id]);
  const its = await createGuest(strict, home);
  const response = await login(its.email, { slug: strict.slug });
  expect([response.status, await response.json()]).toMatchObject([401, { requiresEnrollment: true }]);
  expect((await login(its.email, {})).status).toBe(200);
});

it('a guest’s session never acts in the host by X-Org-Domain, and never with the permissions of home', async () => {
  const strong = await createGuest(host, home, 'staff');
  await asOwner(
    `INSERT INTO user_roles (organisation_id, user_id, role_id)
     SELECT organisation_id, $2, id FROM roles WHERE organisation_id = $1 AND slug = 'owner'`,
    [home.id, strong.id],
  );
  expect((await sendAs(strong, 'GET', '/v1/admin/invitations')).status).toBe(200);
  const headers = { Cookie: strong.cookies, 'X-Org-Domain': host.slug };
  const response = await send('/v1/admin/invitations', { headers });
  expect([response.status, await response.json()]).toMatchObject([
    403,
    { detail: 'Session does not match organisation context' },
  ]);
});
