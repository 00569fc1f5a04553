import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../../support/app.ts';
import { type Changes, changedUrl, codeOf, expectPage } from '../../support/authorization.ts';
import { asOwner } from '../../support/database.ts';
import { exchangeCode, redirectParameters } from '../../support/oauth.ts';
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

async function authorize(changes: Changes = {}, to = client): Promise<Response> {
  return send(await changedUrl(to, changes), { headers: { Cookie: organisation.cookies } });
}

describe('an invalid redirect URI is reported to the person (RFC 6749 section 4.1.2.1)', () => {
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
    const url = `${await changedUrl(client, {})}&redirect_uri=${encodeURIComponent(client.redirectUri)}`;
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

  it('names the application and the given URI as one word, and no registered URI', async () => {
    const named = await createClient(organisation.id, { name: 'The <Shop>' });
    const redirectUri = `https://evil.example/cb?<b>"call 555${'x'.repeat(300)}`;
    const page = await authorize({ redirect_uri: redirectUri }, named);
    const text = await page.text();
    expect(text).toContain(
      'Invalid redirect_uri for <bdi>The &lt;Shop&gt;</bdi>: https://evil.example/cb?&lt;b&gt;?call%20555xxx',
    );
    expect(text).not.toContain('x'.repeat(200));
    expect(text).not.toContain(named.redirectUri);
  });

  it('says when it is missing', async () => {
    await expectPage(await authorize({ redirect_uri: null }), 400, 'it is missing');
  });

  it('one that the client removed while the person signed in', async () => {
    const its = await createClient(organisation.id);
    const sent = await send(await changedUrl(its, {}));
    const { searchParams } = new URL(sent.headers.get('Location') ?? '', ISSUER);
    await asOwner(`UPDATE clients SET redirect_uris = '["https://new.example/cb"]' WHERE id = $1`, [its.id]);
    const back = await send(`/oauth2/authorize?${searchParams}`, { headers: { Cookie: organisation.cookies } });
    await expectPage(back, 400, 'Invalid redirect_uri');
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
    ['a private-use scheme without a dot', 'myapp://callback'],
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
    const code = codeOf(response);
    expect((await exchangeCode(native, code, { redirect_uri: requested })).status).toBe(200);
  });

  it('on localhost do so for a client that is registered for it, and the code is good for that port alone', async () => {
    const columns = { allow_localhost_ports: true };
    const native = await createClient(organisation.id, { redirectUris: ['http://localhost/callback'], columns });
    const requested = 'http://localhost:51004/callback';
    const code = codeOf(await authorize({ redirect_uri: requested }, native));
    const other = { redirect_uri: 'http://localhost:51005/callback' };
    expect((await exchangeCode(native, code, other)).status).toBe(400);
    expect((await exchangeCode(native, code, { redirect_uri: requested })).status).toBe(200);
    await expectPage(await authorize({ redirect_uri: 'https://localhost:51004/callback' }, native), 400, 'Invalid');
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
