import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { ageSessions, blockUser, deleteOrganisation, deleteUser, setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

/** The details of people who gave no more than their names. */
const NOTHING_TOLD = {
  ...{ middleName: null, nickname: null, preferredUsername: null, profileUrl: null, picture: null, website: null },
  ...{ gender: null, birthdate: null, zoneinfo: null, locale: null, address: null },
};

const bySession = (cookies: string) => send('/v1/me/profile', { headers: { Cookie: cookies } });
const byBearer = (token: string) => send('/v1/me/profile', { headers: { Authorization: `Bearer ${token}` } });

async function expectRefused(response: Response, detail: string): Promise<void> {
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ status: 401, detail, message: detail, instance: '/v1/me/profile' });
}

describe('GET /v1/me/profile', () => {
  it('answers the person, their organisation and their permissions', async () => {
    const response = await bySession(organisation.cookies);
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({
      ...organisation.owner,
      firstName: 'Ada',
      lastName: 'Owner',
      emailVerified: true,
      phone: null,
      mfaEnabled: false,
      organisation: { id: organisation.id, slug: organisation.slug, name: organisation.name },
      roles: [{ id: expect.any(String), name: 'Owner', slug: 'owner' }],
      permissions: ['*'],
      ...NOTHING_TOLD,
    });
  });

  it('is the same by session and by access token', async () => {
    const { access_token: token } = await obtainTokens(organisation, client);
    const [session, bearer] = [await bySession(organisation.cookies), await byBearer(token)];
    expect(await bearer.json()).toEqual(await session.json());
  });

  it('costs one round trip, either way', async () => {
    const { access_token: token } = await obtainTokens(organisation, client);
    expectFlights(await bySession(organisation.cookies), 1);
    await byBearer(token);
    expectFlights(await byBearer(token), 1);
  });

  it('needs no CSRF token and no organisation header', async () => {
    const headers = { Cookie: organisation.cookies, 'X-CSRF-Token': 'wrong' };
    expect((await send('/v1/me/profile', { headers })).status).toBe(200);
  });

  it('the roles and permissions are current', async () => {
    const its = await createOrganisation();
    await asOwner(
      `UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE organisation_id = $1 AND slug = 'staff')
       WHERE organisation_id = $1`,
      [its.id],
    );
    const profile = (await (await bySession(its.cookies)).json()) as { permissions: string[] };
    expect(profile).toMatchObject({ roles: [{ slug: 'staff' }] });
    expect(profile.permissions).toContain('users:read');
    expect(profile.permissions.every((permission) => permission.endsWith(':read'))).toBe(true);
  });

  it('an access token has precedence over a session: an invalid token is refused despite a valid cookie', async () => {
    const headers = { Cookie: organisation.cookies, Authorization: 'Bearer garbage' };
    await expectRefused(await send('/v1/me/profile', { headers }), 'Invalid or expired token');
  });
});

describe('requests that are not authenticated', () => {
  it('without anything', async () => {
    const response = await bySession('');
    await expectRefused(response, 'Authentication required');
    expectFlights(response, 0);
  });

  it.each(['nonsense', `ses_${'A'.repeat(43)}`, `ses_${'A'.repeat(42)}%00`, "' OR 1=1 --", '%E0%A4%A'])(
    'with a cookie that is no session: %s; it is cleared',
    async (value) => {
      const response = await bySession(`cerb_sid=${value}`);
      await expectRefused(response, 'Invalid or expired session');
      expect(response.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^cerb_sid=; Max-Age=0;/));
    },
  );

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Token x', ''])(
    'with another Authorization header: %j',
    async (authorization) => {
      const headers = authorization ? { Authorization: authorization } : {};
      await expectRefused(await send('/v1/me/profile', { headers }), 'Authentication required');
    },
  );

  it('with a session past its lifetime, even if it is in use', async () => {
    const its = await createOrganisation();
    await asOwner("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE organisation_id = $1", [its.id]);
    await expectRefused(await bySession(its.cookies), 'Invalid or expired session');
  });

  it('with a session that was idle for too long', async () => {
    const its = await createOrganisation();
    await ageSessions(its.id, 1790);
    expect((await bySession(its.cookies)).status).toBe(200);
    await ageSessions(its.id, 1801);
    await expectRefused(await bySession(its.cookies), 'Invalid or expired session');
  });

  it.each([
    ['a blocked person', (its: TestOrganisation) => blockUser(its.owner.id), 'User account is blocked'],
    [
      'a suspended organisation',
      (its: TestOrganisation) => setStatus(its.id, 'suspended'),
      'Organisation is not active',
    ],
    [
      'a cancelled organisation',
      (its: TestOrganisation) => setStatus(its.id, 'cancelled'),
      'Organisation is not active',
    ],
    ['a deleted person', (its: TestOrganisation) => deleteUser(its.owner.id), 'Invalid or expired session'],
    ['a deleted organisation', (its: TestOrganisation) => deleteOrganisation(its.id), 'Invalid or expired session'],
  ])('with a session or a token of %s', async (_whose, close, detail) => {
    const its = await createOrganisation();
    const { access_token: token } = await obtainTokens(its, await createClient(its.id));
    await close(its);
    await expectRefused(await bySession(its.cookies), detail);
    expect((await byBearer(token)).status).toBe(401);
  });
});

describe('activity', () => {
  it('is recorded at most once a minute, and extends the idle timeout, not the absolute one', async () => {
    const its = await createOrganisation();
    const read = async () => {
      const [row] = await asOwner<{ last: Date; expires: Date }>(
        'SELECT last_activity_at AS last, expires_at AS expires FROM sessions WHERE organisation_id = $1',
        [its.id],
      );
      return row as { last: Date; expires: Date };
    };
    const fresh = await read();
    await bySession(its.cookies);
    expect(await read()).toEqual(fresh);
    await ageSessions(its.id, 61);
    const aged = await read();
    await bySession(its.cookies);
    const touched = await read();
    expect(touched.last.getTime()).toBeGreaterThan(aged.last.getTime());
    expect(touched.expires).toEqual(aged.expires);
  });
});
