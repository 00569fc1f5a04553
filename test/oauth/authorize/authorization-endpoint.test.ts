import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import { type Changes, changedUrl, codeOf, expectPage } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, redirectParameters } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { deleteOrganisation, setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

function requestUrl(changes: Changes = {}, to: TestClient = client): Promise<string> {
  return changedUrl(to, changes);
}

async function authorize(changes: Changes = {}, to?: TestClient, cookies = organisation.cookies): Promise<Response> {
  return send(await requestUrl(changes, to), { headers: { Cookie: cookies } });
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
  codeOf(response);
  return redirectParameters(response);
}

describe('an unknown or unusable client is reported to the person, not to a redirect URI (RFC 6749 section 4.1.2.1)', () => {
  const NOT_FOUND = 'Client not found or inactive';

  it.each([
    ['missing', null, 'client_id is missing'],
    ['empty', '', 'client_id is missing'],
    ['unknown', 'nobody', 'nobody'],
    ['an SQL fragment', "' OR '1'='1", '&#39;%20OR%20&#39;1&#39;=&#39;1'],
  ])('client_id %s', async (_what, clientId, named) => {
    await expectPage(await authorize({ client_id: clientId }), 404, `${NOT_FOUND}: ${named}`);
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

describe('every other error goes to the client, with state and issuer (RFC 6749 section 4.1.2.1, RFC 9207)', () => {
  it.each([
    ...([null, ''] as const).map((type): [string, Changes, string, string] => [
      `response_type ${type === null ? 'missing' : 'empty'}`,
      { response_type: type },
      'invalid_request',
      'Missing required parameters: response_type',
    ]),
    [
      'response_type token (OAuth 2.1 section 10)',
      { response_type: 'token' },
      'unsupported_response_type',
      'Only code is supported, not token',
    ],
    ['response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['response_type code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['response_type in another case', { response_type: 'CODE' }, 'unsupported_response_type'],
    [
      'response_mode unknown',
      { response_mode: 'pigeon' },
      'invalid_request',
      'Unsupported response_mode: pigeon is none of query, fragment, form_post',
    ],
    [
      'scope beyond what is registered',
      { scope: 'openid users:read "x"' },
      'invalid_scope',
      'The client may not ask for this scope: users:read ?x?',
    ],
    ['scope in another case', { scope: 'OpenID' }, 'invalid_scope'],
    ['scope of spaces only', { scope: '  ' }, 'invalid_scope'],
    ['scope with a tab', { scope: 'openid\temail' }, 'invalid_scope'],
    ['request (OIDC Core 3.1.2.6)', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['request_uri (OIDC Core 3.1.2.6)', { request_uri: 'https://a.example/r' }, 'request_uri_not_supported'],
    ['registration (OIDC Core 3.1.2.6)', { registration: '{}' }, 'registration_not_supported'],
    ['prompt unknown', { prompt: 'login please' }, 'invalid_request', 'Invalid prompt: please'],
    [
      'prompt none with another (OIDC Core 3.1.2.1)',
      { prompt: 'none login' },
      'invalid_request',
      'Invalid prompt: none allows no other value',
    ],
    ['max_age negative', { max_age: '-1' }, 'invalid_request'],
    ['max_age no number', { max_age: 'soon' }, 'invalid_request', 'Invalid max_age: soon is no number of seconds'],
    ['max_age fractional', { max_age: '1.5' }, 'invalid_request'],
    ['nonce longer than any parameter', { nonce: 'n'.repeat(8193) }, 'invalid_request', 'Unacceptable value: nonce'],
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

  it('state given twice: none is sent back', async () => {
    const response = await send(`${await requestUrl()}&state=other`, { headers: { Cookie: organisation.cookies } });
    const parameters = redirectParameters(response);
    expect(Object.fromEntries(parameters)).toMatchObject({ error: 'invalid_request', iss: ISSUER });
    expect(parameters.has('state')).toBe(false);
  });

  it('the longest state comes back with every error', async () => {
    const state = `${'s'.repeat(8190)}+&`;
    for (const wrong of [{ scope: 'root' }, { nonce: 'a\0b' }, { response_type: null }, { request: 'x' }]) {
      const parameters = redirectParameters(await authorize({ ...wrong, state }));
      expect([parameters.has('error'), parameters.get('state')]).toEqual([true, state]);
    }
  });

  it('a state longer than any parameter is not sent back', async () => {
    const parameters = redirectParameters(await authorize({ state: 's'.repeat(8193) }));
    expect(parameters.get('error')).toBe('invalid_request');
    expect(parameters.has('state')).toBe(false);
  });

  it('the client may not use the grant (unauthorized_client)', async () => {
    const service = await createClient(organisation.id, { grantTypes: ['client_credentials'] });
    const response = await authorize({}, service);
    expect(redirectParameters(response).get('error')).toBe('unauthorized_client');
  });

  it('also without a session: the request is checked first', async () => {
    expectErrorAtClient(await authorize({ scope: 'root' }, client, ''), 'invalid_scope');
  });
});

describe('valid parameters', () => {
  it.each(['0', '2147483647', '2147483648', '9999999999', '9'.repeat(400)])('max_age=%s', async (maxAge) => {
    const response = await authorize({ max_age: maxAge });
    if (maxAge === '0') expect(response.headers.get('Location')).toMatch(/^\/auth\/login/);
    else expectCode(response);
  });

  it('state and nonce of every length that a parameter may have', async () => {
    const long = { state: 's'.repeat(8192), nonce: 'n'.repeat(8192) };
    const parameters = expectCode(await authorize(long));
    expect(parameters.get('state')).toBe(long.state);
    const tokens = (await (await exchangeCode(client, parameters.get('code') ?? '')).json()) as { id_token: string };
    expect(decodeJwt(tokens.id_token).nonce).toBe(long.nonce);
  });

  it('an absent scope is openid (RFC 6749 section 3.3)', async () => {
    const code = expectCode(await authorize({ scope: null })).get('code') ?? '';
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid' });
  });

  it('an empty parameter is an absent one (section 3.1)', async () => {
    const empty = { scope: '', prompt: '', max_age: '', response_mode: '', nonce: '', request: '', display: '' };
    const code = expectCode(await authorize(empty)).get('code') ?? '';
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid' });
  });

  it('a parameter with one value and one empty one counts once', async () => {
    expectCode(await send(`${await requestUrl()}&scope=`, { headers: { Cookie: organisation.cookies } }));
  });

  it('unknown parameters are ignored (section 3.1)', async () => {
    const unknown = {
      return_to: '/home',
      __proto: '1',
    };
    expectCode(await authorize(unknown));
  });

  it.each([
    ['display', 'page'],
    ['display', 'popup'],
    ['display', 'touch'],
    ['display', 'wap'],
    ['display', 'hologram'],
    ['ui_locales', 'de fr-CA en'],
    ['ui_locales', '!'],
    ['claims_locales', 'de ja-Hani-JP'],
    ['login_hint', 'somebody@example.com'],
    ['acr_values', 'x'],
    ['claims', '{}'],
  ])('%s=%s breaks nothing (OIDC Core section 3.1.2.1)', async (name, value) => {
    expectCode(await authorize({ [name]: value }));
    const page = await authorize({ [name]: value }, client, '');
    expect(page.status).toBe(303);
    const shown = await send(page.headers.get('Location') ?? '');
    expect(shown.status).toBe(200);
  });

  it('login_hint is in the field of the sign-in page, as text', async () => {
    const page = await authorize({ login_hint: '"><b>ada@example.com' }, client, '');
    const html = await (await send(page.headers.get('Location') ?? '')).text();
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;ada@example.com"');
  });

  it('scopes given twice count once', async () => {
    const code = expectCode(await authorize({ scope: 'openid  email openid' })).get('code') ?? '';
    expect(await (await exchangeCode(client, code)).json()).toMatchObject({ scope: 'openid email' });
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

  it('by POST, answered with 303, so that the form is not posted on (RFC 9700 section 4.12)', async () => {
    const fields = Object.fromEntries(new URL(await requestUrl(), ISSUER).searchParams);
    const response = await postForm('/oauth2/authorize', fields, { Cookie: organisation.cookies });
    expect(response.status).toBe(303);
    expect(redirectParameters(response).get('code')).toMatch(/^authz_/);
    const failed = await postForm('/oauth2/authorize', { ...fields, scope: 'root' }, { Cookie: organisation.cookies });
    expect(failed.status).toBe(303);
    expect(redirectParameters(failed).get('error')).toBe('invalid_scope');
  });

  it('by POST from a page of the client, without our cookie: a redirect brings the session', async () => {
    const fields = Object.fromEntries(new URL(await requestUrl({ prompt: 'none' }), ISSUER).searchParams);
    const posted = await postForm('/oauth2/authorize', fields);
    expect([posted.status, posted.headers.get('Location')]).toEqual([
      303,
      expect.stringMatching(/^\/oauth2\/authorize\?handle=d1\.[\w-]+$/),
    ]);
    const back = posted.headers.get('Location') ?? '';
    expectCode(await send(back, { headers: { Cookie: organisation.cookies } }));
    const again = await postForm('/oauth2/authorize', fields);
    expectErrorAtClient(await send(again.headers.get('Location') ?? ''), 'login_required');
  });

  it('by POST with a body that is no form: an error page', async () => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
    await expectPage(await send(await requestUrl(), init), 400, 'application/x-www-form-urlencoded');
  });

  it('by POST with too large a body: 413, an error page', async () => {
    const response = await postForm('/oauth2/authorize', { state: 's'.repeat(70_000) });
    expect(response.status).toBe(413);
    expect(response.headers.get('Location')).toBeNull();
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('not by %s', async (method) => {
    const response = await send(await requestUrl(), { method, headers: { Cookie: organisation.cookies } });
    expect([response.status, response.headers.get('Allow'), response.headers.get('Location')]).toEqual([
      405,
      'GET, POST',
      null,
    ]);
  });

  it('not by scripts of other origins: no preflight is answered, no answer can be read (OAuth 2.1 section 3.1)', async () => {
    const asking = { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' };
    const its = await createClient(organisation.id, { allowedOrigins: ['https://app.example.com'] });
    const answers = [
      await send('/oauth2/authorize', { method: 'OPTIONS', headers: asking }),
      await send(await requestUrl({}, its), { headers: { ...asking, Cookie: organisation.cookies } }),
      await send(await requestUrl({ response_mode: 'form_post' }, its), { headers: asking }),
      await send(await requestUrl({ redirect_uri: null }, its), { headers: asking }),
    ];
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('never shows markup of a request', async () => {
    const response = await send('/oauth2/authorize?<script>=1&<script>=2&client_id=<script>alert(1)</script>');
    expect(await response.text()).not.toMatch(/<script>[=a]/);
  });

  it('records the person and the client in the audit log', async () => {
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
