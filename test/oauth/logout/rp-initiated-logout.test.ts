/** OpenID Connect RP-Initiated Logout 1.0: an application sends a person's browser to sign them out. */
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { alertOf, type Browser, csrfOf, openBrowser, type Page } from '../../pages/browser.ts';
import { expectFlights, send } from '../../support/app.ts';
import { policyOf } from '../../support/content-security-policy.ts';
import { asOwner } from '../../support/database.ts';
import { signAsProvider } from '../../support/jwt.ts';
import { obtainTokens } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs, signIn } from '../../support/people.ts';

const NEXT = 'https://app.example.com/signed-out';
const ENDPOINT = '/oauth2/logout';

let its: TestOrganisation;
let client: TestClient;
let browser: Browser;
let idToken: string;

beforeEach(async () => {
  its = await createOrganisation();
  client = await createClient(its.id, { columns: { post_logout_redirect_uris: [NEXT] }, name: 'The <Shop>' });
  idToken = (await obtainTokens(its, client)).id_token;
  browser = openBrowser(its.cookies);
});

type Fields = Record<string, string>;

const endSession = (fields: Fields = {}, who = browser) => who.get(`${ENDPOINT}?${new URLSearchParams(fields)}`);

async function isSignedIn(cookies = its.cookies): Promise<boolean> {
  return (await sendAs({ cookies, csrf: '' }, 'GET', '/v1/me/profile')).status === 200;
}

const requestOf = ({ body }: Page) => /name="request" value="([^"]+)"/.exec(body)?.[1] ?? '';

function expectQuestion(page: Page): void {
  expect([page.status, page.location]).toEqual([200, null]);
  expect(page.body).toContain('<h1>Do you want to sign out?</h1>');
}

function expectSignedOut(page: Page): void {
  expect([page.status, page.location]).toEqual([200, null]);
  expect(page.body).toContain('<h1>You are signed out</h1>');
}

function expectRefusal(page: Page, text: RegExp, status = 400): void {
  expect([page.status, page.location]).toEqual([status, null]);
  expect(alertOf(page)).toMatch(text);
}

function expectSignedOutWith(page: Page, text: RegExp): void {
  expectSignedOut(page);
  expect(alertOf(page)).toMatch(text);
}

/** Confirms on the page. */
const confirm = (page: Page, fields: Fields = {}, headers: Fields = {}) =>
  browser.post(`${ENDPOINT}/confirm`, { _csrf: csrfOf(page), request: requestOf(page), ...fields }, headers);

/** An ID token of ours with other claims. */
async function hint(changes: Record<string, unknown>, typ = 'JWT'): Promise<string> {
  return signAsProvider({ ...decodeJwt(idToken), ...changes }, { alg: 'RS256', typ });
}

describe('with an ID token of the session', () => {
  it('there is no confirmation: the session ends and the browser is redirected, in two round trips', async () => {
    const page = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: NEXT, state: 's' });
    expect([page.status, page.location]).toEqual([302, `${NEXT}?state=s`]);
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    expectFlights(page.response, 2);
    expect(await isSignedIn()).toBe(false);
    expect(browser.cookies()).not.toMatch(/cerb_(sid|csrf)/);
  });

  it('is recorded, with the client that requested it', async () => {
    await endSession({ id_token_hint: idToken });
    const events = await asOwner(
      `SELECT user_id, client_id, action, success FROM audit_logs
       WHERE organisation_id = $1 AND event_type = 'user.logout'`,
      [its.id],
    );
    expect(events).toEqual([{ user_id: its.owner.id, client_id: client.id, action: 'logout', success: true }]);
  });

  it('the token may have expired: the session lasted longer', async () => {
    const old = await hint({ iat: 1_000_000, exp: 1_003_600 });
    expect((await endSession({ id_token_hint: old, post_logout_redirect_uri: NEXT })).location).toBe(NEXT);
    expect(await isSignedIn()).toBe(false);
  });

  it('the token still names the session after a reauthentication', async () => {
    await browser.submit('/auth/login?another=1', { email: its.owner.email, password: 'Correct-Horse-7' });
    expect((await endSession({ id_token_hint: idToken, post_logout_redirect_uri: NEXT })).location).toBe(NEXT);
    expect(await isSignedIn(browser.cookies())).toBe(false);
  });

  it('the logout works after the session’s idle timeout, and deletes the session', async () => {
    await asOwner(`UPDATE sessions SET last_activity_at = now() - interval '1 day' WHERE organisation_id = $1`, [
      its.id,
    ]);
    expect((await endSession({ id_token_hint: idToken, post_logout_redirect_uri: NEXT })).location).toBe(NEXT);
    expect(await asOwner('SELECT FROM sessions WHERE organisation_id = $1', [its.id])).toEqual([]);
  });

  it('the session of another browser goes on', async () => {
    const other = await signIn(its.owner.email);
    await endSession({ id_token_hint: idToken });
    expect(await isSignedIn(other.cookies)).toBe(true);
  });

  it('the browser is redirected although nobody is signed in any more', async () => {
    await endSession({ id_token_hint: idToken });
    const page = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: NEXT, state: 's' });
    expect(page.location).toBe(`${NEXT}?state=s`);
    expectFlights(page.response, 1);
  });

  it.each([{ client_id: '', logout_hint: 'ada', ui_locales: 'de fr' }, { unknown: 'parameter' }])(
    'what else there is changes nothing: %j',
    async (fields) => {
      expectSignedOut(await endSession({ id_token_hint: idToken, ...(fields as Fields) }));
    },
  );

  it('client_id may say the same', async () => {
    expectSignedOut(await endSession({ id_token_hint: idToken, client_id: client.clientId }));
  });
});

describe('when the person must confirm (section 2: the OP MUST ask)', () => {
  const cases: [string, () => Promise<Fields>][] = [
    ['without an ID token', async () => ({})],
    ['with a client_id alone', async () => ({ client_id: client.clientId })],
    [
      'with an ID token of another session of the person',
      async () => {
        const other = { ...its, cookies: (await signIn(its.owner.email)).cookies };
        return { id_token_hint: (await obtainTokens(other, client)).id_token };
      },
    ],
    [
      'with an ID token of another person',
      async () => {
        const person = await createPerson(its);
        return { id_token_hint: (await obtainTokens({ ...its, ...person }, client)).id_token };
      },
    ],
    ['with an ID token that names no session', async () => ({ id_token_hint: await hint({ sid: undefined }) })],
    [
      'with an ID token of a stranger',
      async () => {
        const theirs = await createOrganisation();
        return { id_token_hint: (await obtainTokens(theirs, await createClient(theirs.id))).id_token };
      },
    ],
  ];

  it.each(cases)('%s there is a confirmation page, and nothing has happened', async (_what, fieldsOf) => {
    const page = await endSession(await fieldsOf());
    expectQuestion(page);
    expect(await isSignedIn()).toBe(true);
    expectSignedOut(await confirm(page));
    expect(await isSignedIn()).toBe(false);
  });

  it('the page names the person and the application, as text, and offers to stay', async () => {
    const { body } = await endSession({ client_id: client.clientId });
    expect(body).toContain('<strong id="client"><bdi>The &lt;Shop&gt;</bdi></strong>');
    expect(body).toContain(`<strong id="name"><bdi>${its.owner.name}</bdi></strong> (${its.owner.email})`);
    expect(body).toContain('<a id="stay" href="/account">');
  });

  it('a confirmation redirects to the application with its state, in two round trips', async () => {
    const fields = { client_id: client.clientId, post_logout_redirect_uri: NEXT, state: 'ä&' };
    const page = await confirm(await endSession(fields));
    expect([page.status, page.location]).toEqual([303, `${NEXT}?${new URLSearchParams({ state: 'ä&' })}`]);
    expectFlights(page.response, 2);
  });

  it('a second confirmation still links back to the application', async () => {
    const question = await endSession({ client_id: client.clientId, post_logout_redirect_uri: NEXT, state: 's' });
    expect((await confirm(question)).location).toBe(`${NEXT}?state=s`);
    const again = await confirm(question);
    expect(again.status).toBe(303);
    const page = await browser.get(again.location ?? '');
    expectSignedOut(page);
    expect(page.body).toContain(`<a id="continue" href="${NEXT}?state=s">Back to <bdi>The &lt;Shop&gt;</bdi></a>`);
  });

  it('the application of another organisation is not recorded here', async () => {
    const theirs = await createClient((await createOrganisation()).id);
    await confirm(await endSession({ client_id: theirs.clientId }));
    const rows = await asOwner(`SELECT client_id FROM audit_logs WHERE organisation_id = $1 AND action = 'logout'`, [
      its.id,
    ]);
    expect(rows).toEqual([{ client_id: null }]);
  });
});

describe('a link, an image or a form of another site signs nobody out (OWASP ASVS 5.0 section 10.6.2)', () => {
  const kept = async () => expect(await isSignedIn()).toBe(true);

  it('a confirmation without the CSRF token is refused', async () => {
    expectRefusal(await confirm(await endSession(), { _csrf: '' }), /out of date/, 403);
    await kept();
  });

  it.each([{ Origin: 'https://evil.example' }, { Origin: 'null' }])(
    'a confirmation from another site is refused: %j',
    async (from) => {
      expectRefusal(await confirm(await endSession(), {}, from as Fields), /another site/, 403);
      await kept();
    },
  );

  it('a confirmation by GET is refused', async () => {
    const question = await endSession();
    const fields = { _csrf: csrfOf(question), request: requestOf(question) };
    const page = await browser.get(`${ENDPOINT}/confirm?${new URLSearchParams(fields)}`);
    expect(page.status).toBe(404);
    await kept();
  });

  it.each(['', 'v1:AAAA', 'nonsense'])('a confirmation of an invalid request is refused: %j', async (request) => {
    expectRefusal(await confirm(await endSession(), { request }), /out of date/);
    await kept();
  });

  it('the confirmation page cannot be framed, nor read by scripts of others', async () => {
    const { headers, body } = await endSession();
    expect(headers.get('Content-Security-Policy')).toBe(await policyOf(body));
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('a confirmation in a browser that was signed out meanwhile does nothing', async () => {
    const question = await endSession();
    await browser.submit('/account', {}, '/account/sign-out');
    const page = await confirm(question);
    expect(page.status).toBe(303);
    expectSignedOut(await browser.get(page.location ?? ''));
  });

  it('a confirmation from before another sign-in is asked for again, with the redirect URI', async () => {
    const question = await endSession({ client_id: client.clientId, post_logout_redirect_uri: NEXT });
    await browser.submit('/auth/login?another=1', { email: its.owner.email, password: 'Correct-Horse-7' });
    const again = await confirm(question);
    expect(again.status).toBe(403);
    expect(await isSignedIn(browser.cookies())).toBe(true);
    expect((await confirm(again)).location).toBe(NEXT);
  });
});

describe('an ID token that is not ours', () => {
  const cases: [string, () => Promise<string>][] = [
    ['an access token', async () => (await obtainTokens(its, client)).access_token],
    ['a token of another type', () => hint({}, 'logout+jwt')],
    ['a token of another issuer', () => hint({ iss: 'https://elsewhere.example' })],
    ['a token without an end', () => hint({ exp: undefined })],
    ['a token without an audience', () => hint({ aud: undefined })],
    ['a changed token', async () => idToken.replace(/\.[^.]{4}/, '.AAAA')],
    ['nonsense', async () => 'nonsense'],
  ];

  it.each(cases)('%s: a page says so and asks, and a confirmation does not redirect', async (_what, tokenOf) => {
    const page = await endSession({ id_token_hint: await tokenOf(), post_logout_redirect_uri: NEXT });
    expectRefusal(page, /^The id_token_hint is not an ID token of ours/);
    expect(await isSignedIn()).toBe(true);
    expectSignedOutWith(await confirm(page), /^The id_token_hint is not an ID token of ours/);
    expect(await isSignedIn()).toBe(false);
  });

  it('one of another client is refused beside this client_id', async () => {
    const other = await createClient(its.id);
    const page = await endSession({ id_token_hint: idToken, client_id: other.clientId });
    expectRefusal(page, /client_id/);
    expect(await isSignedIn()).toBe(true);
    expectSignedOutWith(await confirm(page), /client_id/);
  });
});

describe('post_logout_redirect_uri', () => {
  it.each([
    `${NEXT}/`,
    `${NEXT}?a=b`,
    `${NEXT}#a`,
    'https://app.example.com/Signed-out',
    'https://app.example.com:443/signed-out',
    'https://app.example.com.evil.example/signed-out',
    'https://evil.example/',
    'javascript:alert(1)',
  ])('that is not registered is told with its application, and the person is signed out: %s', async (uri) => {
    const page = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: uri, state: 's' });
    expectSignedOutWith(page, /^The post_logout_redirect_uri \S+ is not registered for The &lt;Shop&gt;\./);
    expect(alertOf(page)).toContain(uri);
    expect(page.body).not.toContain(`href="${uri}`);
    expect(page.body).not.toContain('http-equiv="refresh"');
    expect(await isSignedIn()).toBe(false);
  });

  it('that is not registered, without an ID token: there is still a confirmation page', async () => {
    const fields = { client_id: client.clientId, post_logout_redirect_uri: 'https://evil.example/' };
    const page = await endSession(fields);
    expectRefusal(page, /https:\/\/evil\.example\/ is not registered for The &lt;Shop&gt;/);
    expect(await isSignedIn()).toBe(true);
    expectSignedOutWith(await confirm(page), /evil\.example/);
    expect(await isSignedIn()).toBe(false);
  });

  it('that is not registered, without a session: a page says so', async () => {
    const fields = { id_token_hint: idToken, post_logout_redirect_uri: 'https://evil.example/' };
    expectRefusal(await endSession(fields, openBrowser()), /not registered for The &lt;Shop&gt;/);
  });

  it('without a client: the page says what is missing, and the person may sign out', async () => {
    const page = await endSession({ post_logout_redirect_uri: NEXT });
    expectRefusal(page, /needs an id_token_hint or a client_id/);
    expectSignedOutWith(await confirm(page), /needs an id_token_hint or a client_id/);
    expect(await isSignedIn()).toBe(false);
  });

  it('and state of maximum length lead to the confirmation page, also when posted from another site', async () => {
    const long = { post_logout_redirect_uri: `${NEXT}?${'x'.repeat(8000)}`, state: 's'.repeat(8192) };
    const posted = await send(ENDPOINT, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams({ client_id: client.clientId, ...long })),
    });
    const location = posted.headers.get('Location') ?? '';
    expect(location.length).toBeLessThan(16_000);
    expectRefusal(await browser.get(location), /longer than 2048 characters/);
  });

  it('of an unknown client', async () => {
    const page = await endSession({ client_id: 'nobody', post_logout_redirect_uri: NEXT });
    expectRefusal(page, /there is no application nobody/);
  });

  it('cannot put a message on the page', async () => {
    const uri = `https://evil.example/ Call 555 now <b>"${'x'.repeat(400)}`;
    const page = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: uri });
    expect(alertOf(page)).toContain('https://evil.example/%20Call%20555%20now%20&lt;b&gt;?xxx');
    expect(alertOf(page)).not.toContain('x'.repeat(200));
  });

  it.each([
    ['https://app.example.com/x?a=%7e&b', 'https://app.example.com/x?a=%7e&b&state=s'],
    ['com.example.app:/signed-out', 'com.example.app:/signed-out?state=s'],
    ['myapp://logout', 'myapp://logout?state=s'],
    ['http://localhost:8080/out', 'http://localhost:8080/out?state=s'],
  ])('keeps what it has: %s', async (uri, location) => {
    await asOwner('UPDATE clients SET post_logout_redirect_uris = $2 WHERE id = $1', [
      client.id,
      JSON.stringify([uri]),
    ]);
    const page = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: uri, state: 's' });
    expect(page.location).toBe(location);
  });

  it('may be one that the organisation registered for all its clients, and for no others', async () => {
    const shared = 'https://portal.example.com/';
    await asOwner('UPDATE organisations SET allowed_logout_urls = $2 WHERE id = $1', [
      its.id,
      JSON.stringify([shared]),
    ]);
    const theirs = await createClient((await createOrganisation()).id);
    const elsewhere = await endSession({ client_id: theirs.clientId, post_logout_redirect_uri: shared });
    expectRefusal(elsewhere, /not registered/);
    expect(await isSignedIn()).toBe(true);
    expect((await endSession({ id_token_hint: idToken, post_logout_redirect_uri: shared })).location).toBe(shared);
  });

  it.each(['revoked = true', 'is_active = false', 'deleted_at = now()'])(
    'of a client that may not be used is nobody’s: %s',
    async (change) => {
      await asOwner(`UPDATE clients SET ${change} WHERE id = $1`, [client.id]);
      const page = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: NEXT });
      // The person still gets out.
      expectSignedOutWith(page, /not registered/);
      expect(await isSignedIn()).toBe(false);
    },
  );

  it('is a link without a confirmation and without an ID token', async () => {
    const fields = { client_id: client.clientId, post_logout_redirect_uri: NEXT, state: 's' };
    const page = await endSession(fields, openBrowser());
    expectSignedOut(page);
    expect(page.body).toContain(`<a id="continue" href="${NEXT}?state=s">Back to <bdi>The &lt;Shop&gt;</bdi></a>`);
    expect(page.body).not.toContain('http-equiv="refresh"');
  });
});

describe('the request', () => {
  it('may be posted (section 2), and is answered with 303', async () => {
    const page = await browser.post(ENDPOINT, { id_token_hint: idToken, post_logout_redirect_uri: NEXT });
    expect([page.status, page.location]).toEqual([303, NEXT]);
    expect(await isSignedIn()).toBe(false);
  });

  it('of a form of another site comes without cookies, and is redirected to get them', async () => {
    const fields = { id_token_hint: idToken, post_logout_redirect_uri: NEXT, state: 's' };
    const posted = await openBrowser().post(ENDPOINT, fields, { Origin: 'https://app.example.com' });
    expect(posted.status).toBe(303);
    expect(posted.location).toMatch(/^\/oauth2\/logout\?request=d1/);
    // It was posted to keep it out of URLs.
    expect(decodeURIComponent(posted.location ?? '')).not.toContain(idToken.slice(0, 20));
    expectFlights(posted.response, 0);
    expect((await browser.get(posted.location ?? '')).location).toBe(`${NEXT}?state=s`);
    expect(await isSignedIn()).toBe(false);
  });

  it('that is redirected is confirmed like any other', async () => {
    const posted = await openBrowser().post(ENDPOINT, { client_id: client.clientId });
    expectQuestion(await browser.get(posted.location ?? ''));
    expect(await isSignedIn()).toBe(true);
  });

  it('that is posted in a browser without a session redirects all the same', async () => {
    const nobody = openBrowser();
    const posted = await nobody.post(ENDPOINT, { id_token_hint: idToken, post_logout_redirect_uri: NEXT });
    expect((await nobody.get(posted.location ?? '')).location).toBe(NEXT);
  });

  it('must not repeat parameters', async () => {
    const page = await browser.get(`${ENDPOINT}?state=a&state=b&id_token_hint=${idToken}`);
    expectRefusal(page, /^Repeated parameter: state/);
    expect(await isSignedIn()).toBe(true);
  });

  it('must be GET or POST', async () => {
    const response = await send(ENDPOINT, { method: 'PUT' });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, POST']);
  });

  it('needs no confirmation without a session', async () => {
    const page = await endSession({}, openBrowser());
    expectSignedOut(page);
    expect(page.body).toContain('<a id="continue" href="/auth/login">');
    expect(page.body).not.toContain('location.replace');
    expectFlights(page.response, 1);
  });
});
