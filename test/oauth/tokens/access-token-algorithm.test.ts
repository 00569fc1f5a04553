import { createPublicKey, verify } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, type JWK, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/lib/secrets.ts';
import { SIGNING_ALGORITHMS } from '../../../src/platform/keys/jwk.ts';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function jwks(): Promise<JSONWebKeySet> {
  return (await send('/oauth2/jwks.json')).json();
}

function withAlgorithm(alg: string | null): Promise<TestClient> {
  return createClient(organisation.id, { columns: { access_token_signed_response_alg: alg } });
}

const algOf = (token: string) => decodeProtectedHeader(token).alg;

describe('the algorithm of access tokens (RFC 9068 section 2.1: "MUST include RS256")', () => {
  it('RS256 by default, as jose checks it, told that one algorithm', async () => {
    const client = await withAlgorithm(null);
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    const expected = { typ: 'at+jwt', issuer: ISSUER, audience: client.clientId, algorithms: ['RS256'] };
    const { payload } = await jwtVerify(token, createLocalJWKSet(await jwks()), expected);
    expect(payload.client_id).toBe(client.clientId);
  });

  it('RS256 by default, as jsonwebtoken with jwks-rsa checks it: the key by kid, RSA-SHA256 over the first two parts', async () => {
    const { access_token: token } = await obtainTokens(organisation, await withAlgorithm(null), 'openid');
    const { alg, kid } = decodeProtectedHeader(token);
    const jwk = (await jwks()).keys.find((key) => key.kid === kid) as JWK;
    // Such libraries take keys for signatures only, and the type of a key for what it may sign.
    expect([alg, jwk.kty, jwk.use, jwk.alg]).toEqual(['RS256', 'RSA', 'sig', 'RS256']);
    const [header, payload, signature = ''] = token.split('.');
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(verify('RSA-SHA256', Buffer.from(`${header}.${payload}x`), key, Buffer.from(signature, 'base64url'))).toBe(
      false,
    );
  });

  it.each(SIGNING_ALGORITHMS)('%s where the client registered it; good at our own endpoints as well', async (alg) => {
    const client = await withAlgorithm(alg);
    const tokens = await obtainTokens(organisation, client);
    for (const answer of [tokens, await (await refresh(client, tokens.refresh_token)).json()]) {
      const { access_token: token } = answer as { access_token: string };
      const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(await jwks()), { algorithms: [alg] });
      expect(protectedHeader).toEqual({ alg, typ: 'at+jwt', kid: expect.any(String) });
      const headers = { Authorization: `Bearer ${token}` };
      expect((await send('/oauth2/userinfo', { headers })).status).toBe(200);
    }
  });

  it.each(SIGNING_ALGORITHMS)(
    'as JWT_ALG=%s says where the client says nothing; the client’s word counts more',
    async (alg) => {
      const bindings = { JWT_ALG: alg };
      const machine = await createClient(organisation.id, {
        confidential: true,
        grantTypes: ['client_credentials'],
        scopes: ['things:read'],
      });
      const form = {
        grant_type: 'client_credentials',
        client_id: machine.clientId,
        client_secret: machine.secret ?? '',
      };
      const body = new URLSearchParams(form).toString();
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const response = await send('/oauth2/token', { method: 'POST', headers, body }, bindings);
      expect(algOf(((await response.json()) as { access_token: string }).access_token)).toBe(alg);
      const { access_token: own } = await obtainTokens(organisation, await withAlgorithm('ES256'), 'openid');
      expect(algOf(own)).toBe('ES256');
    },
  );

  it('no other one: the Worker does not start with it', async () => {
    for (const alg of ['none', 'HS256', 'RS512', 'rs256']) {
      expect((await send('/oauth2/jwks.json', {}, { JWT_ALG: alg })).status).toBeGreaterThanOrEqual(500);
    }
  });

  it('costs no further round trip', async () => {
    const client = await withAlgorithm('PS256');
    const code = await obtainCode(organisation, client);
    await exchangeCode(client, await obtainCode(organisation, client));
    expectFlights(await exchangeCode(client, code), 2);
  });

  it('the keys of all of them are in the JWKS, one for each: RSA keys serve one algorithm only (RFC 8725 3.1)', async () => {
    const { keys } = await jwks();
    expect([...new Set(keys.map(({ alg }) => alg))].sort()).toEqual([...SIGNING_ALGORITHMS].sort());
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
  });

  it('an ID token keeps its own algorithm', async () => {
    const { id_token: token } = await obtainTokens(organisation, await withAlgorithm('EdDSA'), 'openid');
    expect(algOf(token)).toBe('RS256');
  });

  it('introspection knows tokens of every algorithm', async () => {
    const client = await createClient(organisation.id, {
      confidential: true,
      columns: { access_token_signed_response_alg: 'PS256' },
    });
    const { access_token: token } = await obtainTokens(organisation, client, 'openid');
    const credentials = { client_id: client.clientId, client_secret: client.secret ?? '' };
    const response = await postForm('/oauth2/introspect', { token, ...credentials });
    expect(await response.json()).toMatchObject({ active: true, client_id: client.clientId });
  });
});

describe('the algorithm of a resource has precedence over that of the client', () => {
  const uri = () => `https://api-${crypto.randomUUID()}.example.com/`;

  async function serviceFor(algorithms: Record<string, string | null>): Promise<TestClient> {
    const service = await createClient(organisation.id, {
      confidential: true,
      grantTypes: ['client_credentials', 'authorization_code', 'refresh_token'],
      scopes: ['openid', 'offline_access', 'things:read'],
      resources: Object.keys(algorithms),
      columns: { access_token_signed_response_alg: 'ES256' },
    });
    for (const [indicator, alg] of Object.entries(algorithms)) {
      await asOwner('UPDATE resources SET signing_alg = $2 WHERE indicator = $1', [indicator, alg]);
    }
    return service;
  }

  function ask(service: TestClient, resources: string[], fields: Record<string, string> = {}): Promise<Response> {
    const form = { grant_type: 'client_credentials', client_id: service.clientId, client_secret: service.secret ?? '' };
    const named = resources.map((resource): [string, string] => ['resource', resource]);
    return postForm('/oauth2/token', [...Object.entries({ ...form, ...fields }), ...named]);
  }

  const algorithmOf = async (response: Response) =>
    algOf(((await response.json()) as { access_token: string }).access_token);

  it('each gets its own, one without gets the client’s; and no resource at all', async () => {
    const [first, second, plain] = [uri(), uri(), uri()];
    const service = await serviceFor({ [first]: 'EdDSA', [second]: 'PS256', [plain]: null });
    expect(await algorithmOf(await ask(service, [first]))).toBe('EdDSA');
    expect(await algorithmOf(await ask(service, [second]))).toBe('PS256');
    expect(await algorithmOf(await ask(service, [plain]))).toBe('ES256');
    expect(await algorithmOf(await ask(service, []))).toBe('ES256');
  });

  it('resources of one algorithm share a token; others must be requested separately: invalid_target names them', async () => {
    const [first, second, third] = [uri(), uri(), uri()];
    const service = await serviceFor({ [first]: 'RS256', [second]: 'RS256', [third]: 'EdDSA' });
    expect(await algorithmOf(await ask(service, [first, second]))).toBe('RS256');
    const response = await ask(service, [first, third]);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'invalid_target',
      error_description: expect.stringContaining(`one at a time: ${first} ${third}`),
    });
  });

  it('the resource beside our own API decides for both', async () => {
    const first = uri();
    const service = await serviceFor({ [first]: 'EdDSA' });
    expect(await algorithmOf(await ask(service, [first, ISSUER]))).toBe('EdDSA');
  });

  it('a code for both is not consumed by requesting both at once', async () => {
    const [first, second] = [uri(), uri()];
    const service = await serviceFor({ [first]: 'RS256', [second]: 'EdDSA' });
    const code = await obtainCode(organisation, service, { resource: first });
    await asOwner('UPDATE authorization_codes SET resources = $2 WHERE code = $1', [
      await sha256(code),
      JSON.stringify([first, second]),
    ]);
    const fields = { client_secret: service.secret ?? '' };
    expect(await (await exchangeCode(service, code, fields)).json()).toMatchObject({ error: 'invalid_target' });
    expect(await algorithmOf(await exchangeCode(service, code, { ...fields, resource: second }))).toBe('EdDSA');
  });

  it('no other algorithm can be stored', async () => {
    const first = uri();
    await serviceFor({ [first]: null });
    const storing = asOwner(`UPDATE resources SET signing_alg = 'HS256' WHERE indicator = $1`, [first]);
    await expect(storing).rejects.toThrow('resources_signing_alg');
  });
});
