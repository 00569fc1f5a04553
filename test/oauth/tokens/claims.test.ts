import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM_SCOPES } from '../../../src/domain/access/scopes.ts';
import { send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;

const SCOPES = SYSTEM_SCOPES.map(({ name }) => name);

const ADDRESS = {
  formatted: '12 St James’s Square\nLondon',
  street_address: '12 St James’s Square',
  locality: 'London',
  region: 'Greater London',
  postal_code: 'SW1Y 4JH',
  country: 'United Kingdom',
};

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id, { scopes: SCOPES });
  await asOwner(
    `UPDATE users SET middle_name = 'King', nickname = 'Countess', preferred_username = 'ada',
       profile_url = 'https://people.example.com/ada', profile_photo_path = 'https://cdn.example.com/ada.png',
       website = 'https://ada.example.com', gender = 'female', birthdate = '1815-12-10', zoneinfo = 'Europe/London',
       locale = 'en-GB', address = $2, phone = '+44 20 7946 0000', phone_verified_at = now()
     WHERE id = $1`,
    [organisation.owner.id, JSON.stringify(ADDRESS)],
  );
  await asOwner(`UPDATE users SET profile_updated_at = '2026-01-02T03:04:05.678Z' WHERE id = $1`, [
    organisation.owner.id,
  ]);
});

type Claims = Record<string, unknown>;

async function userinfo({ access_token: token }: Tokens): Promise<Claims> {
  const response = await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } });
  return response.json();
}

/** The claims that are returned for a claims parameter. */
async function tellAfter(
  request: object,
  scope = 'openid',
  to = client,
): Promise<{ idToken: Claims; userinfo: Claims }> {
  const tokens = await obtainTokens(organisation, to, scope, { claims: JSON.stringify(request) });
  return { idToken: decodeJwt(tokens.id_token), userinfo: await userinfo(tokens) };
}

describe('the standard claims (OIDC Core section 5.1), by scope (5.4)', () => {
  const PROFILE = {
    name: 'Ada Owner',
    given_name: 'Ada',
    family_name: 'Owner',
    middle_name: 'King',
    nickname: 'Countess',
    preferred_username: 'ada',
    profile: 'https://people.example.com/ada',
    picture: 'https://cdn.example.com/ada.png',
    website: 'https://ada.example.com',
    gender: 'female',
    birthdate: '1815-12-10',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    updated_at: 1767323045,
  };

  it.each([
    ['profile', () => PROFILE],
    ['email', () => ({ email: organisation.owner.email, email_verified: true })],
    ['phone', () => ({ phone_number: '+44 20 7946 0000', phone_number_verified: true })],
    ['address', () => ({ address: ADDRESS })],
  ])('%s', async (scope, expected) => {
    const tokens = await obtainTokens(organisation, client, `openid ${scope}`);
    expect(await userinfo(tokens)).toEqual({ sub: organisation.owner.id, ...expected() });
  });

  it('all of them, each of a type that section 5.1 says', async () => {
    const claims = await userinfo(await obtainTokens(organisation, client, SCOPES.join(' ')));
    const types: Record<string, string> = { email_verified: 'boolean', phone_number_verified: 'boolean' };
    for (const [name, value] of Object.entries(claims)) {
      expect([name, typeof value]).toEqual([
        name,
        types[name] ?? { updated_at: 'number', address: 'object', roles: 'object', groups: 'object' }[name] ?? 'string',
      ]);
    }
    const { claims_supported: supported } = (await (await send('/.well-known/openid-configuration')).json()) as {
      claims_supported: string[];
    };
    const ofScopes = SYSTEM_SCOPES.flatMap(({ claims: names }) => names);
    expect(Object.keys(claims).sort()).toEqual([...new Set(ofScopes)].sort());
    expect(supported).toEqual(expect.arrayContaining(ofScopes));
  });

  it('a picture is returned only with an absolute http URL', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id);
    for (const path of ['/uploads/ada.png', 'ada.png', 'javascript:alert(1)', '']) {
      await asOwner('UPDATE users SET profile_photo_path = $2 WHERE id = $1', [its.owner.id, path]);
      expect(await userinfo(await obtainTokens(its, to, 'openid profile'))).not.toHaveProperty('picture');
    }
  });

  it('an ID token has few of them; userinfo has all', async () => {
    const { id_token: token } = await obtainTokens(organisation, client, SCOPES.join(' '));
    const names = Object.keys(decodeJwt(token)).filter((name) =>
      SYSTEM_SCOPES.some(({ claims }) => name !== 'sub' && claims.includes(name)),
    );
    expect(names.sort()).toEqual([
      ...['email', 'email_verified', 'family_name', 'given_name', 'groups', 'name', 'org_id', 'org_slug', 'picture'],
      'roles',
    ]);
  });
});

describe('the claims parameter (OIDC Core section 5.5)', () => {
  it('requests claims individually, for the ID token or userinfo', async () => {
    const told = await tellAfter({
      userinfo: { nickname: null, email: { essential: true } },
      id_token: { zoneinfo: null, address: { essential: true } },
    });
    const sub = organisation.owner.id;
    expect(told.userinfo).toEqual({ sub, nickname: 'Countess', email: organisation.owner.email });
    expect(told.idToken).toMatchObject({ sub, zoneinfo: 'Europe/London', address: ADDRESS });
    for (const name of ['nickname', 'email', 'name']) expect(told.idToken).not.toHaveProperty(name);
  });

  it('adds to the claims of the scopes', async () => {
    const told = await tellAfter({ userinfo: { nickname: null } }, 'openid email');
    expect(told.userinfo).toMatchObject({ nickname: 'Countess', email: organisation.owner.email });
  });

  it.each([
    [{ value: 'en-GB' }, true],
    [{ value: 'en-US' }, false],
    [{ value: 'en-US', essential: true }, false],
    [{ values: ['de-DE', 'en-GB'] }, true],
    [{ values: ['de-DE'] }, false],
    [{ values: [] }, false],
  ])('with a value it has, or not at all, and never an error (5.5.1): %j', async (request, isTold) => {
    const told = await tellAfter({ userinfo: { locale: request }, id_token: { locale: request } });
    expect('locale' in told.userinfo).toBe(isTold);
    expect('locale' in told.idToken).toBe(isTold);
  });

  it('unknown values are left out, even if essential (5.5.1)', async () => {
    const its = await createOrganisation();
    const to = await createClient(its.id, { scopes: SCOPES });
    const claims = JSON.stringify({ userinfo: { nickname: { essential: true }, email: null } });
    const tokens = await obtainTokens(its, to, 'openid', { claims });
    expect(await userinfo(tokens)).toEqual({ sub: its.owner.id, email: its.owner.email });
  });

  it.each(['shoe_size', 'constructor', 'password', 'mfa_enabled'])('%s is never returned', async (name) => {
    const told = await tellAfter({ userinfo: { [name]: { essential: true } }, id_token: { [name]: null } });
    expect(told.userinfo).toEqual({ sub: organisation.owner.id });
    expect(Object.keys(told.idToken)).not.toContain(name);
  });

  it.each(['iss', 'aud', 'exp', 'nonce', 'at_hash', 'sid'])('%s cannot be set by a requested value', async (name) => {
    const told = await tellAfter({ id_token: { [name]: { value: 'forged' } }, userinfo: { [name]: null } });
    expect(told.idToken[name]).not.toBe('forged');
    expect(told.userinfo).toEqual({ sub: organisation.owner.id });
  });

  it('applies to refreshed tokens too', async () => {
    const claims = JSON.stringify({ userinfo: { nickname: null }, id_token: { locale: null } });
    const first = await obtainTokens(organisation, client, 'openid offline_access', { claims });
    const second = (await (await refresh(client, first.refresh_token)).json()) as Tokens;
    expect(decodeJwt(second.id_token)).toMatchObject({ locale: 'en-GB' });
    expect(await userinfo(second)).toEqual({ sub: organisation.owner.id, nickname: 'Countess' });
  });
});
