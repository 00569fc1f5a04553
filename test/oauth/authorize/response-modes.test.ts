import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postForm, send } from '../../support/app.ts';
import { policyOf } from '../../support/content-security-policy.ts';
import { authorizeUrl, exchangeCode, redirectParameters } from '../../support/oauth.ts';
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

async function authorize(parameters: Record<string, string>, to = client): Promise<Response> {
  return send(await authorizeUrl(to, parameters), { headers: { Cookie: organisation.cookies } });
}

/** The form that a browser would send: where to, and what is in it. */
async function formOf(response: Response): Promise<{ action: string; fields: Record<string, string>; html: string }> {
  expect([response.status, response.headers.get('Location')]).toEqual([200, null]);
  const html = await response.text();
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const action = /<form method="post" action="([^"]*)">/.exec(html)?.[1] ?? '';
  return {
    action: decodeEntities(action),
    fields: Object.fromEntries(fields.map(([, name = '', value = '']) => [name, decodeEntities(value)])),
    html,
  };
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

describe('query', () => {
  it.each([{}, { response_mode: 'query' }])('is the mode of code, requested or by default: %j', async (parameters) => {
    const response = await authorize(parameters as Record<string, string>);
    expect(response.headers.get('Location')).toMatch(/^https:\/\/app\.example\.com\/callback\?code=authz_/);
    expect(new URL(response.headers.get('Location') ?? '').hash).toBe('');
  });
});

describe('fragment (OAuth 2.0 Multiple Response Types section 2.1)', () => {
  const fragmentOf = (response: Response) => {
    const url = new URL(response.headers.get('Location') ?? '');
    expect([response.status, url.origin + url.pathname, url.search]).toEqual([302, client.redirectUri, '']);
    return Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
  };

  it('answers code, state and issuer in the fragment, and nothing before it', async () => {
    const { code = '', ...others } = fragmentOf(await authorize({ response_mode: 'fragment', state: 'a b&c' }));
    expect(others).toEqual({ state: 'a b&c', iss: ISSUER });
    expect((await exchangeCode(client, code)).status).toBe(200);
  });

  it('answers errors there as well', async () => {
    const refused = fragmentOf(await authorize({ response_mode: 'fragment', scope: 'root' }));
    expect(refused).toMatchObject({ error: 'invalid_scope', state: 'the-state', iss: ISSUER });
    const silent = await send(await authorizeUrl(client, { response_mode: 'fragment', prompt: 'none' }));
    expect(fragmentOf(silent)).toMatchObject({ error: 'login_required', state: 'the-state', iss: ISSUER });
  });

  it('keeps a query of the redirect URI where it is', async () => {
    const its = await createClient(organisation.id, { redirectUris: ['https://a.example/cb?tenant=a%20b'] });
    const response = await authorize({ response_mode: 'fragment' }, its);
    expect(response.headers.get('Location')).toMatch(/^https:\/\/a\.example\/cb\?tenant=a%20b#code=authz_/);
  });
});

describe('form_post (OAuth 2.0 Form Post Response Mode section 2)', () => {
  it('is a form to the redirect URI with code, state and issuer, in two round trips', async () => {
    const response = await authorize({ response_mode: 'form_post' });
    const { action, fields } = await formOf(response);
    expect(action).toBe(client.redirectUri);
    const { code = '', ...others } = fields;
    expect(others).toEqual({ state: 'the-state', iss: ISSUER });
    expect((await exchangeCode(client, code)).status).toBe(200);
    expectFlights(response, 2);
  });

  it('is not stored: it holds the code', async () => {
    const response = await authorize({ response_mode: 'form_post' });
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it('allows its scripts by their hashes, no frame, and the form to go to the client', async () => {
    const response = await authorize({ response_mode: 'form_post' });
    const page = await response.text();
    expect(response.headers.get('Content-Security-Policy')).toBe(await policyOf(page, { endsAtClient: true }));
  });

  it('has a button for browsers without scripts', async () => {
    const { html } = await formOf(await authorize({ response_mode: 'form_post' }));
    expect(html).toMatch(/<button id="continue" type="submit">/);
  });

  it('shows the client our origin, and not the URL of the request', async () => {
    const response = await authorize({ response_mode: 'form_post' });
    expect(response.headers.get('Referrer-Policy')).toBe('origin');
  });

  it('answers errors by a form as well: of the request, of prompt=none, and of the person', async () => {
    const refused = await formOf(await authorize({ response_mode: 'form_post', scope: 'root' }));
    expect(refused.action).toBe(client.redirectUri);
    expect(refused.fields).toMatchObject({ error: 'invalid_scope', state: 'the-state', iss: ISSUER });
    const silent = await send(await authorizeUrl(client, { response_mode: 'form_post', prompt: 'none' }));
    expect((await formOf(silent)).fields).toMatchObject({ error: 'login_required', state: 'the-state', iss: ISSUER });
  });

  it('is kept while the person signs in', async () => {
    const sent = await send(await authorizeUrl(client, { response_mode: 'form_post' }));
    const handle = new URL(sent.headers.get('Location') ?? '', ISSUER).searchParams.get('handle') ?? '';
    const back = await send(`/oauth2/authorize?handle=${handle}`, { headers: { Cookie: organisation.cookies } });
    expect((await formOf(back)).fields.code).toMatch(/^authz_/);
  });

  it('keeps the query of a redirect URI, and puts nothing into it', async () => {
    const its = await createClient(organisation.id, { redirectUris: ['https://a.example/cb?tenant=a&b=%22'] });
    const { action } = await formOf(await authorize({ response_mode: 'form_post' }, its));
    expect(action).toBe('https://a.example/cb?tenant=a&b=%22');
  });

  it.each(['"><script>alert(1)</script>', "' onfocus='alert(1)", '</form><form action="https://evil.example">'])(
    'gives a state back as text, never as markup: %s',
    async (state) => {
      const { fields, html } = await formOf(await authorize({ response_mode: 'form_post', state }));
      expect(fields.state).toBe(state);
      // That of every page, and the one that sends the form.
      expect(html.match(/<script/g)).toHaveLength(2);
      expect(html.match(/<form/g)).toHaveLength(1);
    },
  );

  it('also when the request was posted', async () => {
    const fields = Object.fromEntries(new URL(await authorizeUrl(client), ISSUER).searchParams);
    const posted = { ...fields, response_mode: 'form_post' };
    const response = await postForm('/oauth2/authorize', posted, { Cookie: organisation.cookies });
    expect((await formOf(response)).fields.code).toMatch(/^authz_/);
  });

  it('never goes to a redirect URI that is not registered', async () => {
    const response = await authorize({ response_mode: 'form_post', redirect_uri: 'https://evil.example/' });
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain('Invalid redirect_uri');
    expect(html).not.toContain('<form');
  });

  it('is refused for native applications, which cannot receive a POST', async () => {
    const native = await createClient(organisation.id, { redirectUris: ['com.example.app:/callback'] });
    const response = await authorize({ response_mode: 'form_post' }, native);
    expect(response.headers.get('Location')).toMatch(/^com\.example\.app:\/callback\?error=invalid_request&/);
  });
});

describe('any other mode', () => {
  it.each(['pigeon', 'query fragment', 'FORM_POST', 'web_message', 'jwt', '__proto__'])(
    '%s: invalid_request, by the default mode',
    async (mode) => {
      const response = await authorize({ response_mode: mode });
      expect(response.headers.get('Location')).toMatch(
        /^https:\/\/app\.example\.com\/callback\?error=invalid_request&/,
      );
      expect(redirectParameters(response).get('error_description')).toMatch(/^Unsupported response_mode: [\x20-\x7e]+/);
      expect(redirectParameters(response).get('iss')).toBe(ISSUER);
    },
  );

  it('given twice: the error uses the default mode', async () => {
    const url = `${await authorizeUrl(client)}&response_mode=form_post&response_mode=fragment`;
    const response = await send(url, { headers: { Cookie: organisation.cookies } });
    expect(redirectParameters(response).get('error_description')).toBe('Repeated parameter: response_mode');
  });
});

it('discovery lists the modes there are', async () => {
  const metadata = (await (await send('/.well-known/openid-configuration')).json()) as Record<string, unknown>;
  expect(metadata.response_modes_supported).toEqual(['query', 'fragment', 'form_post']);
});
