/** The account page, and signing out. */
import { describe, expect, test } from 'vitest';
import { flightsOf, send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { createOrganisation, PASSWORD } from '../support/organisation.ts';
import { csrfOf, openBrowser } from './browser.ts';

const SIGN_OUT = '/account/sign-out';

describe('The account page', () => {
  test('shows the signed-in person in two round trips', async () => {
    const { owner, name, cookies } = await createOrganisation();
    const page = await openBrowser(cookies).get('/account');
    expect([page.status, flightsOf(page.response)]).toEqual([200, 2]);
    for (const text of [owner.name, owner.email, name]) expect(page.body).toContain(text);
  });

  test('shows an internationalised domain in Unicode', async () => {
    const { owner, cookies } = await createOrganisation();
    const stored = owner.email.replace('example.com', 'xn--mller-kva.example');
    await asOwner('UPDATE users SET email = $2 WHERE id = $1', [owner.id, stored]);
    const page = await openBrowser(cookies).get('/account');
    expect(page.body).toContain(owner.email.replace('example.com', 'müller.example'));
  });

  test('redirects everybody else to the sign-in', async () => {
    for (const cookies of ['', 'cerb_sid=nonsense', `cerb_sid=ses_${'A'.repeat(43)}`]) {
      const page = await openBrowser(cookies).get('/account');
      expect([page.status, page.location]).toEqual([303, '/auth/login']);
    }
  });

  test('redirects people of a suspended organisation to the sign-in', async () => {
    const { id, cookies } = await createOrganisation();
    await asOwner(`UPDATE organisations SET status = 'suspended' WHERE id = $1`, [id]);
    expect((await openBrowser(cookies).get('/account')).location).toBe('/auth/login');
  });

  test('refuses a bearer token', async () => {
    const response = await send('/account', { headers: { Authorization: 'Bearer anything' } });
    expect(response.headers.get('Location')).toBe('/auth/login');
  });
});

describe('Signing out', () => {
  test('ends the session in the database and in the browser', async () => {
    const { cookies } = await createOrganisation();
    const browser = openBrowser(cookies);
    const answer = await browser.submit('/account', {}, SIGN_OUT);
    expect([answer.status, answer.location]).toEqual([303, '/auth/login']);
    expect(browser.cookies()).not.toMatch(/cerb_(sid|csrf)/);
    expect((await openBrowser(cookies).get('/account')).location).toBe('/auth/login');
  });

  test('keeps the other sessions of the person', async () => {
    const { owner, cookies } = await createOrganisation();
    const other = openBrowser();
    await other.submit('/auth/login', { email: owner.email, password: PASSWORD });
    await openBrowser(cookies).submit('/account', {}, SIGN_OUT);
    expect((await other.get('/account')).status).toBe(200);
  });

  test('succeeds without a session', async () => {
    const answer = await openBrowser().post(SIGN_OUT, {});
    expect([answer.status, answer.location]).toEqual([303, '/auth/login']);
    const stale = openBrowser(`cerb_sid=ses_${'A'.repeat(43)}`);
    const csrf = csrfOf(await stale.get('/auth/login'));
    expect((await stale.post(SIGN_OUT, { _csrf: csrf })).location).toBe('/auth/login');
    expect(stale.cookies()).toBe('');
  });

  test('does not work by GET, so that an image of another site signs nobody out', async () => {
    const { cookies } = await createOrganisation();
    const browser = openBrowser(cookies);
    expect((await browser.get(SIGN_OUT)).status).toBe(404);
    expect((await browser.get('/account')).status).toBe(200);
  });
});
