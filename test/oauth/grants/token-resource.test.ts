import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { flightsOf, ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh, type Tokens, VERIFIER } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  newIndicator,
  setResources,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

const [API, BILLING, OTHER] = [newIndicator(), newIndicator('billing'), `urn:example:${crypto.randomUUID()}`];

let organisation: TestOrganisation;
let client: TestClient;
let service: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  const resources = [API, BILLING, OTHER];
  client = await createClient(organisation.id, { resources });
  const grantTypes = ['client_credentials'];
  service = await createClient(organisation.id, { confidential: true, grantTypes, scopes: ['users:read'], resources });
});

/** The parameters of a token request, `resource` as often as there are any. */
function request(fields: Record<string, string>, resources: string[]): Promise<Response> {
  return postForm('/oauth2/token', [
    ...Object.entries(fields),
    ...resources.map((uri): [string, string] => ['resource', uri]),
  ]);
}

function forItself(resources: string[]): Promise<Response> {
  const credentials = { client_id: service.clientId, client_secret: service.secret ?? '' };
  return request({ grant_type: 'client_credentials', ...credentials }, resources);
}

/** A code whose request asked for these resources. */
async function codeFor(...resources: string[]): Promise<string> {
  const code = await obtainCode(organisation, client, { scope: 'openid offline_access', ...one(resources) });
  if (resources.length > 1) await grant(resources, code);
  return code;
}

const one = ([first]: string[]): Record<string, string> => (first === undefined ? {} : { resource: first });

/** What several `resource` parameters of the authorization request store (they are tested where they are read). */
async function grant(resources: string[], code: string): Promise<void> {
  await asOwner(`UPDATE authorization_codes SET resources = $2 WHERE code = $1`, [
    await sha256(code),
    JSON.stringify(resources),
  ]);
}

async function audienceOf(response: Response): Promise<unknown> {
  expect(response.status).toBe(200);
  return decodeJwt(((await response.json()) as Tokens).access_token).aud;
}

async function expectInvalidTarget(response: Response): Promise<void> {
  expect(await response.json()).toMatchObject({ error: 'invalid_target' });
  expect(response.status).toBe(400);
}

const exchange = (code: string, resources: string[]) =>
  request(
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirectUri,
      client_id: client.clientId,
      code_verifier: VERIFIER,
    },
    resources,
  );

const refreshFor = (token: string, resources: string[]) =>
  request({ grant_type: 'refresh_token', refresh_token: token, client_id: client.clientId }, resources);

describe('a client acting for itself (RFC 8707 section 2)', () => {
  it('requests registered resources: one is the audience, several are a list of them', async () => {
    expect(await audienceOf(await forItself([API]))).toBe(API);
    expect(await audienceOf(await forItself([API, OTHER]))).toEqual([API, OTHER]);
    expect(await audienceOf(await forItself([API, API]))).toBe(API);
  });

  it('requests none: the client is its own audience (RFC 9068 section 3), with our API for a first party', async () => {
    expect(await audienceOf(await forItself([]))).toEqual([service.clientId, ISSUER]);
    expect(await audienceOf(await forItself(['']))).toEqual([service.clientId, ISSUER]);
    await asOwner('UPDATE clients SET is_first_party = false WHERE id = $1', [service.id]);
    // The cached client is out of date: refused once, then looked up again.
    expect((await forItself([])).status).toBe(401);
    expect(await audienceOf(await forItself([]))).toBe(service.clientId);
    await asOwner('UPDATE clients SET is_first_party = true WHERE id = $1', [service.id]);
  });

  it.each([
    ['unknown', 'https://unknown.example.com'],
    ['beneath a known one', `${API}/users`],
    ['in another case', API.replace('api', 'API')],
    ['with a slash', `${BILLING}/`],
    ['with a fragment', `${API}#a`],
    ['relative', '/v1'],
    ['no URI', 'api'],
  ])('a resource that is %s: invalid_target', async (_what, resource) => {
    await expectInvalidTarget(await forItself([resource]));
    await expectInvalidTarget(await forItself([API, resource]));
  });

  it('two in one parameter are refused (section 2: the value is a URI)', async () => {
    const response = await forItself([`${API} ${BILLING}`]);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it('a resource that it has lost is refused at once, although the client is cached', async () => {
    const its = await createClient(organisation.id, {
      confidential: true,
      grantTypes: ['client_credentials'],
      resources: [API],
    });
    const ask = () =>
      request({ grant_type: 'client_credentials', client_id: its.clientId, client_secret: its.secret ?? '' }, [API]);
    await ask();
    expect(flightsOf(await ask())).toBe(1);
    await setResources(organisation.id, its.id, []);
    expect((await ask()).ok).toBe(false);
    await expectInvalidTarget(await ask());
  });
});

describe('what a person granted (section 2.2)', () => {
  it('is the audience by default: all of it', async () => {
    expect(await audienceOf(await exchangeCode(client, await codeFor(API)))).toBe(API);
    expect(await audienceOf(await exchangeCode(client, await codeFor(API, BILLING)))).toEqual([API, BILLING]);
    expect(await audienceOf(await exchangeCode(client, await codeFor()))).toEqual([client.clientId, ISSUER]);
  });

  it('may be narrowed, now and with every refresh; the refresh token keeps all of it', async () => {
    const response = await exchange(await codeFor(API, BILLING), [BILLING]);
    expect(response.status).toBe(200);
    const first = (await response.json()) as Tokens;
    expect(decodeJwt(first.access_token).aud).toBe(BILLING);
    const second = (await (await refreshFor(first.refresh_token, [API])).json()) as Tokens;
    expect(decodeJwt(second.access_token).aud).toBe(API);
    expect(await audienceOf(await refreshFor(second.refresh_token, []))).toEqual([API, BILLING]);
  });

  it.each([[[OTHER]], [[API, OTHER]], [['https://unknown.example.com']]])(
    'cannot be exceeded: %j is invalid_target, and uses up nothing',
    async (resources) => {
      const code = await codeFor(API);
      await expectInvalidTarget(await exchange(code, resources));
      const tokens = (await (await exchange(code, [API])).json()) as Tokens;
      await expectInvalidTarget(await refreshFor(tokens.refresh_token, resources));
      expect((await refreshFor(tokens.refresh_token, [API])).status).toBe(200);
    },
  );

  it('nothing granted: any resource exceeds it', async () => {
    const code = await codeFor();
    await expectInvalidTarget(await exchange(code, [API]));
    const tokens = (await (await exchangeCode(client, code)).json()) as Tokens;
    await expectInvalidTarget(await refreshFor(tokens.refresh_token, [API]));
    expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
  });

  it('is left out where the client has lost it; when nothing is left, there is no default audience', async () => {
    const its = await createClient(organisation.id, { resources: [API] });
    const tokens = await obtainTokens(organisation, its, 'openid offline_access', { resource: API });
    const code = await obtainCode(organisation, its, { scope: 'openid', resource: API });
    await setResources(organisation.id, its.id, []);
    await expectInvalidTarget(await exchangeCode(its, code));
    await expectInvalidTarget(await refresh(its, tokens.refresh_token));
    const two = JSON.stringify([API, BILLING]);
    await asOwner('UPDATE refresh_tokens SET resources = $2 WHERE client_id = $1', [its.id, two]);
    await setResources(organisation.id, its.id, [BILLING]);
    expect(await audienceOf(await refresh(its, tokens.refresh_token))).toBe(BILLING);
  });

  it('is stored with the token', async () => {
    const { access_token: token } = (await (await exchangeCode(client, await codeFor(API, BILLING))).json()) as Tokens;
    const [row] = await asOwner('SELECT audience FROM tokens WHERE jti = $1', [decodeJwt(token).jti]);
    expect(row).toEqual({ audience: `${API} ${BILLING}` });
  });

  it('the ID token is for the client all the same (OIDC Core section 2)', async () => {
    const { id_token: token } = (await (await exchangeCode(client, await codeFor(API))).json()) as Tokens;
    expect(decodeJwt(token).aud).toBe(client.clientId);
  });
});

describe('a token for another resource server (RFC 9068 section 4, RFC 9700 section 2.3)', () => {
  /** Every endpoint of ours that accepts an access token. */
  async function statuses(token: string): Promise<number[]> {
    const headers = { Authorization: `Bearer ${token}` };
    const responses = [await send('/oauth2/userinfo', { headers }), await send('/v1/me/profile', { headers })];
    return responses.map((response) => response.status);
  }

  async function tokenFor(columns: Record<string, unknown>, ...resources: string[]): Promise<string> {
    const its = await createClient(organisation.id, { resources: [API, BILLING], columns });
    const { access_token: token } = await obtainTokens(organisation, its, 'openid', one(resources));
    if (resources.length > 1) await widen(token, resources);
    return token;
  }

  /** As if more than one resource had been asked for. */
  async function widen(token: string, resources: string[]): Promise<void> {
    await asOwner('UPDATE tokens SET audience = $2 WHERE jti = $1', [decodeJwt(token).jti, resources.join(' ')]);
  }

  it.each(['jwt', 'opaque'])('is refused by our endpoints (%s)', async (format) => {
    expect(await statuses(await tokenFor({ access_token_format: format }, API))).toEqual([401, 401]);
  });

  it('is refused with several other audiences too', async () => {
    expect(await statuses(await tokenFor({}, API, BILLING))).toEqual([401, 401]);
  });

  it.each(['jwt', 'opaque'])(
    'one for us does: for the issuer, or for no resource at all from a first party (%s)',
    async (format) => {
      expect(await statuses(await tokenFor({ access_token_format: format }, ISSUER))).toEqual([200, 200]);
      expect(await statuses(await tokenFor({ access_token_format: format }))).toEqual([200, 200]);
    },
  );

  it('is accepted with us among the audiences', async () => {
    expect(await statuses(await tokenFor({}, API, ISSUER))).toEqual([200, 200]);
  });

  it('is refused with another client’s identifier as the audience', async () => {
    const token = await tokenFor({}, API);
    await asOwner('UPDATE tokens SET audience = $2 WHERE jti = $1', [decodeJwt(token).jti, client.clientId]);
    expect(await statuses(token)).toEqual([401, 401]);
  });
});
