import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let partner: TestClient;
let own: TestClient;

const SCOPES = ['openid', 'profile', 'email', 'offline_access', 'org', 'roles', 'groups'];

async function joinTeam({ id, owner }: TestOrganisation, slug: string): Promise<void> {
  const team = uuidv7();
  await asOwner('INSERT INTO teams (id, organisation_id, name, slug) VALUES ($1, $2, $3, $3)', [team, id, slug]);
  await asOwner('INSERT INTO team_members (organisation_id, team_id, user_id) VALUES ($1, $2, $3)', [
    id,
    team,
    owner.id,
  ]);
}

beforeAll(async () => {
  organisation = await createOrganisation();
  await joinTeam(organisation, 'sales');
  await joinTeam(organisation, 'engineering');
  partner = await createClient(organisation.id, { firstParty: false, requireConsent: false, scopes: SCOPES });
  own = await createClient(organisation.id, { scopes: SCOPES });
});

type Claims = Record<string, unknown>;

async function userinfo({ access_token: token }: Tokens): Promise<Claims> {
  const response = await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } });
  expectFlights(response, 1);
  return response.json();
}

const MEMBERSHIP = ['org_id', 'org_slug', 'roles', 'groups'];
const membershipOf = (claims: Claims) =>
  Object.fromEntries(Object.entries(claims).filter(([n]) => MEMBERSHIP.includes(n)));

describe('the claims of membership: organisation, roles and teams, each behind its scope', () => {
  it.each([
    ['org', () => ({ org_id: organisation.id, org_slug: organisation.slug })],
    ['roles', () => ({ roles: ['owner'] })],
    ['groups', () => ({ groups: ['engineering', 'sales'] })],
  ])('%s: in the ID token and at userinfo', async (scope, expected) => {
    await userinfo(await obtainTokens(organisation, partner, 'openid'));
    const tokens = await obtainTokens(organisation, partner, `openid ${scope}`);
    expect(membershipOf(decodeJwt(tokens.id_token))).toEqual(expected());
    expect(membershipOf(await userinfo(tokens))).toEqual(expected());
  });

  it('none of them without the scope, also not for first-party applications', async () => {
    for (const client of [partner, own]) {
      const tokens = await obtainTokens(organisation, client, 'openid profile email');
      expect(membershipOf(decodeJwt(tokens.id_token))).toEqual({});
      expect(membershipOf(await userinfo(tokens))).toEqual({});
    }
  });

  it('a person without teams and roles has empty lists', async () => {
    const its = await createOrganisation();
    const client = await createClient(its.id, { scopes: SCOPES });
    await asOwner('DELETE FROM user_roles WHERE user_id = $1', [its.owner.id]);
    const tokens = await obtainTokens(its, client, 'openid roles groups');
    expect(membershipOf(decodeJwt(tokens.id_token))).toEqual({ roles: [], groups: [] });
    // Nobody else's teams either.
    expect(membershipOf(await userinfo(tokens))).toEqual({ roles: [], groups: [] });
  });

  it('the claims parameter can request them, within the scopes of the client', async () => {
    const claims = JSON.stringify({ userinfo: { groups: null }, id_token: { org_slug: null } });
    const tokens = await obtainTokens(organisation, partner, 'openid', { claims });
    expect(membershipOf(decodeJwt(tokens.id_token))).toEqual({ org_slug: organisation.slug });
    expect(membershipOf(await userinfo(tokens))).toEqual({ groups: ['engineering', 'sales'] });
    const narrow = await createClient(organisation.id, { scopes: ['openid'] });
    const none = await obtainTokens(organisation, narrow, 'openid', { claims });
    expect(membershipOf(await userinfo(none))).toEqual({});
  });

  it('are scopes like any other: in discovery, with words for the consent page, no scopes of machines', async () => {
    const metadata = (await (await send('/.well-known/openid-configuration')).json()) as Record<string, string[]>;
    expect(metadata.scopes_supported).toEqual(expect.arrayContaining(['org', 'roles', 'groups']));
    expect(metadata.claims_supported).toEqual(expect.arrayContaining(MEMBERSHIP));
    const rows = await asOwner<{ name: string }>(`SELECT name FROM scopes WHERE name IN ('org', 'roles', 'groups')`);
    expect(rows).toHaveLength(3);
  });
});

describe('access tokens of third parties', () => {
  const accessClaims = async (client: TestClient, scope: string) =>
    decodeJwt((await obtainTokens(organisation, client, scope)).access_token) as Claims;

  it('have neither roles nor groups without the scopes, but the organisation', async () => {
    const claims = await accessClaims(partner, 'openid profile email');
    expect(claims).not.toHaveProperty('roles');
    expect(claims).not.toHaveProperty('groups');
    expect(claims.org_id).toBe(organisation.id);
  });

  it('have them with the scopes', async () => {
    const claims = await accessClaims(partner, 'openid roles groups');
    expect(claims).toMatchObject({ roles: ['owner'], groups: ['engineering', 'sales'] });
  });

  it('the organisation’s own applications have the roles always', async () => {
    const claims = await accessClaims(own, 'openid');
    expect(claims.roles).toEqual(['owner']);
    expect(claims).not.toHaveProperty('groups');
  });
});

describe('name and address in the ID token (OIDC Core section 5.4), as id_token_claims says', () => {
  const NAMES = ['name', 'given_name', 'family_name', 'email', 'email_verified'];
  const told = async (client: TestClient, parameters = {}) => {
    const tokens = await obtainTokens(organisation, client, 'openid profile email', parameters);
    const claims = decodeJwt(tokens.id_token) as Claims;
    expect(await userinfo(tokens)).toMatchObject({ name: 'Ada Owner', email: organisation.owner.email });
    return NAMES.filter((name) => name in claims);
  };
  const withMode = (mode: string | null, firstParty: boolean) =>
    createClient(organisation.id, {
      firstParty,
      requireConsent: false,
      scopes: SCOPES,
      columns: { id_token_claims: mode },
    });

  it('by default: first-party applications get them, third parties use userinfo', async () => {
    expect(await told(await withMode(null, true))).toEqual(NAMES);
    expect(await told(await withMode(null, false))).toEqual([]);
  });

  it('scopes: the claims of the scopes, requested: the requested claims only', async () => {
    expect(await told(await withMode('scopes', false))).toEqual(NAMES);
    expect(await told(await withMode('requested', true))).toEqual([]);
    const claims = JSON.stringify({ id_token: { email: null } });
    expect(await told(await withMode('requested', false), { claims })).toEqual(['email']);
  });
});

describe('updated_at (OIDC Core section 5.1: "Time the End-User\'s information was last updated")', () => {
  const updatedAt = async (its: TestOrganisation, client: TestClient) =>
    (await userinfo(await obtainTokens(its, client, 'openid profile'))).updated_at;
  const LONG_AGO = 1_600_000_000;

  async function someoneUnchangedSince(): Promise<[TestOrganisation, TestClient]> {
    const its = await createOrganisation();
    await asOwner('UPDATE users SET profile_updated_at = to_timestamp($2) WHERE id = $1', [its.owner.id, LONG_AGO]);
    return [its, await createClient(its.id, { scopes: SCOPES })];
  }

  it('does not change with a sign-in', async () => {
    const [its, client] = await someoneUnchangedSince();
    const body = JSON.stringify({ email: its.owner.email, password: 'Correct-Horse-7' });
    const headers = { 'Content-Type': 'application/json' };
    expect((await send('/v1/auth/login', { method: 'POST', headers, body })).status).toBe(200);
    expect(await updatedAt(its, client)).toBe(LONG_AGO);
    await asOwner(
      `UPDATE users SET last_login_at = now(), login_count = login_count + 1, failed_login_count = 3, updated_at = now(),
         password_changed_at = now(), mfa_enabled = true WHERE id = $1`,
      [its.owner.id],
    );
    expect(await updatedAt(its, client)).toBe(LONG_AGO);
  });

  it.each([
    ['a name', `first_name = 'Augusta'`],
    ['the address', `email = 'new-' || email`],
    ['that the address is verified', 'email_verified_at = NULL'],
    ['the phone number', `phone = '+44 20 7946 0001'`],
    ['the postal address', `address = '{"locality":"London"}'`],
    ['a detail', `zoneinfo = 'Europe/Berlin'`],
  ])('moves with %s', async (_what, change) => {
    const [its, client] = await someoneUnchangedSince();
    await asOwner(`UPDATE users SET ${change} WHERE id = $1`, [its.owner.id]);
    expect(await updatedAt(its, client)).toBeGreaterThan(LONG_AGO);
  });

  it('changes with the profile', async () => {
    const [its, client] = await someoneUnchangedSince();
    const headers = { 'Content-Type': 'application/json', Cookie: its.cookies, 'X-CSRF-Token': its.csrf };
    const body = JSON.stringify({ nickname: 'Countess' });
    expect((await send('/v1/me/profile', { method: 'PATCH', headers, body })).status).toBe(200);
    expect(await updatedAt(its, client)).toBeGreaterThan(LONG_AGO);
  });
});
