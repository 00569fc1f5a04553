/** The CSRF checks of every form of the hosted pages. A new form belongs in this table. */
import { describe, expect, test } from 'vitest';
import { ISSUER } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { signIn } from '../support/people.ts';
import { alertOf, type Browser, beginAuthorization, csrfOf, openBrowser } from './browser.ts';

interface Form {
  name: string;
  /** A browser that has opened the form, the path of the page, and the action of the form. */
  open(organisation: TestOrganisation): Promise<{ browser: Browser; path: string; action: string }>;
  fields(organisation: TestOrganisation): Record<string, string>;
}

const FORMS: Form[] = [
  {
    name: 'sign-in',
    open: async () => ({ browser: openBrowser(), path: '/auth/login', action: '/auth/login' }),
    fields: ({ owner }) => ({ email: owner.email, password: PASSWORD }),
  },
  {
    name: 'sign-in for an application',
    open: async ({ id }) => {
      const browser = openBrowser();
      const path = await beginAuthorization(browser, await createClient(id));
      return { browser, path, action: path };
    },
    fields: ({ owner }) => ({ email: owner.email, password: PASSWORD }),
  },
  {
    name: 'consent',
    open: async ({ id, cookies }) => {
      const browser = openBrowser(cookies);
      const path = await beginAuthorization(browser, await createClient(id, { firstParty: false }));
      return { browser, path, action: path };
    },
    fields: () => ({ decision: 'allow' }),
  },
  {
    name: 'sign-out',
    open: async ({ cookies }) => ({ browser: openBrowser(cookies), path: '/account', action: '/account/sign-out' }),
    fields: () => ({}),
  },
  {
    name: 'new name of a passkey',
    open: (organisation) => openPasskey(organisation, 'rename'),
    fields: () => ({ name: 'Key ring' }),
  },
  {
    name: 'removal of a passkey',
    open: (organisation) => openPasskey(organisation, 'remove'),
    fields: () => ({}),
  },
  {
    name: 'name',
    open: async ({ cookies }) => ({ browser: openBrowser(cookies), path: '/account/name', action: '/account/name' }),
    fields: () => ({ firstName: 'Ada', lastName: 'King' }),
  },
  {
    name: 'password',
    open: async ({ cookies }) => {
      return { browser: openBrowser(cookies), path: '/account/password', action: '/account/password' };
    },
    fields: () => ({ currentPassword: PASSWORD, password: 'Battery-Staple-9' }),
  },
  {
    name: 'e-mail address',
    open: async ({ cookies }) => ({ browser: openBrowser(cookies), path: '/account/email', action: '/account/email' }),
    fields: () => ({ email: `new-${crypto.randomUUID()}@example.com` }),
  },
  {
    name: 'link that confirms the address',
    open: async ({ cookies }) => {
      return { browser: openBrowser(cookies), path: '/account', action: '/account/email/verify' };
    },
    fields: () => ({}),
  },
  {
    name: 'access of an application',
    open: async ({ cookies }) => {
      const action = `/account/applications/${crypto.randomUUID()}/revoke`;
      return { browser: openBrowser(cookies), path: '/account', action };
    },
    fields: () => ({}),
  },
  {
    name: 'end of a session',
    open: async ({ owner }) => {
      const browser = openBrowser((await signIn(owner.email)).cookies);
      const { body } = await browser.get('/account');
      const action = /action="(\/account\/sessions\/[^"]+\/end)"/.exec(body)?.[1] ?? '';
      return { browser, path: '/account', action };
    },
    fields: () => ({}),
  },
  {
    name: 'end of all other sessions',
    open: async ({ cookies }) => ({
      browser: openBrowser(cookies),
      path: '/account',
      action: '/account/sessions/end-others',
    }),
    fields: () => ({}),
  },
];

async function openPasskey({ owner, cookies, csrf }: TestOrganisation, what: string) {
  const { cookies: renewed, passkeyId } = await addPasskey({ ...owner, cookies, csrf });
  await asOwner('UPDATE sessions SET factor_checked_at = now() WHERE user_id = $1', [owner.id]);
  const path = `/account/factors/${passkeyId}`;
  return { browser: openBrowser(renewed), path, action: `${path}/${what}` };
}

describe.each(FORMS)('The form "$name"', ({ open, fields }) => {
  async function arrange() {
    const organisation = await createOrganisation();
    const form = await open(organisation);
    const csrf = csrfOf(await form.browser.get(form.path));
    return { ...form, csrf, values: fields(organisation) };
  }

  test('works as the page renders it', async () => {
    const { browser, action, csrf, values } = await arrange();
    const answer = await browser.post(action, { ...values, _csrf: csrf });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  test('is refused without its CSRF token, and with that of another browser', async () => {
    const { browser, action, csrf, values } = await arrange();
    const foreign = csrfOf(await openBrowser().get('/auth/login'));
    for (const _csrf of ['', foreign, `${csrf}x`]) {
      const answer = await browser.post(action, { ...values, _csrf });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatch(/role="alert"[^>]*>(<div>)?This page (is|was) out of date/);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  test('is refused with the Origin of another site', async () => {
    const { browser, action, csrf, values } = await arrange();
    for (const Origin of [
      'https://evil.example',
      'null',
      `${ISSUER}.evil.example`,
      ISSUER.replace('http:', 'https:'),
    ]) {
      const answer = await browser.post(action, { ...values, _csrf: csrf }, { Origin });
      expect(answer.status).toBe(403);
      expect(alertOf(answer)).toContain('another site');
    }
  });

  test('is refused in another encoding, and when it is too large', async () => {
    const { browser, action, csrf, values } = await arrange();
    const form = { ...values, _csrf: csrf };
    expect((await browser.post(action, form, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await browser.post(action, form, { 'Content-Type': 'multipart/form-data' })).status).toBe(415);
    expect((await browser.post(action, { ...form, padding: 'x'.repeat(20_000) })).status).toBe(413);
  });
});

test('Every browser gets a CSRF token of its own', async () => {
  const tokens = await Promise.all([1, 2, 3].map(async () => csrfOf(await openBrowser().get('/auth/login'))));
  expect(new Set(tokens).size).toBe(3);
});
