import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import {
  createKeyClient,
  createKeyPair,
  createSecretClient,
  macKey,
  makeAssertion,
  presenting,
} from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { signAsProvider, tamper } from '../../support/jwt.ts';
import { obtainTokens, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  newIndicator,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { blockUser, deleteOrganisation, deleteUser, setStatus } from '../../support/states.ts';

const API = newIndicator();
const OTHER = newIndicator('other');

let organisation: TestOrganisation;
let client: TestClient;
let tokens: Tokens;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id, { confidential: true });
  tokens = await obtainTokens(organisation, client, 'openid email offline_access');
});

const credentialsOf = ({ clientId, secret }: TestClient) => ({ client_id: clientId, client_secret: secret ?? '' });

function introspect(token: string, by = client, fields: Record<string, string> = {}): Promise<Response> {
  return postForm('/oauth2/introspect', { token, ...credentialsOf(by), ...fields });
}

async function answerTo(token: string, by = client): Promise<Record<string, unknown>> {
  const response = await introspect(token, by);
  expect(response.status).toBe(200);
  return response.json();
}

async function expectInactive(response: Response): Promise<void> {
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toEqual({ active: false });
}

async function expectInvalidClient(response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toMatchObject({ error: 'invalid_client' });
}

/** A client for itself, and its token. */
async function obtainServiceToken() {
  const options = { confidential: true, grantTypes: ['client_credentials'], scopes: ['users:read'] };
  const service = await createClient(organisation.id, options);
  const response = await postForm('/oauth2/token', { grant_type: 'client_credentials', ...credentialsOf(service) });
  expect(response.status).toBe(200);
  return { service, token: ((await response.json()) as Tokens).access_token };
}

describe('an active token (RFC 7662 section 2.2)', () => {
  it('an access token: its claims, in one round trip', async () => {
    await introspect(tokens.access_token);
    const response = await introspect(tokens.access_token);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const { iat, exp, jti, auth_time } = decodeJwt(tokens.access_token);
    expect(await response.json()).toEqual({
      active: true,
      iss: ISSUER,
      sub: organisation.owner.id,
      client_id: client.clientId,
      username: organisation.owner.email,
      scope: 'openid email offline_access',
      token_type: 'Bearer',
      aud: [client.clientId, ISSUER],
      iat,
      exp,
      jti,
      auth_time,
      acr: 'urn:cerberus:aal1',
      amr: ['pwd'],
      org: organisation.id,
      org_id: organisation.id,
    });
    expectFlights(response, 1);
  });

  it('a refresh token: the same, without an audience', async () => {
    const answer = await answerTo(tokens.refresh_token);
    expect(answer).toMatchObject({ active: true, client_id: client.clientId, sub: organisation.owner.id });
    for (const name of ['token_type', 'aud', 'jti']) expect(answer).not.toHaveProperty(name);
    expect((answer.exp as number) - (answer.iat as number)).toBe(2_592_000);
    expectFlights(await introspect(tokens.refresh_token), 1);
  });

  it('an opaque access token: as a JWT, in one round trip', async () => {
    const opaque = await createClient(organisation.id, {
      confidential: true,
      columns: { access_token_format: 'opaque' },
    });
    const { access_token: token } = await obtainTokens(organisation, opaque, 'openid');
    const response = await introspect(token, opaque);
    expectFlights(response, 1);
    expect(await response.json()).toEqual({
      active: true,
      iss: ISSUER,
      sub: organisation.owner.id,
      client_id: opaque.clientId,
      username: organisation.owner.email,
      scope: 'openid',
      token_type: 'Bearer',
      aud: [opaque.clientId, ISSUER],
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      auth_time: expect.any(Number),
      acr: 'urn:cerberus:aal1',
      amr: ['pwd'],
      org: organisation.id,
      org_id: organisation.id,
    });
  });

  it('a client’s own token: its subject is the client, without a sign-in', async () => {
    const { service, token } = await obtainServiceToken();
    const answer = await answerTo(token, service);
    expect(answer).toMatchObject({ active: true, sub: service.clientId, scope: 'users:read' });
    for (const name of ['username', 'auth_time', 'acr', 'amr']) expect(answer).not.toHaveProperty(name);
  });

  it('the sign-in is known after the code is deleted', async () => {
    const its = await obtainTokens(organisation, client);
    const { auth_time: authTime, jti } = decodeJwt(its.access_token);
    await asOwner('DELETE FROM authorization_codes WHERE id = (SELECT family_id FROM tokens WHERE jti = $1)', [jti]);
    expect(await answerTo(its.access_token)).toMatchObject({ active: true, auth_time: authTime, amr: ['pwd'] });
  });

  it('the subject is that of the token’s client, and no other member identifies the person', async () => {
    const pairwise = await createClient(organisation.id, { confidential: true, columns: { subject_type: 'pairwise' } });
    const its = await obtainTokens(organisation, pairwise, 'openid');
    const answer = await answerTo(its.access_token, pairwise);
    expect(answer.sub).toBe(decodeJwt(its.access_token).sub);
    expect(answer.sub).not.toBe(organisation.owner.id);
    expect(answer).not.toHaveProperty('username');
    const withEmail = await obtainTokens(organisation, pairwise, 'openid email');
    expect(await answerTo(withEmail.access_token, pairwise)).toMatchObject({ username: organisation.owner.email });
  });

  it.each(['access_token', 'refresh_token', 'pigeon', 'id_token'])(
    'a hint is a hint: token_type_hint %s',
    async (hint) => {
      for (const token of [tokens.access_token, tokens.refresh_token]) {
        const response = await introspect(token, client, { token_type_hint: hint });
        expect(await response.json()).toMatchObject({ active: true });
      }
    },
  );
});

describe('an inactive token is exactly {"active":false} (section 2.2)', () => {
  it.each(['garbage', 'a.b.c', '..', `rt_${'A'.repeat(43)}`, `at_${'A'.repeat(43)}`, "' OR 1=1 --", 'ä'])(
    'unknown: %s',
    async (token) => {
      const response = await introspect(token);
      expectFlights(response, 1);
      await expectInactive(response);
    },
  );

  it('an ID token: it opens nothing', async () => {
    await expectInactive(await introspect(tokens.id_token));
  });

  it('a code', async () => {
    await expectInactive(await introspect(`authz_${'A'.repeat(43)}`));
  });

  it('one with a bad signature, or signed by us for something else', async () => {
    const claims = decodeJwt(tokens.access_token);
    await expectInactive(await introspect(tamper(tokens.access_token, { payload: { scope: 'openid root' } })));
    await expectInactive(await introspect(tamper(tokens.access_token, { header: { alg: 'none' }, signature: '' })));
    await expectInactive(await introspect(await signAsProvider(claims, { alg: 'EdDSA', typ: 'JWT' })));
    await expectInactive(
      await introspect(await signAsProvider({ ...claims, iss: 'https://x.example' }, { alg: 'EdDSA', typ: 'at+jwt' })),
    );
  });

  it('expired', async () => {
    for (const format of ['jwt', 'opaque']) {
      const columns = { access_token_lifetime: 0, access_token_format: format };
      const brief = await createClient(organisation.id, { confidential: true, columns });
      const its = await obtainTokens(organisation, brief);
      await expectInactive(await introspect(its.access_token, brief));
    }
  });

  it('an expired refresh token', async () => {
    const its = await obtainTokens(organisation, client);
    await asOwner(
      `UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE access_token_id =
      (SELECT id FROM tokens WHERE jti = $1)`,
      [decodeJwt(its.access_token).jti],
    );
    await expectInactive(await introspect(its.refresh_token));
  });

  it('revoked, with its family', async () => {
    const its = await obtainTokens(organisation, client);
    await postForm('/oauth2/revoke', { token: its.refresh_token, ...credentialsOf(client) });
    await expectInactive(await introspect(its.access_token));
    await expectInactive(await introspect(its.refresh_token));
  });

  it('a refresh token that was used', async () => {
    const its = await obtainTokens(organisation, client);
    await refresh(client, its.refresh_token, { client_secret: client.secret ?? '' });
    await expectInactive(await introspect(its.refresh_token));
  });

  it.each([
    ['a blocked person', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['a deleted person', (its: TestOrganisation) => deleteUser(its.owner.id)],
    ['a revoked client', (_: TestOrganisation, { id }: TestClient) => changeClient(id, 'revoked = true')],
    ['an inactive client', (_: TestOrganisation, { id }: TestClient) => changeClient(id, 'is_active = false')],
    ['a deleted client', (_: TestOrganisation, { id }: TestClient) => changeClient(id, 'deleted_at = now()')],
  ])('of %s', async (_whose, close) => {
    const its = await createOrganisation();
    const api = newIndicator();
    const server = await createClient(its.id, { confidential: true, resources: [api] });
    const to = await createClient(its.id, { resources: [api] });
    const given = await obtainTokens(its, to, 'openid', { resource: api });
    expect(await answerTo(given.access_token, server)).toMatchObject({ active: true });
    await close(its, to);
    await expectInactive(await introspect(given.access_token, server));
  });

  it.each([
    ['suspended', (id: string) => setStatus(id, 'suspended')],
    ['cancelled', (id: string) => setStatus(id, 'cancelled')],
    ['deleted', deleteOrganisation],
  ])('of an organisation that is %s nobody asks: its clients are nobody', async (_state, close) => {
    const its = await createOrganisation();
    const to = await createClient(its.id, { confidential: true });
    const { access_token: token } = await obtainTokens(its, to);
    await close(its.id);
    await expectInvalidClient(await introspect(token, to));
  });
});

async function changeClient(id: string, assignment: string): Promise<void> {
  await asOwner(`UPDATE clients SET ${assignment} WHERE id = $1`, [id]);
}

describe('which tokens a caller may introspect (RFC 7662 section 4, RFC 9700 section 2.3)', () => {
  let server: TestClient;
  let application: TestClient;

  beforeAll(async () => {
    server = await createClient(organisation.id, { confidential: true, resources: [API] });
    application = await createClient(organisation.id, { resources: [API, OTHER] });
  });

  it('a resource server: those with it in the audience', async () => {
    const meant = await obtainTokens(organisation, application, 'openid', { resource: API });
    expect(await answerTo(meant.access_token, server)).toMatchObject({
      active: true,
      aud: API,
      client_id: application.clientId,
    });
  });

  it('not those for another audience, nor for the application alone', async () => {
    const other = await obtainTokens(organisation, application, 'openid', { resource: OTHER });
    await expectInactive(await introspect(other.access_token, server));
    const own = await obtainTokens(organisation, application, 'openid');
    await expectInactive(await introspect(own.access_token, server));
    await expectInactive(await introspect(tokens.access_token, server));
  });

  it('one of several audiences is sufficient', async () => {
    const options = { confidential: true, grantTypes: ['client_credentials'], resources: [API, OTHER] };
    const service = await createClient(organisation.id, options);
    const form = { grant_type: 'client_credentials', ...credentialsOf(service) };
    const resources: [string, string][] = [API, OTHER].map((uri) => ['resource', uri]);
    const response = await postForm('/oauth2/token', [...Object.entries(form), ...resources]);
    const { access_token: token } = (await response.json()) as Tokens;
    expect(await answerTo(token, server)).toMatchObject({ active: true, aud: [API, OTHER] });
  });

  it('a client_id may be the audience', async () => {
    const { token } = await obtainServiceToken();
    await expectInactive(await introspect(token, server));
    await asOwner('UPDATE tokens SET audience = $2 WHERE jti = $1', [decodeJwt(token).jti, server.clientId]);
    expect(await answerTo(token, server)).toMatchObject({ active: true });
  });

  it('a refresh token only by its own client: it must not be taken for an access token', async () => {
    const meant = await obtainTokens(organisation, application, 'openid offline_access', { resource: API });
    await expectInactive(await introspect(meant.refresh_token, server));
  });

  it('none of another organisation, whatever the audience', async () => {
    const elsewhere = await createOrganisation();
    const stranger = await createClient(elsewhere.id, { confidential: true });
    const meant = await obtainTokens(organisation, application, 'openid', { resource: API });
    const { jti } = decodeJwt(meant.access_token);
    await asOwner('UPDATE tokens SET audience = $2 WHERE jti = $1', [jti, `${API} ${stranger.clientId}`]);
    for (const token of [meant.access_token, tokens.access_token, tokens.refresh_token]) {
      await expectInactive(await introspect(token, stranger));
    }
  });
});

describe('who may introspect (section 2.1)', () => {
  it('nobody without authentication', async () => {
    await expectInvalidClient(await postForm('/oauth2/introspect', { token: tokens.access_token }));
    await expectInvalidClient(await introspect(tokens.access_token, { ...client, secret: 'wrong' }));
    const named = { token: tokens.access_token, client_id: client.clientId };
    await expectInvalidClient(await postForm('/oauth2/introspect', named));
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    await expectInvalidClient(await postForm('/oauth2/introspect', { token: tokens.access_token }, bearer));
  });

  it('no public client, though the token is its own', async () => {
    const open = await createClient(organisation.id);
    const { access_token: token } = await obtainTokens(organisation, open);
    await expectInvalidClient(await postForm('/oauth2/introspect', { token, client_id: open.clientId }));
  });

  it('a confidential client, by whatever it is registered for', async () => {
    const authorization = { Authorization: `Basic ${btoa(`${client.clientId}:${client.secret}`)}` };
    const basic = await postForm('/oauth2/introspect', { token: tokens.access_token }, authorization);
    expect(await basic.json()).toMatchObject({ active: true });

    const key = await createKeyPair('ES256');
    const byKey = await createKeyClient(organisation.id, [key]);
    const bySecret = await createSecretClient(organisation.id);
    for (const [by, signedWith] of [[byKey, key] as const, [bySecret, macKey('HS256', bySecret.secret)] as const]) {
      const present = async (fields = {}) => presenting(await makeAssertion(by, signedWith, fields));
      const form = { grant_type: 'client_credentials', ...(await present()) };
      const { access_token: token } = (await (await postForm('/oauth2/token', form)).json()) as Tokens;
      const response = await postForm('/oauth2/introspect', { token, ...(await present()) });
      expectFlights(response, 2);
      expect(await response.json()).toMatchObject({ active: true, sub: by.clientId });
      const assertion = await present();
      expect((await postForm('/oauth2/introspect', { token, ...assertion })).status).toBe(200);
      await expectInvalidClient(await postForm('/oauth2/introspect', { token, ...assertion }));
    }
  });
});

describe('how it is called', () => {
  it('without a token: invalid_request', async () => {
    const response = await postForm('/oauth2/introspect', credentialsOf(client));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it.each(['GET', 'PUT', 'DELETE'])('%s: 405', async (method) => {
    const response = await send('/oauth2/introspect', { method });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
  });

  it('a form, each parameter once', async () => {
    const json = await send('/oauth2/introspect', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    expect(json.status).toBe(400);
    const twice: [string, string][] = [...Object.entries(credentialsOf(client)), ['token', 'a'], ['token', 'b']];
    expect((await postForm('/oauth2/introspect', twice)).status).toBe(400);
  });

  it('no script of another origin may read it', async () => {
    const asked = await send('/oauth2/introspect', {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' },
    });
    expect(asked.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const spa = await createClient(organisation.id, {
      confidential: true,
      allowedOrigins: ['https://app.example.com'],
    });
    const form = { token: tokens.access_token, ...credentialsOf(spa) };
    const response = await postForm('/oauth2/introspect', form, { Origin: 'https://app.example.com' });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('is not recorded in the audit log', async () => {
    const its = await createClient(organisation.id, { confidential: true });
    const given = await obtainTokens(organisation, its);
    const count = async () => (await asOwner('SELECT FROM audit_logs WHERE client_id = $1', [its.id])).length;
    const before = await count();
    await introspect(given.access_token, its);
    expect(await count()).toBe(before);
  });
});
