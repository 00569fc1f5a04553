import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { sha256 } from '../../../src/lib/secrets.ts';
import { expectFlights, postForm } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, newIndicator, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import {
  CLIENTS,
  pathOf,
  REDIRECT_URI,
  type RegisteredClient,
  register,
  registered,
} from '../../support/registered-clients.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;
let manager: TestPerson;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
  manager = await createPerson(organisation, 'manager');
});

const faultsOf = async (answer: Response) => {
  expect(answer.status, await answer.clone().text()).toBe(400);
  const { errors } = (await answer.json()) as { errors: { path: string[]; message: string }[] };
  return errors.map(({ path }) => path.join('.')).sort();
};

describe('A client', () => {
  it('is registered with defaults that sign people in and let it act for itself, and its secret works', async () => {
    const answer = await register(organisation);
    expectFlights(answer, 3);
    expect(answer.status).toBe(201);
    const client = (await answer.json()) as RegisteredClient;
    expect(client).toEqual({
      ...{ id: expect.any(String), organisationId: organisation.id, clientId: expect.stringMatching(/^client_/) },
      ...{ name: 'Shop', description: null, clientType: 'confidential', isActive: true, isFirstParty: false },
      ...{ redirectUris: [REDIRECT_URI], allowedOrigins: [], scopes: ['openid', 'profile', 'offline_access'] },
      allowedScopes: ['openid', 'profile', 'offline_access'],
      ...{ grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'], resources: [] },
      ...{ tokenEndpointAuthMethod: 'client_secret_basic', jwks: null, jwksUri: null, hasSecret: true },
      previousSecretExpiresAt: null,
      ...{ requirePkce: false, pkceRequired: false, refreshTokenRotation: 'rotating', requireConsent: true },
      ...{ allowPlainPkce: false, allowUnboundCodes: false, allowLocalhostPorts: false, allowEndpointAudience: false },
      ...{ allowApi: false, idTokenSignedResponseAlg: 'RS256', userinfoSignedResponseAlg: null },
      ...{ accessTokenSignedResponseAlg: null, idTokenClaims: null, accessTokenFormat: 'jwt' },
      ...{ subjectType: 'public', sectorIdentifierUri: null, postLogoutRedirectUris: [], backchannelLogoutUri: null },
      ...{ backchannelLogoutSessionRequired: false, frontchannelLogoutUri: null },
      ...{ frontchannelLogoutSessionRequired: false, logoUri: null, policyUri: null, tosUri: null },
      ...{ defaultMaxAge: null, accessTokenLifetime: 3600, idTokenLifetime: 3600, refreshTokenLifetime: 2_592_000 },
      ...{ refreshTokenGrace: 30, refreshFamilyLifetime: 7_776_000, consentLifetime: null },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String), clientSecret: expect.any(String) },
    });
    const { clientSecret, ...shown } = client;
    const read = await sendAs(organisation, 'GET', pathOf(client));
    expectFlights(read, 2);
    expect(await read.json()).toEqual(shown);
    const [stored] = await asOwner('SELECT client_secret FROM clients WHERE id = $1', [client.id]);
    expect(stored).toEqual({ client_secret: await sha256(clientSecret ?? '') });
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: clientSecret ?? '' };
    expect((await postForm('/oauth2/token', form)).status).toBe(200);
    expect(await asOwner('SELECT event_type, metadata FROM audit_logs WHERE resource_id = $1', [client.id])).toEqual([
      { event_type: 'client.created', metadata: { clientId: client.clientId, name: 'Shop' } },
    ]);
  });

  it('that is public has no secret, and always uses PKCE', async () => {
    expect(await registered(organisation, { clientType: 'public' })).toMatchObject({
      ...{ tokenEndpointAuthMethod: 'none', grantTypes: ['authorization_code', 'refresh_token'] },
      ...{ clientSecret: null, hasSecret: false, requirePkce: false, pkceRequired: true },
    });
  });

  it('can have every setting', async () => {
    const indicator = newIndicator();
    await asOwner('INSERT INTO resources (id, organisation_id, indicator) VALUES ($1, $2, $3)', [
      uuidv7(),
      organisation.id,
      indicator,
    ]);
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] };
    const fields = {
      ...{ name: 'Löwe & Söhne', description: 'Every setting', requirePkce: true, requireConsent: false, jwks },
      ...{ isFirstParty: true, allowPlainPkce: true, allowLocalhostPorts: true, allowEndpointAudience: true },
      ...{ redirectUris: ['https://shop.example.com/cb', 'http://localhost:3000/cb', 'com.example.shop:/cb'] },
      ...{ allowedOrigins: ['https://shop.example.com'], scopes: ['openid', 'users:read'], resources: [indicator] },
      ...{ tokenEndpointAuthMethod: 'private_key_jwt', allowApi: true, idTokenSignedResponseAlg: 'ES256' },
      ...{ grantTypes: ['authorization_code'], userinfoSignedResponseAlg: 'EdDSA', idTokenClaims: 'scopes' },
      ...{ accessTokenSignedResponseAlg: 'PS256', accessTokenFormat: 'opaque', subjectType: 'pairwise' },
      ...{ sectorIdentifierUri: 'https://shop.example.com/sector', tosUri: 'https://shop.example.com/terms' },
      ...{ postLogoutRedirectUris: ['https://shop.example.com/bye'], logoUri: 'https://shop.example.com/logo.png' },
      ...{ backchannelLogoutUri: 'https://shop.example.com/logout', backchannelLogoutSessionRequired: true },
      ...{ frontchannelLogoutUri: 'https://shop.example.com/frame', frontchannelLogoutSessionRequired: true },
      ...{ policyUri: 'https://shop.example.com/privacy', defaultMaxAge: 600, accessTokenLifetime: 300 },
      ...{ idTokenLifetime: 301, refreshTokenLifetime: 302, refreshTokenGrace: 0, refreshFamilyLifetime: 303 },
      ...{ consentLifetime: 304 },
    };
    const client = await registered(organisation, fields);
    expect(client).toMatchObject({ ...fields, clientType: 'confidential', hasSecret: false, clientSecret: null });
  });

  it('is registered for its scopes by either name, and by exactly one', async () => {
    const allowedScopes = ['openid', 'email'];
    expect(await registered(organisation, { scopes: undefined, allowedScopes })).toMatchObject({
      scopes: allowedScopes,
    });
    expect(await faultsOf(await register(organisation, { allowedScopes }))).toEqual(['scopes']);
    expect(await faultsOf(await register(organisation, { scopes: undefined }))).toEqual(['scopes']);
  });

  it('is refused with all its faults at once, each with its setting, and leaves no trace', async () => {
    const name = `Faulty ${crypto.randomUUID()}`;
    const faults = await faultsOf(
      await register(organisation, {
        ...{
          name,
          redirectUris: ['https://*.example.com/', 'http://shop.example.com/'],
          allowedOrigins: ['https://a/b'],
        },
        ...{ scopes: ['openid', 'no-such-scope'], resources: ['https://nobody.example.com'], logoUri: 'app:/logo' },
        ...{ tokenEndpointAuthMethod: 'private_key_jwt', backchannelLogoutUri: 'https://127.0.0.1/' },
        ...{ jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, sectorIdentifierUri: 'https://shop.example.com/' },
      }),
    );
    expect(faults).toEqual(
      [
        ...['redirectUris', 'redirectUris', 'allowedOrigins', 'scopes', 'resources', 'logoUri', 'backchannelLogoutUri'],
        ...['jwks', 'sectorIdentifierUri'],
      ].sort(),
    );
    expect(await asOwner('SELECT FROM clients WHERE name = $1', [name])).toEqual([]);
    expect(await asOwner("SELECT FROM audit_logs WHERE metadata->>'name' = $1", [name])).toEqual([]);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'turned\u202earound' }, 'name'],
    [{ clientType: 'trusted' }, 'clientType'],
    [{ redirectUris: [] }, 'redirectUris'],
    [{ redirectUris: ['javascript:alert(1)'] }, 'redirectUris'],
    [{ redirectUris: ['https://shop.example.com/#here'] }, 'redirectUris'],
    [{ redirectUris: ['https://user:secret@shop.example.com/'] }, 'redirectUris'],
    [{ grantTypes: ['password'] }, 'grantTypes.0'],
    [{ grantTypes: [] }, 'grantTypes'],
    [{ accessTokenLifetime: 1 }, 'accessTokenLifetime'],
    [{ accessTokenLifetime: '3600' }, 'accessTokenLifetime'],
    [{ jwks: { keys: [] }, tokenEndpointAuthMethod: 'private_key_jwt' }, 'jwks.keys'],
    [{ scopes: 'openid' }, 'scopes'],
    [{ clientType: 'public', tokenEndpointAuthMethod: 'client_secret_basic' }, 'tokenEndpointAuthMethod'],
  ])('must be well formed: %j', async (fields, path) => {
    expect(await faultsOf(await register(organisation, fields))).toContain(path);
  });

  it('is registered for resources of its own organisation only', async () => {
    const indicator = newIndicator();
    const values = [uuidv7(), stranger.id, indicator];
    await asOwner('INSERT INTO resources (id, organisation_id, indicator) VALUES ($1, $2, $3)', values);
    expect(await faultsOf(await register(organisation, { resources: [indicator] }))).toEqual(['resources']);
  });

  it('of another organisation does not exist, under its id and under its client_id', async () => {
    const client = await registered(organisation);
    for (const id of [client.id, client.clientId, uuidv7(), 'nothing']) {
      const answer = await sendAs(stranger, 'GET', `${CLIENTS}/${id}`);
      expect([answer.status, (await answer.json()) as unknown]).toMatchObject([
        404,
        { detail: 'OAuth2 client not found' },
      ]);
    }
  });
});

describe('Nobody registers a client that could do more than they may', () => {
  it.each([
    ['organisation:delete', 403],
    ['users:*', 403],
    ['*', 403],
    ['users:write', 201],
    ['users:read', 201],
    ['openid', 201],
  ])('an administrator for the scope %s: %i', async (scope, status) => {
    const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'];
    expect((await register(admin, { scopes: [scope], grantTypes })).status).toBe(status);
  });

  it('and a first-party application, which acts with all permissions of its users, takes all of them', async () => {
    const answer = await register(admin, { isFirstParty: true });
    expect(answer.status).toBe(403);
    expect((await register(organisation, { isFirstParty: true })).status).toBe(201);
  });

  it('and nobody at all without the permission', async () => {
    expect((await register(manager)).status).toBe(403);
    expect((await sendAs(manager, 'GET', CLIENTS)).status).toBe(403);
  });
});

describe('The list', () => {
  let its: TestOrganisation;
  const names = ['Delta', 'Alpha', 'Charlie', 'Bravo', 'Alpha'];

  beforeAll(async () => {
    its = await createOrganisation();
    for (const name of names) await registered(its, { name });
    await asOwner(`UPDATE clients SET is_active = FALSE WHERE organisation_id = $1 AND name = 'Bravo'`, [its.id]);
    await asOwner(`UPDATE clients SET revoked = TRUE WHERE organisation_id = $1 AND name = 'Charlie'`, [its.id]);
    await asOwner(`UPDATE clients SET deleted_at = now() WHERE organisation_id = $1 AND name = 'Delta'`, [its.id]);
  });

  interface Listed {
    data: RegisteredClient[];
    total: number;
    nextCursor: string | null;
  }

  async function list(query: string): Promise<Listed> {
    const answer = await sendAs(its, 'GET', `${CLIENTS}${query}`);
    expect(answer.status, await answer.clone().text()).toBe(200);
    expectFlights(answer, 2);
    return answer.json();
  }

  const namesOf = ({ data }: Listed) => data.map(({ name }) => name);

  it('has the newest first, in every convention of pages, and never a secret', async () => {
    const all = await list('?limit=100&offset=0');
    expect(namesOf(all)).toEqual(['Alpha', 'Bravo', 'Charlie', 'Alpha']);
    expect(all).toMatchObject({
      total: 4,
      limit: 100,
      pagination: { total: 4, limit: 100, offset: 0 },
      nextCursor: null,
    });
    expect(all.data.map(({ isActive }) => isActive)).toEqual([true, false, false, true]);
    expect(JSON.stringify(all)).not.toMatch(/clientSecret"|[A-Za-z0-9_-]{43}"/);
    expect(namesOf(await list('?page=2&per_page=3'))).toEqual(['Alpha']);
  });

  it.each(['createdAt', '-createdAt', 'name', '-name'])('pages by cursor in the order of %s', async (sort) => {
    const whole = (await list(`?sort=${sort}`)).data.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Listed = await list(`?sort=${sort}&limit=1&cursor=${cursor}`);
      paged.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it.each([
    ['status=active', ['Alpha', 'Alpha']],
    ['status=revoked', ['Bravo', 'Charlie']],
    ['filter[status]=revoked', ['Bravo', 'Charlie']],
    ['status=', ['Alpha', 'Bravo', 'Charlie', 'Alpha']],
    ['search=LPH', ['Alpha', 'Alpha']],
    ['search=client_', ['Alpha', 'Bravo', 'Charlie', 'Alpha']],
    ['search=%25', []],
  ])('is restricted by %s', async (query, expected) => {
    const found = await list(`?${query}`);
    expect([namesOf(found).sort(), found.total]).toEqual([expected.sort(), expected.length]);
  });

  it.each(['status=odd', 'sort=secret', 'cursor=x', 'cursor=WyJ4Il0', 'sort=name&cursor=WyJ4Il0'])(
    'refuses %s',
    async (query) => {
      expect((await sendAs(its, 'GET', `${CLIENTS}?${query}`)).status).toBe(400);
    },
  );
});
