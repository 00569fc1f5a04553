import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postForm, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { authorizeUrl, exchangeCode, redirectParameters } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';
import { deleteOrganisation, setStatus } from '../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

/** `null` leaves a parameter of an ordinary request out. */
type Changes = Record<string, string | null>;

async function requestUrl(changes: Changes = {}, to: TestClient = client): Promise<string> {
  const url = new URL(await authorizeUrl(to), ISSUER);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

async function authorize(changes: Changes = {}, to?: TestClient, cookies = organisation.cookies): Promise<Response> {
  return send(await requestUrl(changes, to), { headers: { Cookie: cookies } });
}

/** RFC 6749 section 4.1.2.1: the person is told, and nothing is sent to wherever the request wants it sent. */
async function expectPage(response: Response, status: number, text: string): Promise<void> {
  expect(response.headers.get('Location')).toBeNull();
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(response.headers.get('X-Frame-Options')).toBe('DENY');
  expect(response.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
  expect(await response.text()).toContain(text);
}

function expectErrorAtClient(response: Response, error: string, description?: string): void {
  expect(response.status).toBe(302);
  expect(response.headers.get('Location')?.startsWith(`${client.redirectUri}?`)).toBe(true);
  const { code, ...parameters } = Object.fromEntries(redirectParameters(response));
  expect(code).toBeUndefined();
  expect(parameters).toMatchObject({ error, state: 'the-state', iss: ISSUER });
  // RFC 6749 section 4.1.2.1: printable ASCII without quote and backslash.
  expect(parameters.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  if (description) expect(parameters.error_description).toBe(description);
}

function expectCode(response: Response): URLSearchParams {
  expect([response.status, response.headers.get('Location')]).toEqual([302, expect.stringMatching(/[?&]code=authz_/)]);
  return redirectParameters(response);
}

describe('an unknown or unusable client is told to the person, not to a redirect URI (RFC 6749 section 4.1.2.1)', () => {
  const NOT_FOUND = 'Client not found or inactive';

  it.each([
    ['missing', null],
    ['empty', ''],
    ['unknown', 'nobody'],
    ['an SQL fragment', "' OR '1'='1"],
  ])('client_id %s', async (_what, clientId) => {
    await expectPage(await authorize({ client_id: clientId }), 404, NOT_FOUND);
  });

  it('client_id given twice', async () => {
    const url = `${await requestUrl()}&client_id=${client.clientId}`;
    await expectPage(await send(url), 404, NOT_FOUND);
  });

  it('client_id with a NUL character', async () => {
    await expectPage(await authorize({ client_id: 'a\0b' }), 404, NOT_FOUND);
  });

  it.each([
    ['inactive', 'is_active = false'],
    ['revoked', 'revoked = true'],
    ['deleted', 'deleted_at = now()'],
  ])('client %s', async (_state, assignment) => {
    const closed = await createClient(organisation.id);
    await asOwner(`UPDATE clients SET ${assignment} WHERE id = $1`, [closed.id]);
    await expectPage(await authorize({}, closed), 404, NOT_FOUND);
  });

  it.each([
    ['suspended', (id: string) => setStatus(id, 'suspended')],
    ['cancelled', (id: string) => setStatus(id, 'cancelled')],
    ['deleted', deleteOrganisation],
  ])('client of a %s organisation', async (_state, close) => {
    const closed = await createOrganisation();
    const its = await createClient(closed.id);
    await close(closed.id);
    await expectPage(await authorize({}, its, closed.cookies), 404, NOT_FOUND);
  });
});

describe('a redirect URI that is not certain is told to the person (RFC 6749 section 4.1.2.1)', () => {
  it.each([
    ['missing', null],
    ['empty', ''],
    ['of another host', 'https://evil.example/callback'],
    ['with a trailing slash', 'https://app.example.com/callback/'],
    ['in another case', 'https://app.example.com/Callback'],
    ['with another case of the host', 'https://APP.example.com/callback'],
    ['with a query', 'https://app.example.com/callback?next=https://evil.example'],
    ['with a fragment', 'https://app.example.com/callback#fragment'],
    ['with the port written out', 'https://app.example.com:443/callback'],
    ['with another port', 'https://app.example.com:8443/callback'],
    ['with another scheme', 'http://app.example.com/callback'],
    ['with userinfo', 'https://app.example.com@evil.example/callback'],
    ['with userinfo before the right host', 'https://evil@app.example.com/callback'],
    ['of a subdomain', 'https://evil.app.example.com/callback'],
    ['that the right one is a prefix of', 'https://app.example.com/callback.evil.example'],
    ['with dot segments', 'https://app.example.com/x/../callback'],
    ['encoded once more', 'https%3A%2F%2Fapp.example.com%2Fcallback'],
    ['with an encoded letter', 'https://app.example.com/%63allback'],
    ['with a backslash', 'https://app.example.com\\@evil.example/callback'],
    ['with a line break', 'https://app.example.com/callback\r\nSet-Cookie: a=b'],
    ['with a NUL character', 'https://app.example.com/callback\0'],
    ['with a space before it', ' https://app.example.com/callback'],
    ['of a script', 'javascript:alert(1)//https://app.example.com/callback'],
    ['of another client', 'https://other.example.com/callback'],
  ])('redirect_uri %s', async (_what, redirectUri) => {
    await createClient(organisation.id, { redirectUris: ['https://other.example.com/callback'] });
    await expectPage(await authorize({ redirect_uri: redirectUri }), 400, 'Invalid redirect_uri');
  });

  it('redirect_uri given twice, though both are registered', async () => {
    const url = `${await requestUrl()}&redirect_uri=${encodeURIComponent(client.redirectUri)}`;
    await expectPage(await send(url, { headers: { Cookie: organisation.cookies } }), 400, 'Invalid redirect_uri');
  });

  it('several are registered and none is given (OAuth 2.1 section 2.3.3)', async () => {
    const redirectUris = ['https://a.example/callback', 'https://b.example/callback'];
    const two = await createClient(organisation.id, { redirectUris });
    await expectPage(await authorize({ redirect_uri: null }, two), 400, 'Invalid redirect_uri');
    for (const uri of redirectUris) {
      const response = await authorize({ redirect_uri: uri }, two);
      expect(response.headers.get('Location')).toMatch(new RegExp(`^${uri}\\?code=`));
    }
  });

  it('even when everything else is wrong as well', async () => {
    const wrong = { redirect_uri: 'https://evil.example', response_type: 'token', scope: 'root', prompt: 'none login' };
    await expectPage(await authorize(wrong), 400, 'Invalid redirect_uri');
  });
});

describe('redirect URIs that are registered', () => {
  it.each([
    [
      'a query of its own, which is retained as it is (RFC 6749 section 3.1.2)',
      'https://a.example/cb?tenant=a%20b&flag',
    ],
    ['an empty query', 'https://a.example/cb?'],
    ['a private-use scheme (RFC 8252 section 7.1)', 'com.example.app:/callback'],
    ['a private-use scheme and an authority', 'com.example.app://callback/path'],
    ['letters beyond ASCII, encoded', 'https://a.example/r%C3%BCckkehr'],
  ])('may have %s', async (_what, redirectUri) => {
    const its = await createClient(organisation.id, { redirectUris: [redirectUri] });
    const response = await authorize({}, its);
    const base = redirectUri.replace(/\?$/, '');
    const location = response.headers.get('Location') ?? '';
    expect(location.startsWith(`${base}${base.includes('?') ? '&' : '?'}code=authz_`)).toBe(true);
    const code = redirectParameters(response).get('code') ?? '';
    expect((await exchangeCode(its, code, { redirect_uri: redirectUri })).status).toBe(200);
  });

  it('keep their query in an error response too', async () => {
    const its = await createClient(organisation.id, { redirectUris: ['https://a.example/cb?tenant=a%20b'] });
    const response = await authorize({ response_type: 'token' }, its);
    expect(response.headers.get('Location')).toMatch(/^https:\/\/a\.example\/cb\?tenant=a%20b&error=unsupported_/);
  });

  it.each([
    ['http://127.0.0.1/callback', 'http://127.0.0.1:51004/callback'],
    ['http://127.0.0.1:3000/callback', 'http://127.0.0.1:65535/callback'],
    ['http://127.0.0.1:3000/callback', 'http://127.0.0.1/callback'],
    ['http://[::1]/callback', 'http://[::1]:51004/callback'],
    ['http://127.0.0.1', 'http://127.0.0.1:51004'],
  ])('on a loopback address accept any port: %s as %s (RFC 8252 section 7.3)', async (registered, requested) => {
    const native = await createClient(organisation.id, { redirectUris: [registered] });
    const response = await authorize({ redirect_uri: requested }, native);
    expect(response.headers.get('Location')?.startsWith(requested)).toBe(true);
    const code = expectCode(response).get('code') ?? '';
    expect((await exchangeCode(native, code, { redirect_uri: requested })).status).toBe(200);
  });

  it.each([
    ['http://127.0.0.1/callback', 'http://127.0.0.1:99999/callback'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:/callback'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:51004/other'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:51004@evil.example/callback'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1.evil.example/callback'],
    ['http://127.0.0.1/callback', 'https://127.0.0.1:51004/callback'],
    ['http://127.0.0.1/callback', 'http://127.0.0.2:51004/callback'],
    ['http://localhost/callback', 'http://localhost:51004/callback'],
  ])('but nothing else: %s is not %s', async (registered, requested) => {
    const native = await createClient(organisation.id, { redirectUris: [registered] });
    await expectPage(await authorize({ redirect_uri: requested }, native), 400, 'Invalid redirect_uri');
  });
});

describe('everything else is told to the client, with state and issuer (RFC 6749 section 4.1.2.1, RFC 9207)', () => {
  it.each([
    ['response_type missing', { response_type: null }, 'invalid_request', 'Missing required parameters'],
    ['response_type empty', { response_type: '' }, 'invalid_request', 'Missing required parameters'],
    ['response_type token (OAuth 2.1 section 10)', { response_type: 'token' }, 'unsupported_response_type'],
    ['response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['response_type code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['response_type in another case', { response_type: 'CODE' }, 'unsupported_response_type'],
    ['response_mode unknown', { response_mode: 'pigeon' }, 'invalid_request'],
    ['scope beyond what is registered', { scope: 'openid users:read' }, 'invalid_scope'],
    ['scope in another case', { scope: 'OpenID' }, 'invalid_scope'],
    ['scope of spaces only', { scope: '  ' }, 'invalid_scope'],
    ['scope with a tab', { scope: 'openid\temail' }, 'invalid_scope'],
    ['request (OIDC Core 3.1.2.6)', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['request_uri (OIDC Core 3.1.2.6)', { request_uri: 'https://a.example/r' }, 'request_uri_not_supported'],
    ['registration (OIDC Core 3.1.2.6)', { registration: '{}' }, 'registration_not_supported'],
    ['prompt unknown', { prompt: 'please' }, 'invalid_request'],
    ['prompt none with another (OIDC Core 3.1.2.1)', { prompt: 'none login' }, 'invalid_request'],
    ['max_age negative', { max_age: '-1' }, 'invalid_request'],
    ['max_age no number', { max_age: 'soon' }, 'invalid_request'],
    ['max_age fractional', { max_age: '1.5' }, 'invalid_request'],
    ['max_age beyond measure', { max_age: '99999999999999999999' }, 'invalid_request'],
    ['nonce too long', { nonce: 'n'.repeat(2049) }, 'invalid_request'],
    ['login_hint too long', { login_hint: 'a'.repeat(2049) }, 'invalid_request'],
    ['nonce with a NUL character', { nonce: 'a\0b' }, 'invalid_request'],
  ] as [string, Changes, string, string?][])('%s', async (_what, changes, error, description) => {
    expectErrorAtClient(await authorize(changes), error, description);
  });

  it.each(['response_type', 'scope', 'nonce', 'code_challenge', 'prompt', 'max_age'])(
    '%s given twice (section 3.1: "MUST NOT be included more than once")',
    async (name) => {
      const url = `${await requestUrl({ [name]: 'code' })}&${name}=code`;
      const response = await send(url, { headers: { Cookie: organisation.cookies } });
      expectErrorAtClient(response, 'invalid_request', `Repeated parameter: ${name}`);
    },
  );

  it('state given twice: nobody knows which to send back, so none is', async () => {
    const response = await send(`${await requestUrl()}&state=other`, { headers: { Cookie: organisation.cookies } });
    const parameters = redirectParameters(response);
    expect(Object.fromEntries(parameters)).toMatchObject({ error: 'invalid_request', iss: ISSUER });
    expect(parameters.has('state')).toBe(false);
  });

  it('state too long: it is not sent back', async () => {
    const parameters = redirectParameters(await authorize({ state: 's'.repeat(2049) }));
    expect(parameters.get('error')).toBe('invalid_request');
    expect(parameters.has('state')).toBe(false);
  });

  it('the client may not use the grant (unauthorized_client)', async () => {
    const service = await createClient(organisation.id, { grantTypes: ['client_credentials'] });
    const response = await authorize({}, service);
    expect(redirectParameters(response).get('error')).toBe('unauthorized_client');
  });

  it('also to somebody who is not signed in: the request is checked first', async () => {
    expectErrorAtClient(await authorize({ scope: 'root' }, client, ''), 'invalid_scope');
  });
});

describe('what a request may contain', () => {
  it('an absent scope is openid (RFC 6749 section 3.3)', async () => {
    const code = expectCode(await authorize({ scope: null })).get('code') ?? '';
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid' });
  });

  it('an empty parameter is an absent one (section 3.1)', async () => {
    const empty = { scope: '', prompt: '', max_age: '', response_mode: '', nonce: '', request: '', display: '' };
    const code = expectCode(await authorize(empty)).get('code') ?? '';
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid' });
  });

  it('a parameter that is given once and once empty is given once', async () => {
    expectCode(await send(`${await requestUrl()}&scope=`, { headers: { Cookie: organisation.cookies } }));
  });

  it('unknown parameters are ignored (section 3.1)', async () => {
    const unknown = {
      return_to: '/home',
      ui_locales: 'de',
      acr_values: 'x',
      display: 'popup',
      claims: '{}',
      __proto: '1',
    };
    expectCode(await authorize(unknown));
  });

  it('scopes given twice count once', async () => {
    const code = expectCode(await authorize({ scope: 'openid  email openid' })).get('code') ?? '';
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid email' });
  });

  it('response_mode query is the mode there is (OAuth 2.0 Multiple Response Types section 2.1)', async () => {
    expectCode(await authorize({ response_mode: 'query' }));
  });

  it.each(['a b+c', '&error=access_denied#', 'ä€😀', '"><script>', '%00%0d%0a'])(
    'state comes back unchanged: %j (section 4.1.2)',
    async (state) => {
      expect(expectCode(await authorize({ state })).get('state')).toBe(state);
      expect(redirectParameters(await authorize({ state, scope: 'root' })).get('state')).toBe(state);
    },
  );

  it('without a state none comes back', async () => {
    expect(expectCode(await authorize({ state: null })).has('state')).toBe(false);
  });

  it('the longest state that is accepted comes back', async () => {
    const state = 's'.repeat(2048);
    expect(expectCode(await authorize({ state })).get('state')).toBe(state);
  });
});

describe('how the endpoint is called', () => {
  it('by GET, answered with 302, not stored, not framed, not readable by scripts (OAuth 2.1 section 3.1)', async () => {
    const response = await send(await requestUrl(), {
      headers: { Cookie: organisation.cookies, Origin: 'https://app.example.com' },
    });
    expectCode(response);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expectFlights(response, 2);
  });

  it('by POST, answered with 303, so that nothing posted is posted on (RFC 9700 section 4.12)', async () => {
    const fields = Object.fromEntries(new URL(await requestUrl(), ISSUER).searchParams);
    const response = await postForm('/oauth2/authorize', fields, { Cookie: organisation.cookies });
    expect(response.status).toBe(303);
    expect(redirectParameters(response).get('code')).toMatch(/^authz_/);
    const failed = await postForm('/oauth2/authorize', { ...fields, scope: 'root' }, { Cookie: organisation.cookies });
    expect(failed.status).toBe(303);
    expect(redirectParameters(failed).get('error')).toBe('invalid_scope');
  });

  it('by POST with a body that is no form: told to the person', async () => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
    await expectPage(await send(await requestUrl(), init), 400, 'application/x-www-form-urlencoded');
  });

  it('by POST with more than any request needs: 413, told to the person', async () => {
    const response = await postForm('/oauth2/authorize', { state: 's'.repeat(70_000) });
    expect(response.status).toBe(413);
    expect(response.headers.get('Location')).toBeNull();
  });

  it('never shows markup of a request', async () => {
    const response = await send('/oauth2/authorize?<script>=1&<script>=2&client_id=<script>alert(1)</script>');
    expect(await response.text()).not.toContain('<script>');
  });

  it('records who authorised what (audit trail)', async () => {
    const its = await createClient(organisation.id);
    expectCode(await authorize({}, its));
    const events = await asOwner(
      'SELECT event_type, success, user_id, organisation_id FROM audit_logs WHERE client_id = $1',
      [its.id],
    );
    expect(events).toEqual([
      {
        event_type: 'oauth2.authorize',
        success: true,
        user_id: organisation.owner.id,
        organisation_id: organisation.id,
      },
    ]);
  });
});
