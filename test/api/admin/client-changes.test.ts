import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, newIndicator, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import {
  type Administrator,
  CLIENTS,
  pathOf,
  REDIRECT_URI,
  type RegisteredClient,
  registered,
} from '../../support/registered-clients.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
});

const change = (client: { id: string }, fields: Record<string, unknown>, who: Administrator = organisation) =>
  sendAs(who, 'PATCH', pathOf(client), fields);

async function changed(client: { id: string }, fields: Record<string, unknown>): Promise<RegisteredClient> {
  const answer = await change(client, fields);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}

const eventsOf = async ({ id }: { id: string }) =>
  (await asOwner<{ event_type: string }>('SELECT event_type FROM audit_logs WHERE resource_id = $1 ORDER BY id', [id]))
    .map(({ event_type }) => event_type)
    .filter((type) => type.startsWith('client.'));

const stored = async ({ id }: { id: string }) =>
  (await asOwner('SELECT * FROM clients WHERE id = $1', [id]))[0] as Record<string, unknown>;

const profileWith = (token: string) => send('/v1/me/profile', { headers: { Authorization: `Bearer ${token}` } });

describe('A client', () => {
  it('is changed in any of its settings, and the event has the new values', async () => {
    const client = await registered(organisation);
    const indicator = newIndicator();
    const values = [uuidv7(), organisation.id, indicator];
    await asOwner('INSERT INTO resources (id, organisation_id, indicator) VALUES ($1, $2, $3)', values);
    const changes = {
      ...{
        name: 'Renamed',
        description: 'Sells',
        redirectUris: ['https://new.example.com/cb'],
        resources: [indicator],
      },
      ...{ allowedOrigins: ['https://new.example.com'], scopes: ['openid'], requireConsent: false, allowApi: true },
      ...{ accessTokenLifetime: 600, refreshTokenLifetime: 700, idTokenLifetime: 800, refreshTokenGrace: 0 },
      ...{ isFirstParty: true, accessTokenFormat: 'opaque', idTokenSignedResponseAlg: 'ES256', defaultMaxAge: 60 },
    };
    const answer = await change(client, changes);
    expectFlights(answer, 3);
    const now = (await answer.json()) as RegisteredClient;
    const { clientSecret: _, ...before } = client;
    expect(now).toEqual({ ...before, ...changes, allowedScopes: changes.scopes, updatedAt: expect.any(String) });
    expect(new Date(now.updatedAt).getTime()).toBeGreaterThan(new Date(client.updatedAt).getTime());
    const read = await sendAs(organisation, 'GET', pathOf(client));
    expect(await read.json()).toEqual(now);
    const [event] = await asOwner<{ metadata: unknown }>(
      `SELECT metadata FROM audit_logs WHERE resource_id = $1 AND event_type = 'client.updated'`,
      [client.id],
    );
    expect(event?.metadata).toEqual({ changes });
    expect(await changed(client, { resources: [] })).toMatchObject({ resources: [] });
  });

  it('that a request does not change is not written', async () => {
    const client = await registered(organisation);
    const answer = await change(client, { name: 'Shop', redirectUris: [REDIRECT_URI] });
    expectFlights(answer, 2);
    expect(await answer.json()).toMatchObject({ updatedAt: client.updatedAt });
    expect(await eventsOf(client)).toEqual(['client.created']);
  });

  it('keeps its kind and its demand for PKCE', async () => {
    const client = await registered(organisation);
    await change(client, { clientType: 'public', requirePkce: true });
    expect(await stored(client)).toMatchObject({ client_type: 'confidential', require_pkce: false });
  });

  it('is judged as a whole, with all faults at once, and a refused change leaves no trace', async () => {
    const client = await registered(organisation);
    const answer = await change(client, {
      ...{ name: 'Never', grantTypes: ['client_credentials'], scopes: ['nothing'], logoUri: 'app:/logo' },
    });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { path: string[] }[] };
    expect(errors.map(({ path }) => path[0]).sort()).toEqual(['logoUri', 'redirectUris', 'scopes']);
    expect(await stored(client)).toMatchObject({ name: 'Shop' });
    expect(await eventsOf(client)).toEqual(['client.created']);
  });

  it('from before a rule keeps what breaks it, and gets nothing new that does', async () => {
    const redirectUris = ['http://old.example.com/callback'];
    const client = await createClient(organisation.id, { redirectUris });
    expect(await changed(client, { name: 'Renamed' })).toMatchObject({ name: 'Renamed', redirectUris });
    const worse = await change(client, { redirectUris: [...redirectUris, 'http://other.example.com/'] });
    expect(worse.status).toBe(400);
    expect(await changed(client, { redirectUris: [...redirectUris, REDIRECT_URI] })).toBeDefined();
  });

  it('gets another secret only with a method that needs one, and shows it once', async () => {
    const client = await registered(organisation);
    const jwksUri = 'https://shop.example.com/jwks.json';
    const posted = await changed(client, { tokenEndpointAuthMethod: 'client_secret_post' });
    expect('clientSecret' in posted).toBe(false);
    const signed = await changed(client, { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri });
    expect(signed).toMatchObject({ hasSecret: false });
    expect(await stored(client)).toMatchObject({ client_secret: null });
    const macs = await changed(client, { tokenEndpointAuthMethod: 'client_secret_jwt', jwksUri: null });
    expect(macs).toMatchObject({ hasSecret: true, clientSecret: expect.any(String) });
    expect(await stored(client)).toMatchObject({ client_secret_sealed: expect.any(String) });
    const basic = await changed(client, { tokenEndpointAuthMethod: 'client_secret_basic' });
    expect('clientSecret' in basic).toBe(false);
    expect(await stored(client)).toMatchObject({ client_secret_sealed: null });
    const form = { grant_type: 'client_credentials', client_id: client.clientId };
    const answer = await postForm('/oauth2/token', { ...form, client_secret: macs.clientSecret ?? '' });
    expect(answer.status).toBe(200);
  });

  it('of many changes at once, each of which was judged by the same state, one is written', async () => {
    const client = await registered(organisation);
    const names = ['One', 'Two', 'Three', 'Four', 'Five'];
    const answers = await Promise.all(names.map((name) => change(client, { name })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    const written = statuses.filter((status) => status === 200).length;
    expect(await eventsOf(client)).toEqual(['client.created', ...Array(written).fill('client.updated')]);
  });
});

describe('What was issued to a client', () => {
  it('ends when it loses the scope: the access token at once, the refresh token as far as it goes', async () => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    expect((await profileWith(tokens.access_token)).status).toBe(200);
    await changed(client, { scopes: ['openid', 'email', 'offline_access'] });
    expect((await profileWith(tokens.access_token)).status).toBe(401);
    const refreshed = (await (await refresh(client, tokens.refresh_token)).json()) as { scope: string };
    expect(refreshed.scope).toBe('openid email offline_access');
  });

  it('and stays when it loses another scope, or gets more', async () => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client, 'openid profile');
    await changed(client, { scopes: ['openid', 'profile', 'address'], name: 'Renamed' });
    expect((await profileWith(tokens.access_token)).status).toBe(200);
  });

  it('a code gives only scopes that the client still has', async () => {
    const client = await createClient(organisation.id);
    const code = await obtainCode(organisation, client, { scope: 'openid profile' });
    await changed(client, { scopes: ['openid'] });
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid' });
    const other = await obtainCode(organisation, client, { scope: 'openid' });
    await changed(client, { scopes: ['profile'] });
    expect((await exchangeCode(client, other)).status).toBe(400);
  });

  it('a code on its way to a redirect URI that was removed is void', async () => {
    const client = await createClient(organisation.id);
    const code = await obtainCode(organisation, client);
    await changed(client, { redirectUris: ['https://elsewhere.example.com/callback'] });
    expect((await exchangeCode(client, code)).status).toBe(400);
  });

  it.each([
    ['is no first party any more', { isFirstParty: false }],
    ['knows people by other names', { subjectType: 'pairwise' }],
  ])('ends when it %s', async (_what, fields) => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    await changed(client, fields);
    expect((await profileWith(tokens.access_token)).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
  });

  it('to act for itself ends with the grant', async () => {
    const { clientSecret, ...client } = await registered(organisation, {
      scopes: ['openid', 'teams:read'],
      isFirstParty: true,
    });
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: clientSecret ?? '' };
    const { access_token } = (await (await postForm('/oauth2/token', form)).json()) as { access_token: string };
    const teams = () => send('/v1/admin/teams', { headers: { Authorization: `Bearer ${access_token}` } });
    expect((await teams()).status).toBe(200);
    await changed(client, { grantTypes: ['authorization_code', 'refresh_token'] });
    expect((await teams()).status).toBe(401);
  });
});

const ENDS: readonly [string, (client: { id: string }) => Promise<Response>, number][] = [
  ['revoked', (client) => sendAs(organisation, 'POST', `${pathOf(client)}/revoke`), 200],
  ['switched off', (client) => change(client, { isActive: false }), 200],
  ['deleted', (client) => sendAs(organisation, 'DELETE', pathOf(client)), 204],
];

describe.each(ENDS)('A client that is %s', (how, end, status) => {
  it('gets nothing any more, and what it got has ended', async () => {
    const allowedOrigins = [`https://${crypto.randomUUID()}.example.com`];
    const client = await createClient(organisation.id, { allowedOrigins });
    const tokens = await obtainTokens(organisation, client);
    const code = await obtainCode(organisation, client);
    await asOwner(
      `INSERT INTO consents (id, organisation_id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4, '["openid"]')`,
      [uuidv7(), organisation.id, organisation.owner.id, client.id],
    );
    const answer = await end(client);
    expectFlights(answer, how === 'switched off' ? 3 : 2);
    expect(answer.status).toBe(status);
    expect((await profileWith(tokens.access_token)).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(401);
    expect((await exchangeCode(client, code)).status).toBe(401);
    const left = `
      SELECT FROM tokens WHERE client_id = $1 AND revoked_at IS NULL
      UNION ALL SELECT FROM refresh_tokens WHERE client_id = $1 AND revoked_at IS NULL
      UNION ALL SELECT FROM authorization_codes WHERE client_id = $1`;
    expect(await asOwner(left, [client.id])).toEqual([]);
    expect(await stored(client)).toMatchObject({ is_active: false });
    const consents = await asOwner('SELECT FROM consents WHERE client_id = $1 AND revoked_at IS NULL', [client.id]);
    expect(consents).toHaveLength(how === 'deleted' ? 0 : 1);
  });
});

describe('A revoked client', () => {
  it('says so, is revoked once, and begins anew when it is switched on', async () => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    const revoke = () => sendAs(organisation, 'POST', `${pathOf(client)}/revoke`);
    expect(await (await revoke()).json()).toEqual({ message: 'Client revoked successfully' });
    expect((await revoke()).status).toBe(200);
    expect(await eventsOf(client)).toEqual(['client.revoked']);
    expect(await (await sendAs(organisation, 'GET', pathOf(client))).json()).toMatchObject({ isActive: false });
    expect(await changed(client, { isActive: true })).toMatchObject({ isActive: true });
    expect((await profileWith(tokens.access_token)).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    const again = await obtainTokens(organisation, client);
    expect((await profileWith(again.access_token)).status).toBe(200);
  });
});

describe('A deleted client', () => {
  it('is gone for everybody, and is deleted once', async () => {
    const client = await registered(organisation, { name: 'Doomed' });
    const answers = await Promise.all([1, 2, 3].map(() => sendAs(organisation, 'DELETE', pathOf(client))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    const later = [
      await sendAs(organisation, 'GET', pathOf(client)),
      await change(client, { name: 'Late' }),
      await sendAs(organisation, 'POST', `${pathOf(client)}/revoke`),
    ];
    expect(later.map(({ status }) => status)).toEqual([404, 404, 404]);
    const { total } = (await (await sendAs(organisation, 'GET', `${CLIENTS}?search=Doomed`)).json()) as {
      total: number;
    };
    expect(total).toBe(0);
    expect(await eventsOf(client)).toEqual(['client.created', 'client.deleted']);
  });
});

describe('Nobody changes a client into one that could do more than they may, nor one that can', () => {
  it.each([
    [
      'another redirect URI of a first-party application',
      { isFirstParty: true },
      { redirectUris: [`${REDIRECT_URI}2`] },
      403,
    ],
    ['its name', { isFirstParty: true }, { name: 'Renamed' }, 200],
    ['switching it off', { isFirstParty: true }, { isActive: false }, 200],
    [
      'keys of a client with more permissions',
      { scopes: ['*'] },
      { jwksUri: 'https://evil.example.com/jwks.json', tokenEndpointAuthMethod: 'private_key_jwt' },
      403,
    ],
    ['a scope beyond their own permissions', {}, { scopes: ['organisation:delete'] }, 403],
    ['the organisation’s own application', {}, { isFirstParty: true }, 403],
    ['fewer scopes of a client with more', { scopes: ['openid', '*'] }, { scopes: ['openid'] }, 403],
    ['a scope that they have', {}, { scopes: ['openid', 'users:read'] }, 200],
  ])('%s', async (_what, before, after, status) => {
    const client = await registered(organisation, before);
    expect((await change(client, after, admin)).status).toBe(status);
    if (status === 403) expect(await eventsOf(client)).toEqual(['client.created']);
  });

  it('and what was revoked comes back only by who could register it', async () => {
    const client = await registered(organisation, { isFirstParty: true });
    await changed(client, { isActive: false });
    expect((await change(client, { isActive: true }, admin)).status).toBe(403);
  });

  it('and a client does not widen itself with its own token', async () => {
    const client = await registered(organisation, { scopes: ['clients:update'], isFirstParty: true });
    await asOwner('UPDATE clients SET is_first_party = FALSE, allow_api = TRUE WHERE id = $1', [client.id]);
    const form = {
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret ?? '',
    };
    const answer = await postForm('/oauth2/token', { ...form, resource: ISSUER });
    const { access_token } = (await answer.json()) as { access_token: string };
    const widen = (fields: Record<string, unknown>) =>
      send(pathOf(client), {
        method: 'PATCH',
        headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(fields),
      });
    expect((await widen({ scopes: ['clients:update', 'users:delete'] })).status).toBe(403);
    expect((await widen({ isFirstParty: true })).status).toBe(403);
    expect((await widen({ accessTokenLifetime: 300 })).status).toBe(200);
  });

  it('and nothing of another organisation', async () => {
    const client = await registered(organisation);
    for (const id of [client.id, client.clientId, 'nothing']) {
      const answers = [
        await change({ id }, { name: 'Theirs' }, stranger),
        await sendAs(stranger, 'POST', `${CLIENTS}/${id}/revoke`),
        await sendAs(stranger, 'DELETE', `${CLIENTS}/${id}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    expect(await stored(client)).toMatchObject({ name: 'Shop', is_active: true, deleted_at: null });
  });
});
