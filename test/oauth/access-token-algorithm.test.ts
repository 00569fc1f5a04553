import { createPublicKey, verify } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, type JWK, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { SIGNING_ALGORITHMS } from '../../src/platform/jwk.ts';
import { expectFlights, ISSUER, postForm, send } from '../support/app.ts';
import { exchangeCode, obtainCode, obtainTokens, refresh } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';

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

describe('what access tokens are signed with (RFC 9068 section 2.1: "MUST include RS256")', () => {
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

  it('none at all of anything else: the Worker does not start with it', async () => {
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
