import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { signAsProvider, tamper } from '../../support/jwt.ts';
import { obtainTokens, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;
let tokens: Tokens;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
  tokens = await obtainTokens(organisation, client, 'openid email');
});

/** Every endpoint that accepts an access token. */
async function statuses(token: string): Promise<number[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const responses = [await send('/oauth2/userinfo', { headers }), await send('/v1/me/profile', { headers })];
  return responses.map((response) => response.status);
}

const REFUSED = [401, 401];

describe('access tokens (RFC 9068 section 2)', () => {
  it('are JWTs of type at+jwt that verify with the published keys (2.1, 4)', async () => {
    const keys = createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
    const expected = { typ: 'at+jwt', issuer: ISSUER, audience: client.clientId };
    const { protectedHeader } = await jwtVerify(tokens.access_token, keys, expected);
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: expect.any(String) });
  });

  it('have the claims that resource servers need (2.2), and none about the person (6)', () => {
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toEqual({
      iss: ISSUER,
      sub: organisation.owner.id,
      aud: [client.clientId, ISSUER],
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 3600,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      client_id: client.clientId,
      scope: 'openid email',
      status: { status_list: { idx: expect.any(Number), uri: expect.stringContaining('/oauth2/status-lists/') } },
      auth_time: expect.any(Number),
      acr: 'urn:cerberus:aal1',
      amr: ['pwd'],
      org: organisation.id,
      org_id: organisation.id,
      roles: ['owner'],
    });
  });

  it('have a unique jti, which is what is stored of them', async () => {
    const other = await obtainTokens(organisation, client, 'openid');
    const ids = [decodeJwt(tokens.access_token).jti, decodeJwt(other.access_token).jti];
    expect(new Set(ids).size).toBe(2);
    const rows = await asOwner('SELECT * FROM tokens WHERE jti = ANY ($1)', [ids]);
    expect(rows).toHaveLength(2);
    for (const part of tokens.access_token.split('.')) expect(JSON.stringify(rows)).not.toContain(part);
  });

  it('are accepted everywhere', async () => {
    expect(await statuses(tokens.access_token)).toEqual([200, 200]);
  });
});

describe('refused as access tokens', () => {
  const header = () => decodeProtectedHeader(tokens.access_token);
  const claims = () => decodeJwt(tokens.access_token);

  it('an ID token (RFC 9068 section 4, RFC 8725 section 3.11)', async () => {
    expect(await statuses(tokens.id_token)).toEqual(REFUSED);
  });

  it('a token of another type, or none, though we signed it', async () => {
    for (const typ of ['JWT', 'logout+jwt', 'at', undefined]) {
      const signed = await signAsProvider(claims(), { alg: 'RS256', ...(typ ? { typ } : {}) });
      expect(await statuses(signed)).toEqual(REFUSED);
    }
    // The same way of making it, with the right type: it is the type that was refused.
    expect(await statuses(await signAsProvider(claims(), { alg: 'RS256', typ: 'at+jwt' }))).toEqual([200, 200]);
    expect(await statuses(await signAsProvider(claims(), { alg: 'RS256', typ: 'application/at+jwt' }))).toEqual([
      200, 200,
    ]);
  });

  it.each(['none', 'None', 'HS256', 'RS512', 'ES256K'])(
    'one whose header says alg %s (RFC 8725 section 3.1)',
    async (alg) => {
      expect(await statuses(tamper(tokens.access_token, { header: { alg } }))).toEqual(REFUSED);
      expect(await statuses(tamper(tokens.access_token, { header: { alg }, signature: '' }))).toEqual(REFUSED);
    },
  );

  it('one signed with HMAC over our public key', async () => {
    const { keys } = (await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet;
    for (const key of keys) {
      const secret = new TextEncoder().encode(JSON.stringify(key));
      const forged = await new SignJWT(claims())
        .setProtectedHeader({ ...header(), alg: 'HS256', kid: key.kid ?? '' })
        .sign(secret);
      expect(await statuses(forged)).toEqual(REFUSED);
    }
  });

  it('one signed with a foreign key: under our kid, under its own, or brought along in the header', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const headers = [
      header(),
      { ...header(), kid: 'foreign' },
      { ...header(), kid: 'foreign', jwk },
      { alg: 'RS256', typ: 'at+jwt' },
    ];
    for (const protectedHeader of headers) {
      const forged = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', ...protectedHeader })
        .sign(privateKey);
      expect(await statuses(forged)).toEqual(REFUSED);
    }
  });

  it.each([
    ['sub', { sub: '01900000-0000-7000-8000-000000000000' }],
    ['scope', { scope: 'openid profile email' }],
    ['exp', { exp: 99_999_999_999 }],
    ['roles', { roles: ['owner', 'admin'] }],
  ])('one whose %s was changed', async (_claim, payload) => {
    expect(await statuses(tamper(tokens.access_token, { payload }))).toEqual(REFUSED);
  });

  it('one with a signature cut short, replaced or of another token', async () => {
    const other = (await obtainTokens(organisation, client, 'openid')).access_token;
    const [, , signature = ''] = tokens.access_token.split('.');
    for (const wrong of ['', signature.slice(0, -4), 'A'.repeat(signature.length), other.split('.')[2] ?? '']) {
      expect(await statuses(tamper(tokens.access_token, { signature: wrong }))).toEqual(REFUSED);
    }
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['expired', { exp: 1 }],
    ['not valid yet', { nbf: 99_999_999_999 }],
    ['without an id', { jti: undefined }],
    ['with an id we never gave', { jti: '01900000-0000-7000-8000-000000000000' }],
    ['with an id that is no text', { jti: { a: 1 } }],
    ['without an issuer', { iss: undefined }],
  ])('one %s, though we signed it', async (_what, change) => {
    const signed = await signAsProvider({ ...claims(), ...change } as never, { alg: 'RS256', typ: 'at+jwt' });
    expect(await statuses(signed)).toEqual(REFUSED);
  });

  it('one with a critical extension that is not supported (RFC 7515 section 4.1.11)', async () => {
    const signed = tamper(tokens.access_token, { header: { crit: ['x'], x: 1 } });
    expect(await statuses(signed)).toEqual(REFUSED);
  });

  it('the row counts, not the claims: an old token does not keep roles and scopes', async () => {
    const its = await createOrganisation();
    const { access_token: token } = await obtainTokens(its, await createClient(its.id), 'openid');
    await asOwner('DELETE FROM user_roles WHERE user_id = $1', [its.owner.id]);
    const response = await send('/v1/me/profile', { headers: { Authorization: `Bearer ${token}` } });
    expect(await response.json()).toMatchObject({ roles: [], permissions: [] });
  });
});
