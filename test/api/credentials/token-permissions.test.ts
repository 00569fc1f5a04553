/** Access tokens at the API: the recorded actor, the permissions, and what the token tells about its person. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, flightsOf, ISSUER, postForm, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { newestToken } from '../../support/mailbox.ts';
import { obtainTokens, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';
import { blockUser, deleteOrganisation, setStatus } from '../../support/states.ts';

const SCOPES = [
  'openid',
  'profile',
  'email',
  'phone',
  'address',
  'org',
  'roles',
  'invitations:create',
  'invitations:read',
  'users:read',
];
const PARTNER = { firstParty: false, requireConsent: false, scopes: SCOPES, columns: { allow_api: true } };
const SERVICE = { confidential: true, grantTypes: ['client_credentials'] };

let organisation: TestOrganisation;
let partner: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  partner = await createClient(organisation.id, PARTNER);
});

async function tokenOf(scope: string, client = partner, who = organisation): Promise<string> {
  return (await obtainTokens(who, client, scope, { resource: ISSUER })).access_token;
}

async function tokenOfService({ clientId, secret }: TestClient): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret ?? '' };
  return ((await (await postForm('/oauth2/token', form)).json()) as Tokens).access_token;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const read = (path: string, token: string) => send(path, { headers: bearer(token) });

async function roleId(slug: string): Promise<string> {
  const sql = 'SELECT id FROM roles WHERE organisation_id = $1 AND slug = $2';
  return (await asOwner<{ id: string }>(sql, [organisation.id, slug]))[0]?.id ?? '';
}

async function invite(token: string, role: string): Promise<Response> {
  const email = `invited-${crypto.randomUUID()}@example.com`;
  return postJson('/v1/admin/invitations', { email, roleId: await roleId(role) }, bearer(token));
}

async function eventOf(resourceId: string): Promise<unknown> {
  const sql = 'SELECT event_type, user_id, client_id FROM audit_logs WHERE organisation_id = $1 AND resource_id = $2';
  return (await asOwner(sql, [organisation.id, resourceId]))[0];
}

describe('a token cannot grant permissions that it does not have', () => {
  const GRANTS = ['users', 'roles', 'permissions', 'teams', 'invitations', 'organisation'].map(
    (name) => `${name}:read`,
  );

  it('a partner’s application cannot invite an owner with its owner’s token', async () => {
    for (const scope of ['openid invitations:create', 'invitations:create users:read invitations:read']) {
      for (const role of ['owner', 'admin', 'staff']) {
        expect((await invite(await tokenOf(scope), role)).status, `${scope} ${role}`).toBe(403);
      }
    }
  });

  it('permissions of its scopes can be granted', async () => {
    const scopes = ['invitations:create', ...GRANTS];
    const able = await createClient(organisation.id, { ...PARTNER, scopes });
    expect((await invite(await tokenOf(scopes.join(' '), able), 'staff')).status).toBe(201);
    expect((await invite(await tokenOf(scopes.join(' '), able), 'manager')).status).toBe(403);
  });

  it('a service cannot grant more than its client is registered for', async () => {
    const weak = await createClient(organisation.id, { ...SERVICE, scopes: ['invitations:create', 'users:read'] });
    expect((await invite(await tokenOfService(weak), 'staff')).status).toBe(403);
    const able = await createClient(organisation.id, { ...SERVICE, scopes: ['invitations:create', ...GRANTS] });
    expect((await invite(await tokenOfService(able), 'staff')).status).toBe(201);
    expect((await invite(await tokenOfService(able), 'owner')).status).toBe(403);
  });
});

describe('an invitation that a service sent', () => {
  const SCOPES_OF_STAFF = ['users', 'roles', 'permissions', 'teams', 'invitations', 'organisation'];

  async function statusOf(id: string): Promise<unknown> {
    const page = await send('/v1/admin/invitations?limit=100', { headers: { Cookie: organisation.cookies } });
    const { data } = (await page.json()) as { data: { id: string; status: string }[] };
    return data.find((invitation) => invitation.id === id)?.status;
  }

  it.each([
    ['is switched off', 'is_active = false'],
    ['is revoked', 'revoked = true'],
    ['is deleted', 'deleted_at = now()'],
    ['may no longer give the role', `scopes = '["invitations:create", "users:read"]'`],
  ])('is worth nothing once its client %s', async (_what, change) => {
    const scopes = ['invitations:create', ...SCOPES_OF_STAFF.map((name) => `${name}:*`)];
    const service = await createClient(organisation.id, { ...SERVICE, scopes });
    const answer = await invite(await tokenOfService(service), 'staff');
    const { id, email } = (await answer.json()) as { id: string; email: string };
    const token = await newestToken(email, 'invitation');
    expect([await statusOf(id), (await send(`/v1/public/invitations/${token}`)).status]).toEqual(['pending', 200]);
    await asOwner(`UPDATE clients SET ${change} WHERE id = $1`, [service.id]);
    expect(await statusOf(id)).toBe('revoked');
    const person = { firstName: 'Eve', lastName: 'Invited', email, password: PASSWORD };
    const accepted = await postJson(`/v1/public/invitations/${token}/accept`, person);
    expect(await accepted.json()).toMatchObject({ detail: 'Invitation has been cancelled' });
    expect(await asOwner('SELECT id FROM users WHERE email = $1', [email])).toEqual([]);
  });

  it('belongs to the person who sends it again', async () => {
    const service = await createClient(organisation.id, { ...SERVICE, scopes: ['*'] });
    const { id } = (await (await invite(await tokenOfService(service), 'staff')).json()) as { id: string };
    const sender = { cookies: organisation.cookies, csrf: organisation.csrf };
    await asOwner(`UPDATE invitations SET updated_at = now() - interval '1 day' WHERE id = $1`, [id]);
    const again = await sendAs(sender, 'POST', `/v1/admin/invitations/${id}/resend`);
    expect(again.status).toBe(200);
    await asOwner('UPDATE clients SET revoked = true WHERE id = $1', [service.id]);
    expect(await statusOf(id)).toBe('pending');
  });
});

describe('the recorded actor is', () => {
  it('for a service: the client, without a person', async () => {
    const service = await createClient(organisation.id, { ...SERVICE, name: 'Onboarding robot', scopes: ['*'] });
    const answer = await invite(await tokenOfService(service), 'owner');
    expect(answer.status).toBe(201);
    const { id, invitedBy } = (await answer.json()) as { id: string; invitedBy: unknown };
    expect(invitedBy).toMatchObject({ name: 'System' });
    expect(await eventOf(id)).toEqual({ event_type: 'invitation.created', user_id: null, client_id: service.id });
  });

  it('for an application acting for a person: both', async () => {
    const client = await createClient(organisation.id);
    const answer = await invite((await obtainTokens(organisation, client, 'openid')).access_token, 'staff');
    const { id } = (await answer.json()) as { id: string };
    const names = { user_id: organisation.owner.id, client_id: client.id };
    expect(await eventOf(id)).toEqual({ event_type: 'invitation.created', ...names });
  });
});

describe('a service’s token', () => {
  it('costs one round trip more than the route, and sees its own organisation only', async () => {
    const service = await createClient(organisation.id, { ...SERVICE, scopes: ['users:read', 'invitations:read'] });
    const token = await tokenOfService(service);
    await read('/v1/admin/invitations', token);
    expectFlights(await read('/v1/admin/invitations', token), 2);
    const stranger = await createOrganisation();
    expect((await read(`/v1/admin/users/${stranger.owner.id}/consents`, token)).status).toBe(404);
    expect((await read(`/v1/admin/users/${organisation.owner.id}/consents`, token)).status).toBe(200);
  });

  it.each([
    ['its registration', `scopes = '[]'`, 403],
    ['its client', 'is_active = false', 401],
    ['its client for good', 'revoked = true', 401],
  ])('is worth nothing without %s, from that moment', async (_what, change, status) => {
    const service = await createClient(organisation.id, { ...SERVICE, scopes: ['invitations:read'] });
    const token = await tokenOfService(service);
    expect((await read('/v1/admin/invitations', token)).status).toBe(200);
    await asOwner(`UPDATE clients SET ${change} WHERE id = $1`, [service.id]);
    expect((await read('/v1/admin/invitations', token)).status).toBe(status);
  });

  it.each([
    ['suspended', (id: string) => setStatus(id, 'suspended')],
    ['deleted', deleteOrganisation],
  ])('nor in an organisation that is %s', async (_state, close) => {
    const its = await createOrganisation();
    const token = await tokenOfService(await createClient(its.id, { ...SERVICE, scopes: ['*'] }));
    expect((await read('/v1/admin/invitations', token)).status).toBe(200);
    await close(its.id);
    expect((await read('/v1/admin/invitations', token)).status).toBe(401);
  });
});

it('a person’s token never counts as a client’s own, even when the person is deleted', async () => {
  const its = await createOrganisation();
  const client = await createClient(its.id, { scopes: ['openid', '*'] });
  for (const change of ['user_id = NULL', 'revoked_at = NULL']) {
    const { access_token: token } = await obtainTokens(its, client, 'openid *');
    expect((await read('/v1/admin/invitations', token)).status).toBe(200);
    if (change.startsWith('revoked'))
      await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [its.owner.id]);
    await asOwner(`UPDATE tokens SET ${change} WHERE organisation_id = $1`, [its.id]);
    expect((await read('/v1/admin/invitations', token)).status).toBe(401);
  }
});

it('a blocked person’s token is refused with its own message', async () => {
  const its = await createOrganisation();
  const token = await tokenOf('openid', await createClient(its.id, PARTNER), its);
  await blockUser(its.owner.id);
  const answer = await read('/v1/me/profile', token);
  expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
  expect(await answer.json()).toMatchObject({ status: 401, detail: 'User account is blocked' });
});

describe('GET /v1/me/profile of a third party: what userinfo would tell it (OIDC Core section 5.4)', () => {
  const profileOf = async (token: string) => (await read('/v1/me/profile', token)).json() as Promise<object>;

  it.each([
    ['openid', ['id']],
    ['openid email', ['email', 'emailVerified', 'id']],
    ['openid phone', ['id', 'phone']],
    ['openid address', ['address', 'id']],
    ['openid org roles', ['id', 'organisation', 'roles']],
    ['openid users:read', ['id']],
    [
      'openid profile',
      [
        ...[
          'birthdate',
          'firstName',
          'gender',
          'id',
          'lastName',
          'locale',
          'middleName',
          'name',
          'nickname',
          'picture',
        ],
        ...['preferredUsername', 'profileUrl', 'website', 'zoneinfo'],
      ],
    ],
  ])('%s', async (scope, members) => {
    const profile = await profileOf(await tokenOf(scope));
    expect(Object.keys(profile).sort()).toEqual(members);
    expect(profile).toMatchObject({ id: organisation.owner.id });
  });

  it('has the pairwise subject as the id, where the client has one', async () => {
    const columns = { allow_api: true, subject_type: 'pairwise' };
    const token = await tokenOf('openid', await createClient(organisation.id, { ...PARTNER, columns }));
    const userinfo = (await (await read('/oauth2/userinfo', token)).json()) as { sub: string };
    expect(userinfo.sub).not.toBe(organisation.owner.id);
    expect(await profileOf(token)).toEqual({ id: userinfo.sub });
  });
});

describe('X-Org-Domain', () => {
  it('does not tell which organisations exist', async () => {
    const stranger = await createOrganisation();
    const ask = (slug: string, credential: Record<string, string>) =>
      send('/v1/admin/invitations', { headers: { 'X-Org-Domain': slug, ...credential } });
    const client = await createClient(organisation.id);
    const token = (await obtainTokens(organisation, client, 'openid')).access_token;
    for (const credential of [{ Cookie: organisation.cookies }, bearer(token)]) {
      const answers = [await ask(stranger.slug, credential), await ask(`nobody-${crypto.randomUUID()}`, credential)];
      const [existing, missing] = await Promise.all(
        answers.map(async (answer) => {
          const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
          return { status: answer.status, flights: flightsOf(answer), cookies, body: await answer.json() };
        }),
      );
      expect(existing).toEqual(missing);
      expect(existing).toMatchObject({ status: 403, flights: 1 });
    }
  });
});
