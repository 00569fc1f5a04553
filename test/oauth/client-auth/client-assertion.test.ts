import { base64url, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { flightsOf, ISSUER, postForm, send } from '../../support/app.ts';
import {
  type AssertionKey,
  type Changes,
  createKeyClient,
  createKeyPair,
  createSecretClient,
  type KeyPair,
  macKey,
  makeAssertion,
  presenting,
  TYPE,
} from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { tamper } from '../../support/jwt.ts';
import { exchangeCode, obtainCode, refresh, type Tokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let key: KeyPair;
let client: TestClient;
let secretClient: TestClient & { secret: string };
let secretKey: AssertionKey;

beforeAll(async () => {
  organisation = await createOrganisation();
  key = await createKeyPair('ES256');
  client = await createKeyClient(organisation.id, [key]);
  secretClient = await createSecretClient(organisation.id);
  secretKey = macKey('HS256', secretClient.secret);
});

function present(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return postForm('/oauth2/token', { grant_type: 'client_credentials', ...fields }, headers);
}

async function presentNew(by: TestClient, changes: Changes = {}, signedWith: AssertionKey = key): Promise<Response> {
  return present(presenting(await makeAssertion(by, signedWith, changes)));
}

async function expectAccepted(response: Response): Promise<void> {
  expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'users:read' });
  expect(response.status).toBe(200);
}

async function expectInvalidClient(response: Response): Promise<void> {
  expect(await response.json()).toMatchObject({
    error: 'invalid_client',
    error_description: 'Invalid client credentials',
  });
  expect(response.status).toBe(401);
}

async function expectInvalidRequest(response: Response): Promise<void> {
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  expect(response.status).toBe(400);
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe('private_key_jwt (OIDC Core section 9)', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'])('authenticates by %s', async (alg) => {
    const its = await createKeyPair(alg);
    await expectAccepted(await presentNew(await createKeyClient(organisation.id, [its]), {}, its));
  });

  it('authenticates at every grant; the identifier costs one round trip', async () => {
    // The keys that sign the tokens are read once.
    await exchangeCode(client, await obtainCode(organisation, client), presenting(await makeAssertion(client, key)));
    const code = await obtainCode(organisation, client, { scope: 'openid offline_access' });
    const redeemed = await exchangeCode(client, code, presenting(await makeAssertion(client, key)));
    expect([redeemed.status, flightsOf(redeemed)]).toEqual([200, 3]);
    const tokens = (await redeemed.json()) as Tokens;
    const refreshed = await refresh(client, tokens.refresh_token, presenting(await makeAssertion(client, key)));
    expect([refreshed.status, flightsOf(refreshed)]).toEqual([200, 3]);
    expect(flightsOf(await presentNew(client))).toBeLessThanOrEqual(3);
    expect(flightsOf(await presentNew(client))).toBe(2);
  });

  it('the client_id may stand beside it, when it is the same (RFC 7521 section 4.2)', async () => {
    const fields = presenting(await makeAssertion(client, key));
    await expectAccepted(await present({ ...fields, client_id: client.clientId }));
  });

  it('a client without any key is refused', async () => {
    await expectInvalidClient(await presentNew(await createKeyClient(organisation.id, [])));
    await expect(createKeyClient(organisation.id, [], { jwks: null })).rejects.toThrow('clients_method_has_keys');
  });
});

describe('client_secret_jwt (OIDC Core section 9)', () => {
  it('authenticates by HS256 with the client’s secret', async () => {
    await expectAccepted(await presentNew(secretClient, {}, secretKey));
  });

  it.each([
    ['HS384', 48],
    ['HS512', 64],
  ])(
    'authenticates by %s with a secret of its size, and not with a shorter one (RFC 7518 section 3.2)',
    async (alg, size) => {
      const [long, short] = ['s'.repeat(size), 's'.repeat(size - 1)];
      const withLong = await createSecretClient(organisation.id, long);
      await expectAccepted(await presentNew(withLong, {}, macKey(alg, long)));
      const withShort = await createSecretClient(organisation.id, short);
      await expectInvalidClient(await presentNew(withShort, {}, macKey(alg, short)));
    },
  );

  it('a wrong secret, or the stored hash, is refused', async () => {
    for (const wrong of [newSecret('clientSecret'), await sha256(secretClient.secret)]) {
      await expectInvalidClient(await presentNew(secretClient, {}, macKey('HS256', wrong)));
    }
  });

  it('the secret is stored sealed, and as a hash', async () => {
    const [row] = await asOwner('SELECT * FROM clients WHERE id = $1', [secretClient.id]);
    expect(JSON.stringify(row)).not.toContain(secretClient.secret);
  });

  it('a secret that is stored as a hash only is refused', async () => {
    const its = await createSecretClient(organisation.id);
    await asOwner('UPDATE clients SET client_secret_sealed = NULL WHERE id = $1', [its.id]);
    await expectInvalidClient(await presentNew(its, {}, macKey('HS256', its.secret)));
  });
});

describe('the claims of an assertion (RFC 7523 section 3)', () => {
  it.each<[string, Changes]>([
    ['the issuer as its audience', { claims: { aud: ISSUER } }],
    ['the type that the revision of RFC 7523 gives it', { header: { typ: 'client-authentication+jwt' } }],
    ['the same with its prefix, in capitals', { header: { typ: 'application/Client-Authentication+JWT' } }],
    ['no iat', { claims: { iat: undefined } }],
    ['an nbf 8 seconds ahead (FAPI 2.0 section 5.3.2.1)', { claims: { nbf: inSeconds(8), iat: inSeconds(8) } }],
    ['an nbf 10 seconds ahead (FAPI 2.0 section 5.3.2.1)', { claims: { nbf: inSeconds(10), iat: inSeconds(10) } }],
    ['a lifetime of half an hour', { claims: { exp: inSeconds(1800) } }],
    ['an old iat, while exp is ahead', { claims: { iat: inSeconds(-900) } }],
    ['claims that nobody asked for', { claims: { purpose: 'testing', act: { sub: 'x' } } }],
    ['an identifier longer than an entry of an index may be', { claims: { jti: 'j'.repeat(4000) } }],
    ['the type JWT', { header: { typ: 'JWT' } }],
    ['the type of client assertions', { header: { typ: 'client-authentication+jwt' } }],
  ])('%s: accepted', async (_what, changes) => {
    await expectAccepted(await presentNew(client, changes));
    await expectAccepted(await presentNew(secretClient, changes, secretKey));
  });

  it.each<[string, Changes]>([
    ['no iss', { claims: { iss: undefined } }],
    ['an iss that is not the client', { claims: { iss: 'somebody' } }],
    ['no sub', { claims: { sub: undefined } }],
    ['a sub that is no client', { claims: { sub: 'somebody' } }],
    ['a sub that is a list', { claims: { sub: ['client'] } }],
    ['no aud', { claims: { aud: undefined } }],
    ['an empty list of audiences', { claims: { aud: [] } }],
    ['another aud', { claims: { aud: 'https://other.example' } }],
    ['another aud beside the right one', { claims: { aud: [ISSUER, 'https://other.example'] } }],
    ['both audiences that would do alone', { claims: { aud: [ISSUER, `${ISSUER}/oauth2/token`] } }],
    ['the token endpoint as aud', { claims: { aud: `${ISSUER}/oauth2/token` } }],
    ['a list with the issuer alone (FAPI 2.0 section 5.3.2.1)', { claims: { aud: [ISSUER] } }],
    ['a list with the token endpoint alone', { claims: { aud: [`${ISSUER}/oauth2/token`] } }],
    ['the issuer with a slash', { claims: { aud: `${ISSUER}/` } }],
    ['the authorization endpoint as aud', { claims: { aud: `${ISSUER}/oauth2/authorize` } }],
    ['no exp', { claims: { exp: undefined } }],
    ['an exp five minutes ago (FAPI 2.0)', { claims: { exp: inSeconds(-300) } }],
    ['an exp that is text', { claims: { exp: String(inSeconds(60)) } }],
    ['an exp in more than an hour', { claims: { exp: inSeconds(3700) } }],
    ['an exp in milliseconds', { claims: { exp: Date.now() + 60_000 } }],
    ['an nbf 70 seconds ahead (FAPI 2.0 section 5.3.2.1)', { claims: { nbf: inSeconds(70) } }],
    ['an iat 70 seconds ahead (FAPI 2.0 section 5.3.2.1)', { claims: { iat: inSeconds(70) } }],
    ['an iat that is text', { claims: { iat: 'now' } }],
    ['no jti', { claims: { jti: undefined } }],
    ['an empty jti', { claims: { jti: '' } }],
    ['a jti that is a number', { claims: { jti: 7 } }],
    ['the type of access tokens (RFC 8725 section 3.11)', { header: { typ: 'at+jwt' } }],
    ['the type of DPoP proofs', { header: { typ: 'dpop+jwt' } }],
    ['the type of request objects', { header: { typ: 'oauth-authz-req+jwt' } }],
    ['a critical extension (RFC 7515 section 4.1.11)', { header: { crit: ['x'], x: 1 } }],
  ])('%s: invalid_client', async (_what, changes) => {
    for (const [by, signedWith] of [[client, key] as const, [secretClient, secretKey] as const]) {
      const assertion = await makeAssertion(by, signedWith, { claims: changes.claims ?? {} });
      const given = changes.header ? await withHeader(by, signedWith, changes.header) : assertion;
      await expectInvalidClient(await present(presenting(given)));
    }
  });

  it('no sub beside a client_id: invalid_client as well', async () => {
    const assertion = await makeAssertion(client, key, { claims: { sub: undefined } });
    await expectInvalidClient(await present({ ...presenting(assertion), client_id: client.clientId }));
  });
});

/** jose itself signs no header with an extension that it does not know. */
async function withHeader(
  by: TestClient,
  { alg, kid, key: signingKey }: AssertionKey,
  header: object,
): Promise<string> {
  const encode = (part: object) => base64url.encode(JSON.stringify(part));
  const now = inSeconds(0);
  const claims = { iss: by.clientId, sub: by.clientId, aud: ISSUER, iat: now, exp: now + 60, jti: crypto.randomUUID() };
  const input = `${encode({ alg, kid, ...header })}.${encode(claims)}`;
  const algorithm = alg === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'HMAC', hash: 'SHA-256' };
  const raw = signingKey as Uint8Array<ArrayBuffer>;
  const usable = alg === 'ES256' ? signingKey : await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign(algorithm, usable as CryptoKey, new TextEncoder().encode(input));
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}

describe('who signed it (RFC 7515 section 5.2, RFC 8725 sections 2 and 3)', () => {
  it.each(['none', 'None', 'HS256', 'RS256', 'ES384', 'dir'])(
    'a header that says alg %s instead: invalid_client',
    async (alg) => {
      const assertion = await makeAssertion(client, key);
      await expectInvalidClient(await present(presenting(tamper(assertion, { header: { alg } }))));
      await expectInvalidClient(await present(presenting(tamper(assertion, { header: { alg }, signature: '' }))));
    },
  );

  it.each(['RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512'])(
    'an algorithm that discovery does not list, though key and signature are good: %s',
    async (alg) => {
      const pair = await createKeyPair(alg);
      const its = await createKeyClient(organisation.id, [pair]);
      await expectInvalidClient(await presentNew(its, {}, pair));
    },
  );

  it('a MAC under the public key, in any of its spellings: invalid_client', async () => {
    const publicKey = (await importJWK(key.jwk, 'ES256')) as CryptoKey;
    for (const text of [JSON.stringify(key.jwk), await exportSPKI(publicKey), JSON.stringify({ keys: [key.jwk] })]) {
      await expectInvalidClient(await presentNew(client, {}, { ...macKey('HS256', text), kid: key.kid }));
    }
  });

  it('a MAC under a symmetric key in the client’s key set: invalid_client', async () => {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const jwk = { kty: 'oct', k: base64url.encode(secret), kid: 'shared', alg: 'HS256' };
    const its = await createKeyClient(organisation.id, [{ ...key, jwk }]);
    await expectInvalidClient(await presentNew(its, {}, { alg: 'HS256', kid: 'shared', key: secret }));
  });

  it('a foreign key: under the right kid, under its own, or brought along in the header', async () => {
    const foreign = await createKeyPair('ES256');
    const headers = [
      { kid: key.kid },
      { kid: foreign.kid },
      { jwk: foreign.jwk },
      { jku: 'https://evil.example/jwks' },
    ];
    for (const header of headers) await expectInvalidClient(await presentNew(client, { header }, foreign));
    expect((await presentNew(client)).status).toBe(200);
  });

  it("another client's key, though both are of one organisation", async () => {
    const other = await createKeyPair('ES256');
    const its = await createKeyClient(organisation.id, [other]);
    await expectInvalidClient(await presentNew(client, {}, other));
    await expectInvalidClient(await presentNew(its, {}, key));
    await expectAccepted(await presentNew(its, {}, other));
  });

  it('any part of it altered', async () => {
    const [header = '', payload = '', signature = ''] = (await makeAssertion(client, key)).split('.');
    const other = (await makeAssertion(client, key)).split('.');
    const altered = [
      [header, other[1], signature],
      [header, payload, other[2]],
      [header, payload, ''],
      [header, payload, signature.slice(0, -2)],
      [header, payload],
      [header, payload, signature, signature],
    ];
    for (const parts of altered) await expectInvalidClient(await present(presenting(parts.join('.'))));
  });

  it('a key set with malformed keys beside the valid one works; one of malformed keys alone does not', async () => {
    const rubbish = [{ kty: 'XYZ' }, { kty: 'EC', crv: 'P-256', kid: 'broken', x: '!', y: '!' }] as never[];
    const its = await createKeyClient(organisation.id, [key], { jwks: { keys: [key.jwk, ...rubbish] } });
    await expectAccepted(await presentNew(its));
    await expectInvalidClient(await presentNew(its, { header: { kid: 'broken' } }));
  });

  it('an RSA key that is too short (RFC 7518 section 3.3)', async () => {
    const { publicKey, privateKey } = await generateShortKey();
    const its = await createKeyClient(organisation.id, [{ ...key, jwk: publicKey }]);
    const input = `${base64url.encode('{"alg":"RS256"}')}.${(await makeAssertion(its, key)).split('.')[1]}`;
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, new TextEncoder().encode(input));
    await expectInvalidClient(await present(presenting(`${input}.${base64url.encode(new Uint8Array(signature))}`)));
  });
});

async function generateShortKey() {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pair = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  return { publicKey: (await crypto.subtle.exportKey('jwk', pair.publicKey)) as never, privateKey: pair.privateKey };
}

describe('several keys (OIDC Core section 10.1)', () => {
  let second: KeyPair;
  let both: TestClient;

  beforeAll(async () => {
    second = await createKeyPair('ES256');
    both = await createKeyClient(organisation.id, [key, second]);
  });

  it('are told apart by kid', async () => {
    await expectAccepted(await presentNew(both, {}, key));
    await expectAccepted(await presentNew(both, {}, second));
  });

  it('without a kid: invalid_client with several keys, accepted with one', async () => {
    await expectInvalidClient(await presentNew(both, {}, { alg: 'ES256', key: key.key }));
    await expectAccepted(await presentNew(client, {}, { alg: 'ES256', key: key.key }));
  });

  it('a key for another use is not accepted (RFC 7517 section 4.2)', async () => {
    const its = await createKeyClient(organisation.id, [{ ...key, jwk: { ...key.jwk, use: 'enc' } }]);
    await expectInvalidClient(await presentNew(its));
  });
});

describe('replay (RFC 7523 section 3, item 7)', () => {
  it('the same assertion a second time: invalid_client, at this grant and at another', async () => {
    const fields = presenting(await makeAssertion(client, key));
    await expectAccepted(await present(fields));
    await expectInvalidClient(await present(fields));
    const code = await obtainCode(organisation, client);
    await expectInvalidClient(await exchangeCode(client, code, fields));
    expect((await exchangeCode(client, code, presenting(await makeAssertion(client, key)))).status).toBe(200);
  });

  it('the same identifier in another assertion: invalid_client', async () => {
    const claims = { jti: crypto.randomUUID() };
    await expectAccepted(await presentNew(client, { claims }));
    await expectInvalidClient(await presentNew(client, { claims: { ...claims, exp: inSeconds(120) } }));
  });

  it('the same identifier by another client is accepted', async () => {
    const claims = { jti: crypto.randomUUID() };
    await expectAccepted(await presentNew(client, { claims }));
    await expectAccepted(await presentNew(secretClient, { claims }, secretKey));
    await expectAccepted(await presentNew(await createKeyClient(organisation.id, [key]), { claims }));
  });

  it('fifty concurrent uses: exactly one gets a token', async () => {
    const fields = presenting(await makeAssertion(client, key));
    const responses = await Promise.all(Array.from({ length: 50 }, () => present(fields)));
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
    for (const response of responses) if (response.status !== 200) await expectInvalidClient(response);
  });

  it('fifty concurrent assertions: every one gets a token', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => presentNew(client)));
    expect(new Set(responses.map((response) => response.status))).toEqual(new Set([200]));
  });

  it('a refused assertion does not consume its identifier: an attacker cannot block one in advance', async () => {
    const jti = crypto.randomUUID();
    const foreign = await createKeyPair('ES256');
    await expectInvalidClient(await presentNew(client, { claims: { jti } }, { ...foreign, kid: key.kid }));
    await expectAccepted(await presentNew(client, { claims: { jti } }));
  });

  it('the identifier is stored for as long as the assertion could be accepted, as a hash', async () => {
    const [jti, exp] = [crypto.randomUUID(), inSeconds(300)];
    await presentNew(client, { claims: { jti, exp } });
    const rows = await asOwner<{ expires_at: Date }>(
      'SELECT expires_at FROM replay_ledger WHERE organisation_id = $1 AND value = $2',
      [organisation.id, await sha256(jti)],
    );
    expect(rows).toHaveLength(1);
    // And as long as clocks may differ.
    expect(rows[0]?.expires_at.getTime()).toBe((exp + 30) * 1000);
  });
});

describe('one method in a request (RFC 6749 section 2.3)', () => {
  const basic = (id: string, secret: string) => ({ Authorization: `Basic ${btoa(`${id}:${secret}`)}` });

  it('an assertion and a secret: invalid_request, though both are right', async () => {
    const { clientId, secret } = secretClient;
    const assertion = () => makeAssertion(secretClient, secretKey);
    await expectInvalidRequest(
      await present({ ...presenting(await assertion()), client_id: clientId, client_secret: secret }),
    );
    await expectInvalidRequest(await present(presenting(await assertion()), basic(clientId, secret)));
  });

  it.each(['garbage', 'a.b.c', '..', 'e30.e30.'])(
    'an assertion that nobody can read is a method all the same: %s',
    async (garbage) => {
      const { clientId, secret } = secretClient;
      await expectInvalidRequest(await present({ ...presenting(garbage), client_id: clientId, client_secret: secret }));
      const open = await createClient(organisation.id);
      const code = await obtainCode(organisation, open);
      await expectInvalidClient(await exchangeCode(open, code, presenting(garbage)));
    },
  );

  it('a client_id that names another client: invalid_request', async () => {
    const fields = presenting(await makeAssertion(client, key));
    await expectInvalidRequest(await present({ ...fields, client_id: secretClient.clientId }));
  });

  it.each(['urn:ietf:params:oauth:client-assertion-type:saml2-bearer', `${TYPE} `, TYPE.toUpperCase()])(
    'of type %s: invalid_client',
    async (type) => {
      const assertion = await makeAssertion(client, key);
      await expectInvalidClient(await present({ client_assertion: assertion, client_assertion_type: type }));
    },
  );

  it('without a type, or a type without an assertion: invalid_client', async () => {
    await expectInvalidClient(await present({ client_assertion: await makeAssertion(client, key) }));
    await expectInvalidClient(await present({ client_assertion_type: TYPE, client_id: client.clientId }));
  });

  it('given twice: invalid_request', async () => {
    const assertion = await makeAssertion(client, key);
    const fields: [string, string][] = [
      ['grant_type', 'client_credentials'],
      ['client_assertion_type', TYPE],
      ['client_assertion', assertion],
      ['client_assertion', assertion],
    ];
    await expectInvalidRequest(await postForm('/oauth2/token', fields));
  });
});

describe('a client that may name the token endpoint (OIDC Core section 9), as allow_endpoint_audience says', () => {
  const TOKEN_ENDPOINT = `${ISSUER}/oauth2/token`;

  it.each([[TOKEN_ENDPOINT], [[TOKEN_ENDPOINT]], [ISSUER], [[ISSUER]]])('may say %j', async (aud) => {
    const its = await createKeyClient(organisation.id, [key], { allow_endpoint_audience: true });
    await expectAccepted(await presentNew(its, { claims: { aud } }));
  });

  it.each([
    [[ISSUER, TOKEN_ENDPOINT]],
    [[TOKEN_ENDPOINT, 'https://other.example']],
    [`${ISSUER}/oauth2/introspect`],
    ['https://other.example/oauth2/token'],
  ])('may not say %j', async (aud) => {
    const its = await createKeyClient(organisation.id, [key], { allow_endpoint_audience: true });
    await expectInvalidClient(await presentNew(its, { claims: { aud } }));
  });
});

it('the types that an assertion may have are in discovery, the current one first (revision of RFC 7523)', async () => {
  const metadata = (await (await send('/.well-known/openid-configuration')).json()) as Record<string, unknown>;
  expect(metadata.client_assertion_typ_values_supported).toEqual(['client-authentication+jwt', 'JWT']);
});

describe('the method that a client is registered for (RFC 7591 section 2)', () => {
  it.each(['private_key_jwt', 'client_secret_jwt'])(
    '%s: its secret opens nothing by header or form',
    async (method) => {
      const its = await createSecretClient(organisation.id);
      await asOwner(
        'UPDATE clients SET token_endpoint_auth_method = $2::"TokenEndpointAuthMethod", jwks = $3 WHERE id = $1',
        [its.id, method, JSON.stringify({ keys: [key.jwk] })],
      );
      await expectInvalidClient(await present({ client_id: its.clientId, client_secret: its.secret }));
      const authorization = `Basic ${btoa(`${its.clientId}:${its.secret}`)}`;
      await expectInvalidClient(await present({}, { Authorization: authorization }));
      await expectInvalidClient(await present({ client_id: its.clientId }));
    },
  );

  it.each(['client_secret_basic', 'client_secret_post'])(
    '%s: no assertion, under its secret or its keys',
    async (method) => {
      const its = await createSecretClient(organisation.id);
      await asOwner(
        'UPDATE clients SET token_endpoint_auth_method = $2::"TokenEndpointAuthMethod", jwks = $3 WHERE id = $1',
        [its.id, method, JSON.stringify({ keys: [key.jwk] })],
      );
      await expectInvalidClient(await presentNew(its, {}, macKey('HS256', its.secret)));
      await expectInvalidClient(await presentNew(its, {}, key));
      await expectAccepted(await present({ client_id: its.clientId, client_secret: its.secret }));
    },
  );

  it('private_key_jwt: no MAC under its secret; client_secret_jwt: no signature', async () => {
    const its = await createSecretClient(organisation.id);
    const keys = JSON.stringify({ keys: [key.jwk] });
    await asOwner('UPDATE clients SET jwks = $2 WHERE id = $1', [its.id, keys]);
    await expectInvalidClient(await presentNew(its, {}, key));
    await asOwner(`UPDATE clients SET token_endpoint_auth_method = 'private_key_jwt' WHERE id = $1`, [its.id]);
    await expectInvalidClient(await presentNew(its, {}, macKey('HS256', its.secret)));
    await expectAccepted(await presentNew(its, {}, key));
  });

  it('none: no assertion', async () => {
    const open = await createClient(organisation.id, { columns: { jwks: { keys: [key.jwk] } } });
    const code = await obtainCode(organisation, open);
    await expectInvalidClient(await exchangeCode(open, code, presenting(await makeAssertion(open, key))));
    expect((await exchangeCode(open, code)).status).toBe(200);
  });

  it('a public client by its type, but not by its registration, cannot be', async () => {
    const columns = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } };
    await expect(createClient(organisation.id, { columns })).rejects.toThrow('clients_method_of_type');
  });
});

describe('a cached client', () => {
  it('is refused at once with a removed key, and accepted with its new one', async () => {
    const [old, fresh] = [await createKeyPair('ES256'), await createKeyPair('ES256')];
    const its = await createKeyClient(organisation.id, [old]);
    await expectAccepted(await presentNew(its, {}, old));
    await asOwner('UPDATE clients SET jwks = $2 WHERE id = $1', [its.id, JSON.stringify({ keys: [fresh.jwk] })]);
    await expectInvalidClient(await presentNew(its, {}, old));
    await expectAccepted(await presentNew(its, {}, fresh));
    await expectInvalidClient(await presentNew(its, {}, old));
  });

  it('is refused at once when its method was changed', async () => {
    const its = await createKeyClient(organisation.id, [key]);
    await expectAccepted(await presentNew(its));
    await asOwner(
      `UPDATE clients SET token_endpoint_auth_method = 'client_secret_jwt', client_secret = 'hash' WHERE id = $1`,
      [its.id],
    );
    await expectInvalidClient(await presentNew(its));
  });

  it.each([
    ['revoked', 'revoked = true'],
    ['inactive', 'is_active = false'],
    ['deleted', 'deleted_at = now()'],
  ])('is refused at once when it is %s', async (_state, assignment) => {
    const its = await createKeyClient(organisation.id, [key]);
    await expectAccepted(await presentNew(its));
    await asOwner(`UPDATE clients SET ${assignment} WHERE id = $1`, [its.id]);
    await expectInvalidClient(await presentNew(its));
  });

  it('is refused at once when its organisation is suspended', async () => {
    const suspended = await createOrganisation();
    const its = await createKeyClient(suspended.id, [key]);
    await expectAccepted(await presentNew(its));
    await setStatus(suspended.id, 'suspended');
    await expectInvalidClient(await presentNew(its));
  });
});

it('an assertion for a client that does not exist: invalid_client', async () => {
  await expectInvalidClient(await presentNew({ ...client, clientId: 'nobody' }));
  const { privateKey } = await generateKeyPair('ES256');
  await expectInvalidClient(await presentNew({ ...client, clientId: '' }, {}, { alg: 'ES256', key: privateKey }));
});

describe('what metadata promises (RFC 8414 section 2)', () => {
  it('is what works: every algorithm, at every endpoint that authenticates clients', async () => {
    const response = await send('/.well-known/openid-configuration');
    const metadata = (await response.json()) as Record<string, string[]>;
    const algorithms = metadata.token_endpoint_auth_signing_alg_values_supported ?? [];
    expect(algorithms).toEqual(expect.arrayContaining(['HS256', 'PS256', 'ES256', 'EdDSA', 'RS256']));
    expect(algorithms).not.toContain('none');
    const secret = 's'.repeat(64);
    for (const alg of algorithms) {
      const isMac = alg.startsWith('HS');
      const its = isMac ? macKey(alg, secret) : await createKeyPair(alg);
      const by = isMac
        ? await createSecretClient(organisation.id, secret)
        : await createKeyClient(organisation.id, [its as KeyPair]);
      for (const endpoint of ['token', 'introspect', 'revoke']) {
        const form = { grant_type: 'client_credentials', token: 'x', ...presenting(await makeAssertion(by, its)) };
        expect([alg, endpoint, (await postForm(`/oauth2/${endpoint}`, form)).status]).toEqual([alg, endpoint, 200]);
      }
    }
    for (const endpoint of ['introspection', 'revocation']) {
      expect(metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`]).toEqual(algorithms);
    }
    const methods = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'];
    expect(metadata.introspection_endpoint_auth_methods_supported).toEqual(methods);
    for (const endpoint of ['token', 'revocation']) {
      expect(metadata[`${endpoint}_endpoint_auth_methods_supported`]).toEqual([...methods, 'none']);
    }
  });
});
