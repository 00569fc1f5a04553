import { decodeJwt, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import {
  authorizeUrl,
  exchangeCode,
  obtainCode,
  obtainTokens,
  redirectParameters,
  VERIFIER,
} from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

interface Metadata {
  [name: string]: unknown;
  jwks_uri: string;
  grant_types_supported: string[];
  subject_types_supported: string[];
  id_token_signing_alg_values_supported: string[];
  userinfo_signing_alg_values_supported: string[];
  token_endpoint_auth_methods_supported: string[];
  claims_supported: string[];
  scopes_supported: string[];
}

const pathOf = (url: string) => new URL(url).pathname;

let metadata: Metadata;
let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  metadata = await (await send('/.well-known/openid-configuration')).json();
  organisation = await createOrganisation();
  client = await createClient(organisation.id, { scopes: metadata.scopes_supported });
});

describe('the document (OpenID Connect Discovery 1.0 section 4)', () => {
  it('is JSON that anybody may read and keep for a while, and costs no round trip', async () => {
    const response = await send('/.well-known/openid-configuration', { headers: { Origin: 'https://a.example' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=3600');
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expectFlights(response, 0);
  });

  it('names the issuer exactly as tokens and responses do (4.3)', async () => {
    expect(metadata.issuer).toBe(ISSUER);
    const tokens = await obtainTokens(organisation, client);
    for (const token of [tokens.id_token, tokens.access_token]) expect(decodeJwt(token).iss).toBe(metadata.issuer);
  });

  it('has what section 3 requires', () => {
    expect(metadata).toMatchObject({
      authorization_endpoint: `${ISSUER}/oauth2/authorize`,
      token_endpoint: `${ISSUER}/oauth2/token`,
      userinfo_endpoint: `${ISSUER}/oauth2/userinfo`,
      jwks_uri: `${ISSUER}/oauth2/jwks.json`,
      response_types_supported: expect.arrayContaining(['code']),
      subject_types_supported: ['public', 'pairwise'],
      id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
      scopes_supported: expect.arrayContaining(['openid']),
    });
  });

  it('says the same whatever host the request came by', async () => {
    const response = await send('/.well-known/openid-configuration', { headers: { Host: 'evil.example' } });
    expect(await response.json()).toEqual(metadata);
  });

  it('follows the configured issuer', async () => {
    const response = await send('/.well-known/openid-configuration', {}, { ISSUER_URL: 'https://id.example.com/' });
    expect(await response.json()).toMatchObject({
      issuer: 'https://id.example.com',
      token_endpoint: 'https://id.example.com/oauth2/token',
    });
  });
});

describe('everything it promises works', () => {
  it('every endpoint is there', async () => {
    const urls = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
    expect(urls.length).toBeGreaterThanOrEqual(4);
    for (const [, url] of urls) {
      const { origin, pathname } = new URL(String(url));
      expect(origin).toBe(ISSUER);
      const answers = [await (await send(pathname)).text(), await (await postForm(pathname, {})).text()];
      expect(answers.every((answer) => answer.includes('Route not found'))).toBe(false);
    }
  });

  it('every grant type is known to the token endpoint, and no other is', async () => {
    const errorOf = async (type: string) => {
      const response = await postForm('/oauth2/token', { grant_type: type, client_id: client.clientId });
      return ((await response.json()) as { error: string }).error;
    };
    for (const type of metadata.grant_types_supported) expect(await errorOf(type)).not.toBe('unsupported_grant_type');
    for (const type of ['password', 'implicit']) {
      expect(metadata.grant_types_supported).not.toContain(type);
      expect(await errorOf(type)).toBe('unsupported_grant_type');
    }
  });

  it('every scope can be requested by a client that is registered for it', async () => {
    const { scope } = await obtainTokens(organisation, client, metadata.scopes_supported.join(' '));
    expect(scope.split(' ')).toEqual(metadata.scopes_supported);
  });

  it('every returned claim is listed', async () => {
    await asOwner(
      `UPDATE users SET middle_name = 'King', phone = '+4912345', profile_photo_path = 'https://a.example/a.png',
         nickname = 'Countess', preferred_username = 'ada', profile_url = 'https://a.example', website = 'https://b.example',
         gender = 'female', birthdate = '1815-12-10', zoneinfo = 'Europe/London', locale = 'en-GB',
         address = '{"country": "UK"}' WHERE id = $1`,
      [organisation.owner.id],
    );
    const scope = metadata.scopes_supported.join(' ');
    const tokens = await obtainTokens(organisation, client, scope, { nonce: 'n-1' });
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    const userinfo = (await (await send('/oauth2/userinfo', { headers })).json()) as object;
    const told = new Set([...Object.keys(decodeJwt(tokens.id_token)), ...Object.keys(userinfo)]);
    expect([...told].sort()).toEqual([...metadata.claims_supported].sort());
  });

  it('ID tokens and userinfo responses are signed with every algorithm that is listed', async () => {
    const { keys } = (await (await send(pathOf(metadata.jwks_uri))).json()) as JSONWebKeySet;
    expect(metadata.id_token_signing_alg_values_supported).toEqual(['RS256', 'PS256', 'ES256', 'EdDSA']);
    expect(metadata.userinfo_signing_alg_values_supported).toEqual(['RS256', 'PS256', 'ES256', 'EdDSA']);
    for (const alg of metadata.id_token_signing_alg_values_supported) {
      const columns = { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg };
      const tokens = await obtainTokens(organisation, await createClient(organisation.id, { columns }));
      const headers = { Authorization: `Bearer ${tokens.access_token}` };
      const userinfo = await (await send('/oauth2/userinfo', { headers })).arrayBuffer();
      for (const jwt of [tokens.id_token, new TextDecoder().decode(userinfo)]) {
        const header = decodeProtectedHeader(jwt);
        expect(header.alg).toBe(alg);
        expect(keys.find(({ kid }) => kid === header.kid)).toMatchObject({ alg });
      }
    }
  });

  it('every type of subject works', async () => {
    const subjects = metadata.subject_types_supported.map(async (type) => {
      const its = await createClient(organisation.id, { columns: { subject_type: type } });
      return decodeJwt((await obtainTokens(organisation, its)).id_token).sub;
    });
    expect(new Set(await Promise.all(subjects)).size).toBe(metadata.subject_types_supported.length);
  });

  it('every way of client authentication works', async () => {
    const confidential = await createClient(organisation.id, { confidential: true });
    const [id, secret] = [confidential.clientId, confidential.secret ?? ''];
    const code = () => obtainCode(organisation, confidential);
    const form = { grant_type: 'authorization_code', redirect_uri: confidential.redirectUri };
    const basic = { Authorization: `Basic ${btoa(`${id}:${secret}`)}` };
    const ways: Record<string, () => Promise<Response>> = {
      client_secret_basic: async () => postForm('/oauth2/token', { ...form, code: await code(), ...VERIFIED }, basic),
      client_secret_post: async () => exchangeCode(confidential, await code(), { client_secret: secret }),
      none: async () => exchangeCode(client, await obtainCode(organisation, client)),
    };
    for (const [method, authenticate] of Object.entries(ways)) {
      expect(metadata.token_endpoint_auth_methods_supported).toContain(method);
      expect((await authenticate()).status).toBe(200);
    }
  });

  it.each([
    ['request', 'request_parameter_supported'],
    ['request_uri', 'request_uri_parameter_supported'],
  ])('%s is refused where %s is false', async (parameter, flag) => {
    expect(metadata[flag]).toBe(false);
    const response = await send(await authorizeUrl(client, { [parameter]: 'x' }));
    expect(redirectParameters(response).get('error')).toBe(`${parameter}_not_supported`);
  });

  it('the issuer comes with every authorization response (RFC 9207 section 3)', async () => {
    expect(metadata.authorization_response_iss_parameter_supported).toBe(true);
    const refused = await send(await authorizeUrl(client, { prompt: 'none' }));
    expect(redirectParameters(refused).get('iss')).toBe(metadata.issuer);
  });

  it('S256 is the one challenge method (RFC 8414 section 2, RFC 9700 section 2.1.1)', () => {
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
  });
});

const VERIFIED = { code_verifier: VERIFIER };
