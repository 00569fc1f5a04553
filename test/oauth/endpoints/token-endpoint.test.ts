import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { exchangeCode, obtainCode, refresh } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

function post(body: string, contentType?: string): Promise<Response> {
  const headers = contentType === undefined ? {} : { 'Content-Type': contentType };
  return send('/oauth2/token', { method: 'POST', headers, body: new TextEncoder().encode(body) });
}

const FORM = 'application/x-www-form-urlencoded';

/** Both formats in one body: RFC 6749 section 5.2, and a problem document (RFC 9457). */
async function expectError(response: Response, status: number, error: string, description?: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const body = (await response.json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    error,
    status,
    detail: body.error_description,
    message: body.error_description,
    instance: '/oauth2/token',
    type: expect.stringMatching(/^https:\/\/api\.cerberus-iam\.com\/errors\/[a-z-]+$/),
    title: expect.any(String),
  });
  // Section 5.2: printable ASCII without quote and backslash.
  expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  if (description) expect(body.error_description).toBe(description);
  for (const secret of ['access_token', 'refresh_token', 'id_token']) expect(body).not.toHaveProperty(secret);
}

describe('how the token endpoint is called (RFC 6749 section 3.2)', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'])('%s: 405, with the method that is allowed', async (method) => {
    const response = await send('/oauth2/token?grant_type=authorization_code', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('POST');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each([
    ['application/json', '{"grant_type":"authorization_code"}'],
    ['text/plain', 'grant_type=authorization_code'],
    ['application/x-www-form-urlencoded-not', 'grant_type=authorization_code'],
    ['multipart/form-data; boundary=x', '--x--'],
    [undefined, 'grant_type=authorization_code'],
  ])('a body of type %s: invalid_request', async (type, body) => {
    await expectError(await post(body, type), 400, 'invalid_request');
  });

  it.each([`${FORM}; charset=UTF-8`, `${FORM};charset=utf-8`, FORM.toUpperCase()])(
    'a body of type %s is a form',
    async (type) => {
      await expectError(await post('grant_type=pigeon', type), 400, 'unsupported_grant_type');
    },
  );

  it('parameters in the query do not count', async () => {
    const code = await obtainCode(organisation, client);
    const query = new URLSearchParams({ grant_type: 'authorization_code', code, client_id: client.clientId });
    await expectError(await postForm(`/oauth2/token?${query}`, {}), 400, 'invalid_request');
  });

  it.each(['grant_type', 'code', 'client_id', 'redirect_uri', 'code_verifier', 'unknown'])(
    '%s given twice: invalid_request ("MUST NOT be included more than once")',
    async (name) => {
      const fields: [string, string][] = [
        ['grant_type', 'authorization_code'],
        [name, 'a'],
        [name, 'a'],
      ];
      const response = await postForm('/oauth2/token', fields);
      await expectError(response, 400, 'invalid_request', `Repeated parameter: ${name}`);
      expectFlights(response, 0);
    },
  );

  it('a parameter without a value is an omitted one', async () => {
    const code = await obtainCode(organisation, client);
    expect((await exchangeCode(client, code, { scope: '', client_secret: '', resource: '' })).status).toBe(200);
  });

  it('unknown parameters are ignored', async () => {
    const code = await obtainCode(organisation, client);
    expect((await exchangeCode(client, code, { audience: 'x', 'a"b\\c': '1' })).status).toBe(200);
  });

  it('characters that a description may not have do not reach it', async () => {
    const name = 'a"\\ä\r\n<script>';
    const fields: [string, string][] = [
      [name, '1'],
      [name, '2'],
    ];
    await expectError(await postForm('/oauth2/token', fields), 400, 'invalid_request');
  });

  it.each(['a\0b', 'v'.repeat(8193)])('an unacceptable value: invalid_request', async (value) => {
    await expectError(await exchangeCode(client, value), 400, 'invalid_request', 'Unacceptable value: code');
  });

  it('a body beyond 64 KiB: 413, before anything is read from it', async () => {
    const response = await post(`grant_type=${'a'.repeat(70_000)}`, FORM);
    await expectError(response, 413, 'invalid_request');
  });

  it('bytes that are not UTF-8 cause no 500', async () => {
    const body = new Uint8Array([...new TextEncoder().encode('grant_type='), 0xff, 0xfe]);
    const init = { method: 'POST', headers: { 'Content-Type': FORM }, body };
    await expectError(await send('/oauth2/token', init), 400, 'unsupported_grant_type');
  });
});

describe('errors (RFC 6749 section 5.2)', () => {
  it.each([
    ['grant_type', {}],
    ['code', { grant_type: 'authorization_code', redirect_uri: 'https://a.example' }],
    ['redirect_uri', { grant_type: 'authorization_code', code: 'x' }],
    ['refresh_token', { grant_type: 'refresh_token' }],
    ['code, redirect_uri', { grant_type: 'authorization_code' }],
  ])('%s missing: invalid_request that names it', async (name, fields) => {
    const response = await postForm('/oauth2/token', { client_id: client.clientId, ...(fields as object) });
    await expectError(response, 400, 'invalid_request', `Missing required parameters: ${name}`);
  });

  it.each([
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:saml2-bearer',
    'AUTHORIZATION_CODE',
    'constructor',
  ])('grant_type %s: unsupported_grant_type', async (type) => {
    const response = await postForm('/oauth2/token', { grant_type: type, client_id: client.clientId });
    await expectError(response, 400, 'unsupported_grant_type');
    expectFlights(response, 0);
  });

  it('a grant the client is not registered for: unauthorized_client, and the code stays good', async () => {
    const code = await obtainCode(organisation, client);
    const limited = await createClient(organisation.id, { grantTypes: ['refresh_token'] });
    await expectError(await exchangeCode(limited, code), 400, 'unauthorized_client');
    const without = await createClient(organisation.id, { grantTypes: ['authorization_code'] });
    await expectError(await refresh(without, 'rt_x'), 400, 'unauthorized_client');
    expect((await exchangeCode(client, code)).status).toBe(200);
  });

  it.each([
    ['unknown code', 'authz_unknown'],
    ['code of an unlikely shape', "' OR 1=1 --"],
    ['handle instead of a code', `areq_${'A'.repeat(43)}`],
  ])('%s: invalid_grant', async (_what, code) => {
    const response = await exchangeCode(client, code);
    await expectError(response, 400, 'invalid_grant', 'Invalid or expired authorization code');
    expectFlights(response, 1);
  });

  it('unknown client and wrong secret look the same: invalid_client', async () => {
    const confidential = await createClient(organisation.id, { confidential: true });
    const fields = { grant_type: 'refresh_token', refresh_token: 'rt_x', client_secret: 'wrong' };
    const [unknown, wrong] = await Promise.all([
      postForm('/oauth2/token', { ...fields, client_id: 'nobody' }),
      postForm('/oauth2/token', { ...fields, client_id: confidential.clientId }),
    ]);
    await expectError(unknown.clone(), 401, 'invalid_client', 'Invalid client credentials');
    expect(await unknown.text()).toBe(await wrong.text());
    expect(unknown.status).toBe(wrong.status);
  });
});

describe('a successful response (RFC 6749 section 5.1, OIDC Core section 3.1.3.3)', () => {
  it('has exactly the requested members, and is not stored', async () => {
    const code = await obtainCode(organisation, client, { scope: 'openid email offline_access' });
    const response = await exchangeCode(client, code);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Pragma')).toBe('no-cache');
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid email offline_access',
      refresh_token: expect.stringMatching(/^rt_[\w-]{43}$/),
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    expectFlights(response, 2);
  });

  it('has no refresh token without offline_access (OIDC Core section 11)', async () => {
    const response = await exchangeCode(client, await obtainCode(organisation, client, { scope: 'openid' }));
    expect(Object.keys((await response.json()) as object)).not.toContain('refresh_token');
  });

  it('has no refresh token for a client that may not use one', async () => {
    const once = await createClient(organisation.id, { grantTypes: ['authorization_code'] });
    const response = await exchangeCode(once, await obtainCode(organisation, once, { scope: 'openid offline_access' }));
    expect(Object.keys((await response.json()) as object)).not.toContain('refresh_token');
  });

  it('has no ID token without openid', async () => {
    const response = await exchangeCode(client, await obtainCode(organisation, client, { scope: 'email' }));
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'email',
    });
  });
});

describe('browsers (OAuth 2.1 section 3.2)', () => {
  const ORIGIN = 'https://app.example.com';

  it('get an answer to a preflight from every origin', async () => {
    const headers = {
      Origin: ORIGIN,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    };
    const response = await send('/oauth2/token', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(response.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain('authorization');
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
  });

  it('may send the headers of tracing libraries', async () => {
    const headers = { Origin: ORIGIN, 'Access-Control-Request-Method': 'POST' };
    for (const path of ['/oauth2/token', '/oauth2/revoke', '/oauth2/userinfo']) {
      const response = await send(path, { method: 'OPTIONS', headers });
      const allowed = response.headers.get('Access-Control-Allow-Headers')?.toLowerCase().split(',');
      expect(allowed).toEqual(expect.arrayContaining(['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'b3']));
    }
  });

  it.each<[string, number, (path: string) => Promise<Response>]>([
    ['another media type', 400, (path) => send(path, { method: 'POST', headers: { Origin: ORIGIN }, body: '{}' })],
    ['a body that is too large', 413, (path) => postForm(path, { token: 'x'.repeat(70_000) }, { Origin: ORIGIN })],
    ['a coding that we do not read', 415, (path) => postForm(path, {}, { Origin: ORIGIN, 'Content-Encoding': 'gzip' })],
    ['the wrong method', 405, (path) => send(path, { method: 'PUT', headers: { Origin: ORIGIN } })],
    ['parameters that are missing', 400, (path) => postForm(path, {}, { Origin: ORIGIN })],
    [
      'a repeated parameter',
      400,
      (path) =>
        postForm(
          path,
          [
            ['token', 'a'],
            ['token', 'b'],
            ['grant_type', 'x'],
            ['grant_type', 'y'],
          ],
          { Origin: ORIGIN },
        ),
    ],
    [
      'an unknown client',
      401,
      (path) =>
        postForm(
          path,
          { grant_type: 'refresh_token', refresh_token: 'x', token: 'x', client_id: 'nobody' },
          { Origin: ORIGIN },
        ),
    ],
    [
      'too many requests',
      429,
      (path) => {
        const limiter = { limit: async () => ({ success: false }) };
        const headers = { Origin: ORIGIN, 'CF-Connecting-IP': '203.0.113.5' };
        return send(path, { method: 'POST', headers, body: new URLSearchParams({}) }, { RATE_LIMIT_CLIENT: limiter });
      },
    ],
  ])('%s (%i): every origin may read what was wrong, for nobody is known yet', async (_what, status, ask) => {
    for (const path of ['/oauth2/token', '/oauth2/revoke']) {
      const response = await ask(path);
      expect([path, response.status]).toEqual([path, status]);
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(response.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
      expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
      expect(response.headers.get('Vary')).toContain('Origin');
    }
  });

  it('may read the answer from the origins of the client only, errors included', async () => {
    const spa = await createClient(organisation.id, { allowedOrigins: [ORIGIN] });
    const redeem = async (origin: string, code: string) => {
      const form = { grant_type: 'authorization_code', code, redirect_uri: spa.redirectUri, client_id: spa.clientId };
      return postForm('/oauth2/token', form, { Origin: origin });
    };
    const allowed = await redeem(ORIGIN, 'authz_unknown');
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(allowed.headers.get('Vary')).toContain('Origin');
    expect(allowed.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
    for (const other of ['https://evil.example', 'null', `${ORIGIN}.evil.example`, `${ORIGIN}:8443`]) {
      expect((await redeem(other, 'authz_unknown')).headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
  });
});
