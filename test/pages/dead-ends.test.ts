/** Second clicks, other tabs, the back button and stale forms: each page lets the person continue. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { flightsOf, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { agedHandle } from '../support/handles.ts';
import { inviteSomebody } from '../support/invitations.ts';
import { codeNow, createMfaPerson } from '../support/mfa.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { createPerson } from '../support/people.ts';
import { setStatus } from '../support/states.ts';
import { alertOf, beginAuthorization, csrfOf, openBrowser, type Page, withoutIsolation } from './browser.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const linksOf = ({ body }: Page) =>
  [...withoutIsolation(body).matchAll(/<a href="([^"]*)">([^<]*)</g)].map(([, href, label]) => [href, label]);

describe('A second click on "Sign in"', () => {
  test('continues like the first one', async () => {
    const browser = openBrowser();
    const { email } = organisation.owner;
    const form = { _csrf: csrfOf(await browser.get('/auth/login')), email, password: PASSWORD };
    expect((await browser.post('/auth/login', form)).location).toBe('/account');
    const again = await browser.post('/auth/login', form);
    expect([again.status, again.location]).toEqual([303, '/account']);
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  test('returns to the application', async () => {
    const client = await createClient(organisation.id);
    const browser = openBrowser();
    const page = await beginAuthorization(browser, client);
    const form = { _csrf: csrfOf(await browser.get(page)), email: organisation.owner.email, password: PASSWORD };
    const first = await browser.post(page, form);
    const again = await browser.post(page, form);
    expect([again.status, again.location]).toEqual([303, first.location]);
    expect((await browser.get(again.location ?? '')).location).toContain('code=authz_');
  });

  test('does not continue with another person’s session: it shows the input again', async () => {
    const person = await createPerson(organisation);
    const browser = openBrowser();
    const stale = csrfOf(await browser.get('/auth/login'));
    await browser.submit('/auth/login', { email: person.email, password: PASSWORD });
    const form = { _csrf: stale, email: organisation.owner.email, password: 'Secret-Horse-1' };
    const page = await browser.post('/auth/login', form);
    expect(page.status).toBe(403);
    expect(page.body).toContain(`value="${organisation.owner.email}"`);
    expect(page.body).not.toContain('Secret-Horse-1');
    const fresh = await browser.post('/auth/login', { ...form, _csrf: csrfOf(page), password: PASSWORD });
    expect(fresh.location).toBe('/account');
    expect((await browser.get('/account')).body).toContain(organisation.owner.email);
  });
});

describe('The sign-in page', () => {
  test('continues with a sufficient session, and shows the form for any other', async () => {
    const client = await createClient(organisation.id);
    const browser = openBrowser();
    const signInPage = await beginAuthorization(browser, client);
    await browser.submit('/auth/login', { email: organisation.owner.email, password: PASSWORD });
    const page = await browser.get(signInPage);
    expect([page.status, page.location]).toEqual([303, signInPage.replace('/auth/login', '/oauth2/authorize')]);
    expect((await browser.get('/auth/login')).location).toBe('/account');
    const asksAgain = await beginAuthorization(browser, client, { prompt: 'login' });
    expect((await browser.get(asksAgain)).status).toBe(200);
    expect((await browser.get('/auth/login?another=1')).status).toBe(200);
    const stranger = openBrowser((await createOrganisation()).cookies);
    expect((await stranger.get(await beginAuthorization(stranger, client))).status).toBe(200);
  });

  test('returns to the page that needs a recent sign-in, and to no other site', async () => {
    const person = await createPerson(organisation);
    const browser = openBrowser(person.cookies);
    const back = '/auth/login?back=%2Faccount%2Fpassword';
    expect((await browser.get(back)).location).toBe('/account/password');
    await asOwner(`UPDATE sessions SET auth_time = now() - interval '16 minutes' WHERE user_id = $1`, [person.id]);
    const form = await browser.get(back);
    expect(form.status).toBe(200);
    expect(form.body).toContain(`value="${person.email}"`);
    expect((await browser.submit(back, { email: person.email, password: PASSWORD })).location).toBe(
      '/account/password',
    );
    for (const path of ['//evil.example', 'https://evil.example', '/account/../oauth2/authorize', '/invite/x?y', '/']) {
      const query = new URLSearchParams({ back: path });
      expect((await browser.get(`/auth/login?${query}`)).location).toBe('/account');
    }
  });
});

describe('A request that is used up or expired', () => {
  const openSignIn = async () => {
    const client = await createClient(organisation.id, { name: 'Ledger' });
    const browser = openBrowser();
    return { client, browser, page: await beginAuthorization(browser, client) };
  };

  const spend = async () => {
    const opened = await openSignIn();
    const { browser, page } = opened;
    const answer = await browser.submit(page, { email: organisation.owner.email, password: PASSWORD });
    await browser.get(answer.location ?? '');
    return opened;
  };

  const outlive = async () => {
    const { page, ...rest } = await openSignIn();
    const handle = new URLSearchParams(page.split('?')[1]).get('handle') ?? '';
    return { ...rest, page: `/auth/login?handle=${await agedHandle(handle, 1801)}` };
  };

  test('names the application, and links to it', async () => {
    for (const [{ browser, page }, said] of [
      [await spend(), 'sign-in to Ledger was completed'],
      [await outlive(), 'sign-in to Ledger has expired'],
    ] as const) {
      for (const path of ['/auth/login', '/oauth2/authorize', '/oauth2/consent']) {
        const shown = await browser.get(page.replace('/auth/login', path));
        expect(shown.status).toBe(400);
        expect(alertOf(shown)).toContain(said);
        expect(linksOf(shown)[0]).toEqual(['https://app.example.com/', 'Go to Ledger']);
      }
    }
  });

  test('does not link to a redirect URI that the client has given up', async () => {
    const { client, browser, page } = await spend();
    await asOwner(`UPDATE clients SET redirect_uris = '["https://new.example.com/"]' WHERE id = $1`, [client.id]);
    expect((await browser.get(page)).body).not.toContain('app.example.com');
  });

  test.each([
    ['is switched off', 'UPDATE clients SET is_active = FALSE WHERE id = $1'],
    ['was revoked', 'UPDATE clients SET revoked = TRUE WHERE id = $1'],
    ['was deleted', 'UPDATE clients SET deleted_at = now() WHERE id = $1'],
    [
      'belongs to a suspended organisation',
      `UPDATE organisations SET status = 'suspended' WHERE id = (SELECT organisation_id FROM clients WHERE id = $1)`,
    ],
  ])('does not name an application that %s', async (_what, change) => {
    const { client, browser, page } = await outlive();
    onTestFinished(() => setStatus(organisation.id, 'active'));
    await asOwner(change, [client.id]);
    const shown = await browser.get(page);
    expect(shown.status).toBe(400);
    expect(shown.body).not.toContain('Ledger');
  });
});

describe('The second factor', () => {
  test('sent twice continues like the first time', async () => {
    const person = await createMfaPerson(organisation);
    const browser = openBrowser();
    await browser.submit('/auth/login', { email: person.email, password: PASSWORD });
    const form = { _csrf: csrfOf(await browser.get('/auth/mfa')), code: await person.authenticator.code() };
    expect((await browser.post('/auth/mfa', form)).location).toBe('/account');
    const again = await browser.post('/auth/mfa', form);
    expect([again.status, again.location]).toEqual([303, '/auth/login']);
    expect((await browser.get('/auth/login')).location).toBe('/account');
  });

  test('set up twice shows that it is on, and how to get backup codes', async () => {
    const { cookies } = await createPerson(organisation);
    const browser = openBrowser(cookies);
    const page = await browser.get('/auth/mfa/enrol');
    const secret = /data-text="([A-Z2-7]+)"/.exec(page.body)?.[1] ?? '';
    const form = { _csrf: csrfOf(page), code: codeNow(secret) };
    expect((await browser.post('/auth/mfa/enrol', form)).body).toContain('id="backup-codes"');
    const again = await browser.post('/auth/mfa/enrol', form);
    expect(again.status).toBe(200);
    expect(linksOf(again)).toEqual([
      ['/account', 'Continue'],
      ['/account/backup-codes', 'Make new backup codes'],
    ]);
  });

  test('that is required can be declined by signing out', async () => {
    const strict = await createOrganisation();
    const person = await createPerson(strict);
    await asOwner('UPDATE organisations SET require_mfa = TRUE WHERE id = $1', [strict.id]);
    const browser = openBrowser();
    await browser.submit('/auth/login', { email: person.email, password: PASSWORD });
    const left = await browser.submit('/auth/mfa/enrol', {}, '/account/sign-out');
    expect([left.status, left.location]).toEqual([303, '/auth/login']);
    expect((await browser.get('/auth/mfa/enrol')).location).toContain('/auth/login');
  });
});

test('"Allow" on a page older than another sign-in asks again', async () => {
  const client = await createClient(organisation.id, { firstParty: false });
  const browser = openBrowser(organisation.cookies);
  const page = await beginAuthorization(browser, client);
  const stale = csrfOf(await browser.get(page));
  await browser.submit('/auth/login?another=1', { email: organisation.owner.email, password: PASSWORD });
  const shown = await browser.post(page, { _csrf: stale, decision: 'allow' });
  expect(shown.status).toBe(403);
  expect((await browser.post(page, { _csrf: csrfOf(shown), decision: 'allow' })).status).toBe(303);
});

test('An invitation accepted twice continues like the first time', async () => {
  const { token } = await inviteSomebody(await createOrganisation());
  const browser = openBrowser();
  const path = `/invite/${token}`;
  const names = { firstName: 'Edsger', lastName: 'Invitee', password: 'Battery-Staple-9' };
  const form = { _csrf: csrfOf(await browser.get(path)), ...names };
  expect((await browser.post(path, form)).location).toBe('/account');
  const again = await browser.post(path, form);
  expect([again.status, again.location]).toEqual([303, '/account']);
});

test('A form older than another sign-in keeps its input', async () => {
  const browser = openBrowser((await createPerson(organisation)).cookies);
  const _csrf = csrfOf(await browser.get('/account/name'));
  await browser.submit('/auth/login?another=1', { email: organisation.owner.email, password: PASSWORD });
  const shown = await browser.post('/account/name', { _csrf, firstName: 'Countess', lastName: 'Lovelace' });
  expect(shown.status).toBe(403);
  for (const text of ['value="Countess"', 'value="Lovelace"']) expect(shown.body).toContain(text);
});

describe('Every error page', () => {
  test('has a link to the form or to the account', async () => {
    const browser = openBrowser(organisation.cookies);
    const referrer = { Referer: 'http://localhost:4000/account?x=1' };
    const refused = await browser.post('/account/sessions/end-others', {}, referrer);
    expect(refused.status).toBe(403);
    expect(linksOf(refused)).toContainEqual(['/account', 'Your account']);
    const foreign = await browser.post('/account/sessions/end-others', {}, { Referer: 'https://evil.example/' });
    expect(foreign.body).not.toContain('evil.example');
    expect(linksOf(await openBrowser().get(`/invite/inv_${'A'.repeat(43)}`))).toContainEqual(['/account', 'Sign in']);
  });

  test('is HTML for browsers and JSON for other clients', async () => {
    const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    for (const path of ['/nothing', '/auth/anything', '/account/nothing']) {
      const page = await openBrowser('', { Accept: html }).get(path);
      expect([page.status, page.headers.get('Content-Type')]).toEqual([404, expect.stringMatching(/^text\/html/)]);
      expect(linksOf(page)).toContainEqual(['/account', 'Your account']);
      for (const Accept of ['*/*', 'application/json']) {
        const answer = await send(path, { headers: { Accept } });
        expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
      }
    }
    const api = await send('/v1/nothing', { headers: { Accept: html } });
    expect(api.headers.get('Content-Type')).toBe('application/problem+json');
  });
});

describe('Well-known URLs', () => {
  test.each([
    ['/', '/account'],
    ['/.well-known/change-password', '/account/password'],
  ])('%s leads to %s', async (path, location) => {
    const page = await openBrowser().get(path);
    expect([page.status, page.location, flightsOf(page.response)]).toEqual([303, location, 0]);
  });

  test('lists the passkey endpoints', async () => {
    const page = await openBrowser().get('/.well-known/passkey-endpoints');
    const account = expect.stringMatching(/^http.*\/account$/);
    expect(JSON.parse(page.body)).toEqual({ enroll: account, manage: account });
  });
});
