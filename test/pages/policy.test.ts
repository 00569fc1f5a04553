/** Headers and markup of every hosted page. A new page belongs in this table. */
import { describe, expect, test } from 'vitest';
import { policyOf } from '../support/content-security-policy.ts';
import { asOwner } from '../support/database.ts';
import { createMfaPerson } from '../support/mfa.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { beginAuthorization, openBrowser, type Page } from './browser.ts';

/** Invalid, but with the form of a handle. */
const HANDLE = `v1.${'A'.repeat(200)}`;

const PAGES: Record<string, (organisation: TestOrganisation) => Promise<Page>> = {
  'sign-in': () => openBrowser().get('/auth/login'),
  'sign-in for an application': async ({ id }) => {
    const browser = openBrowser();
    return browser.get(await beginAuthorization(browser, await createClient(id)));
  },
  'a refused sign-in': () => openBrowser().submit('/auth/login', { email: 'nobody@example.com', password: 'x' }),
  'second factor': async (organisation) => {
    const { email } = await createMfaPerson(organisation);
    const browser = openBrowser();
    await browser.submit('/auth/login', { email, password: PASSWORD });
    return browser.get('/auth/mfa');
  },
  enrolment: ({ cookies }) => openBrowser(cookies).get('/auth/mfa/enrol'),
  consent: async ({ id, cookies }) => {
    const browser = openBrowser(cookies);
    return browser.get(await beginAuthorization(browser, await createClient(id, { firstParty: false })));
  },
  account: ({ cookies }) => openBrowser(cookies).get('/account'),
  'a passkey': async ({ owner, cookies, csrf }) => {
    const person = await addPasskey({ ...owner, cookies, csrf });
    return openBrowser(person.cookies).get(`/account/factors/${person.passkeyId}`);
  },
  name: ({ cookies }) => openBrowser(cookies).get('/account/name'),
  'e-mail address': ({ cookies }) => openBrowser(cookies).get('/account/email'),
  password: ({ cookies }) => openBrowser(cookies).get('/account/password'),
  'backup codes': async (organisation) =>
    openBrowser((await createMfaPerson(organisation)).cookies).get('/account/backup-codes'),
  'forgotten password': () => openBrowser().get('/auth/forgot-password'),
  'an invalid link': () => openBrowser().get('/auth/reset-password?token=x'),
  'an unknown path': () => openBrowser('', { Accept: 'text/html' }).get('/nothing'),
  mailbox: () => openBrowser().get('/dev/mailbox', { ENVIRONMENT: 'development' }),
  'an error': () => openBrowser().get(`/auth/login?handle=${HANDLE}`),
};

/** Pages with a form that ends at a client, whose callback may redirect anywhere. */
const ENDING_AT_CLIENT = ['sign-in for an application', 'consent'];

describe.each(Object.entries(PAGES))('The page "%s"', (name, open) => {
  test('allows only its own scripts and style, no frame and no cache', async () => {
    const page = await open(await createOrganisation());
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html; charset=utf-8/i);
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    expect(page.headers.get('X-Frame-Options')).toBe('DENY');
    // `no-referrer` would make browsers hide the origin of our own forms from us.
    expect(page.headers.get('Referrer-Policy')).toBe('same-origin');
    expect(page.body).not.toMatch(/\sstyle="|\son\w+="/);
    expect(page.body.match(/<style>/g)).toHaveLength(1);
    const scripts = page.body.match(/<script[^>]*>.*?<\/script>/gs) ?? [];
    // Every page has the form script. The passkey script, which calls the API, is only on pages with its button.
    const connects = scripts.some((script) => script.includes('navigator.credentials'));
    expect(scripts).toHaveLength(connects ? 2 : 1);
    expect(page.headers.get('Content-Security-Policy')).toBe(
      await policyOf(page.body, { connects, endsAtClient: ENDING_AT_CLIENT.includes(name) }),
    );
  });

  test('is HTML with a language and a label for every field', async () => {
    const { body } = await open(await createOrganisation());
    expect(body).toMatch(/^<!doctype html><html lang="en">/);
    expect(body).toMatch(/<title>[^<]+<\/title>/);
    expect(body.match(/<h1[ >]/g)).toHaveLength(1);
    for (const [field] of body.matchAll(/<input (?!type="hidden")[^>]*>/g)) {
      const id = /\bid="([^"]+)"/.exec(field)?.[1];
      expect(body).toContain(`<label for="${id}">`);
      expect(field).toMatch(/\bname="/);
      expect(field).toMatch(/\bautocomplete="/);
    }
  });
});

describe('form-action', () => {
  const formAction = (page: { headers: Headers }) =>
    /form-action[^;]*/.exec(page.headers.get('Content-Security-Policy') ?? '')?.[0];

  test("is 'self' on pages whose forms stay here", async () => {
    const { cookies } = await createOrganisation();
    expect(formAction(await openBrowser().get('/auth/login'))).toBe("form-action 'self'");
    expect(formAction(await openBrowser(cookies).get('/account'))).toBe("form-action 'self'");
  });

  test('is absent where a form ends at a client, whose callback may redirect anywhere', async () => {
    const { id, cookies } = await createOrganisation();
    const client = await createClient(id, { firstParty: false });
    for (const browser of [openBrowser(), openBrowser(cookies)]) {
      expect(formAction(await browser.get(await beginAuthorization(browser, client)))).toBeUndefined();
    }
  });
});

describe('Text that looks like markup', () => {
  const MARKUP = `<script>alert(1)</script>"'<b>`;
  const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&lt;b&gt;';

  test('in the names of client, person and organisation stays text', async () => {
    const { id, owner, cookies } = await createOrganisation();
    await asOwner('UPDATE organisations SET name = $2 WHERE id = $1', [id, MARKUP]);
    await asOwner('UPDATE users SET name = $2 WHERE id = $1', [owner.id, MARKUP]);
    const client = await createClient(id, { firstParty: false, name: MARKUP, scopes: ['openid', '<i>'] });
    const scope = 'openid <i>';
    const [anonymous, signedIn] = [openBrowser(), openBrowser(cookies)];
    const pages = [
      await anonymous.get(await beginAuthorization(anonymous, client, { scope })),
      await signedIn.get(await beginAuthorization(signedIn, client, { scope })),
      await signedIn.get('/account'),
    ];
    for (const { status, body } of pages) {
      expect(status).toBe(200);
      expect(body).toContain(ESCAPED);
      expect(body).not.toMatch(/<script[^>]*>alert|<b>|<i>/);
    }
  });

  test('in the e-mail address, hinted or typed, stays text', async () => {
    const { id } = await createOrganisation();
    const browser = openBrowser();
    const hint = '"><img/src=x/onerror=alert(1)>@example.com';
    const signIn = await beginAuthorization(browser, await createClient(id), { login_hint: hint });
    const pages = [await browser.get(signIn), await browser.submit(signIn, { email: hint, password: 'x' })];
    for (const { body } of pages) {
      expect(body).toContain('value="&quot;&gt;&lt;img/src=x/onerror=alert(1)&gt;@example.com"');
      expect(body).not.toContain('<img');
    }
  });
});

test('Without a database a page answers 503 with Retry-After and a link to try again', async () => {
  const overrides = { HYPERDRIVE: { connectionString: 'postgres://worker:secret@127.0.0.1:1/cerberus' } };
  const signIn = await beginAuthorization(openBrowser(), await createClient((await createOrganisation()).id));
  const page = await openBrowser().get(signIn, overrides);
  expect(page.status).toBe(503);
  expect(page.headers.get('Retry-After')).toBe('5');
  expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(page.body).toContain('temporarily unavailable');
  expect(page.body).toContain(`<a href="${signIn.replaceAll('&', '&amp;')}">Try again</a>`);
  expect(page.body).not.toContain('127.0.0.1');
});
