/** The pages of the links in mails. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, ISSUER, postJson } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { agedHandle } from '../support/handles.ts';
import { inviteSomebody, type TestInvitation } from '../support/invitations.ts';
import { emailsTo } from '../support/mailbox.ts';
import { logIn } from '../support/mfa.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../support/people.ts';
import { boxOf, sealedIn } from '../support/sealed.ts';
import { beginAuthorization, csrfOf, openBrowser, type Page } from './browser.ts';

const PASSWORD = 'Battery-Staple-9';

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
});

/** The path of the link in the newest mail. */
async function linkTo(recipient: string, template: string): Promise<string> {
  const text = (await emailsTo(recipient, template)).at(-1)?.text ?? '';
  return new RegExp(`${ISSUER}(/\\S*(?:evt|prt|inv)_\\S+)`).exec(text)?.[1] ?? '';
}

const organisations = async (who: TestPerson) =>
  (await (await sendAs(who, 'GET', '/v1/me/organisations')).json()) as unknown[];

const faultsOf = (page: Page) =>
  [
    ...(
      /role="alert"[^>]*>(.*?)<\/div><input|role="alert"[^>]*>(.*?)<\/div><label/s.exec(page.body)?.[0] ?? ''
    ).matchAll(/<div>([^<]*)</g),
  ].map((match) => match[1]);

describe('Forgetting the password', () => {
  it('leads to a new one by mail', async () => {
    const browser = openBrowser();
    const asked = await browser.submit('/auth/forgot-password', { email: person.email });
    expect(asked.status).toBe(200);
    expect(flightsOf(asked.response)).toBe(1);
    const unknown = await openBrowser().submit('/auth/forgot-password', { email: 'nobody@example.com' });
    expect(unknown.body).toBe(asked.body);
    expect(flightsOf(unknown.response)).toBe(1);
    const link = await linkTo(person.email, 'password-reset');
    const weak = await browser.submit(link, { password: 'weak' });
    expect(weak.status).toBe(400);
    expect(weak.body).toContain('Password must be at least 8 characters');
    expect(faultsOf(weak).length).toBeGreaterThan(1);
    const changed = await browser.submit(link, { password: PASSWORD });
    expect(changed.status).toBe(200);
    expect(changed.body).toContain('Your password is changed');
    await signIn(person.email, PASSWORD);
    expect((await browser.get(link)).status).toBe(400);
  });

  it('keeps the pending authorization request through the mail', async () => {
    const client = await createClient(organisation.id, { name: 'Ledger' });
    const signInPage = await beginAuthorization(openBrowser(), client);
    const browser = openBrowser();
    const forgot = signInPage.replace('/auth/login', '/auth/forgot-password');
    expect((await browser.get(signInPage)).body).toContain(`href="${forgot.replaceAll('&', '&amp;')}"`);
    await browser.submit(forgot, { email: person.email });
    const link = await linkTo(person.email, 'password-reset');
    expect(link.length).toBeLessThan(100);
    const [stored] = await asOwner<{ id: string }>('SELECT id FROM password_reset_tokens WHERE user_id = $1', [
      person.id,
    ]);
    const { sealed, context } = await sealedIn('password_reset.destination', stored?.id ?? '');
    expect(sealed).toMatch(/^d\d+:/);
    expect(JSON.parse(await boxOf().open(sealed, context)).handle).toBe(
      new URLSearchParams(signInPage.split('?')[1]).get('handle'),
    );
    // The mail is read on another device.
    const phone = openBrowser();
    const changed = await phone.submit(link, { password: PASSWORD });
    expect(changed.body).toContain(`<a href="${signInPage.replaceAll('&', '&amp;')}">Sign in to <bdi>Ledger</bdi></a>`);
    const signedIn = await phone.submit(signInPage, { email: person.email, password: PASSWORD });
    expect((await phone.get(signedIn.location ?? '')).location).toContain('code=authz_');
    const used = await openBrowser().get(link);
    expect(used.status).toBe(400);
    expect(used.body).toContain('This link was used already');
  });

  it('links to the start of the application when its request has expired', async () => {
    const client = await createClient(organisation.id, { name: 'Ledger' });
    const browser = openBrowser();
    const signInPage = await beginAuthorization(browser, client);
    const handle = new URLSearchParams(signInPage.split('?')[1]).get('handle') ?? '';
    const forgot = `/auth/forgot-password?handle=${await agedHandle(handle, 1801)}`;
    await browser.submit(forgot, { email: person.email });
    const changed = await browser.submit(await linkTo(person.email, 'password-reset'), { password: PASSWORD });
    expect(changed.body).toContain('<a href="https://app.example.com/">Go to <bdi>Ledger</bdi></a>');
  });

  it('does not store a handle that we did not seal', async () => {
    const forgot = `/auth/forgot-password?handle=${'x'.repeat(4000)}`;
    await openBrowser().submit(forgot, { email: person.email });
    const stored = await asOwner('SELECT destination FROM password_reset_tokens WHERE user_id = $1', [person.id]);
    expect(stored).toEqual([{ destination: null }]);
  });

  it('reports an invalid link before a password is typed', async () => {
    const browser = openBrowser();
    await browser.submit('/auth/forgot-password', { email: person.email });
    const link = await linkTo(person.email, 'password-reset');
    const shown = await browser.get(link);
    expect([shown.status, flightsOf(shown.response)]).toEqual([200, 1]);
    expect(shown.body).toMatch(new RegExp(`value="${person.email}"[^>]*autocomplete="username"[^>]*readonly`));
    expect(shown.body).toContain('At least 8 characters, with an uppercase letter');
    await asOwner(`UPDATE password_reset_tokens SET expires_at = now() - interval '1 minute' WHERE user_id = $1`, [
      person.id,
    ]);
    for (const dead of [link, '/auth/reset-password?token=x', '/auth/reset-password']) {
      const page = await browser.get(dead);
      expect(page.status).toBe(400);
      expect(page.body).not.toContain('type="password"');
      expect(page.body).toContain('Send me another link');
    }
  });

  it('needs an address', async () => {
    for (const email of ['', 'nobody', 'a b@example.com']) {
      expect((await openBrowser().submit('/auth/forgot-password', { email })).status).toBe(400);
    }
  });
});

describe('The link that verifies an address', () => {
  it('changes nothing until a button is pressed', async () => {
    await asOwner('UPDATE users SET email_verified_at = NULL WHERE id = $1', [person.id]);
    await postJson('/v1/auth/send-verification-email', { email: person.email });
    const link = await linkTo(person.email, 'verification');
    const browser = openBrowser();
    const opened = await browser.get(link);
    expect(opened.status).toBe(200);
    expect(flightsOf(opened.response)).toBe(1);
    expect(opened.body).toContain(`<strong id="address">${person.email}</strong>`);
    const verified = async () =>
      (
        await asOwner<{ yes: boolean }>('SELECT email_verified_at IS NOT NULL AS yes FROM users WHERE id = $1', [
          person.id,
        ])
      )[0]?.yes;
    expect(await verified()).toBe(false);
    const confirmed = await browser.submit(link, {});
    expect(confirmed.status).toBe(200);
    expect(flightsOf(confirmed.response)).toBe(2);
    expect(await verified()).toBe(true);
    expect((await browser.submit('/auth/verify-email?token=evt_x', {})).status).toBe(400);
  });
});

describe('The link of an invitation', () => {
  let invitation: TestInvitation;
  const joining = { firstName: 'Edsger', lastName: 'Invitee', password: PASSWORD };

  beforeEach(async () => {
    invitation = await inviteSomebody(organisation);
  });

  it('creates the account and signs in', async () => {
    const link = await linkTo(invitation.email, 'invitation');
    const browser = openBrowser();
    const shown = await browser.get(link);
    expect(shown.body).toContain(`Join ${organisation.name}`);
    expect(flightsOf(shown.response)).toBe(1);
    const weak = await browser.submit(link, { ...joining, password: 'weak' });
    expect(weak.status).toBe(400);
    expect(weak.body).toContain('value="Edsger"');
    expect(weak.body).not.toContain('value="weak"');
    const joined = await browser.submit(link, joining);
    expect(joined.location).toBe('/account');
    expect(flightsOf(joined.response)).toBe(2);
    expect((await browser.get('/account')).body).toContain(invitation.email);
    expect((await browser.get(link)).body).toContain('You have joined');
    expect((await openBrowser().get(link)).status).toBe(404);
    await logIn(invitation.email, { password: PASSWORD }, { Cookie: browser.cookies() });
    expect(await emailsTo(invitation.email, 'new-device'), 'the browser is known').toHaveLength(0);
  });

  it('shows the password policy and the address before the first try', async () => {
    await asOwner('UPDATE organisations SET password_policy = $2 WHERE id = $1', [
      organisation.id,
      JSON.stringify({ minLength: 20 }),
    ]);
    const { body } = await openBrowser().get(await linkTo(invitation.email, 'invitation'));
    await asOwner('UPDATE organisations SET password_policy = NULL WHERE id = $1', [organisation.id]);
    expect(body).toContain('At least 20 characters. Long is better than odd');
    expect(body).toMatch(new RegExp(`value="${invitation.email}"[^>]*autocomplete="username"[^>]*readonly`));
    expect(body).toMatch(/<input id="password"[^>]* autocomplete="new-password"/);
  });

  it('shows names as text, not as markup', async () => {
    await asOwner(`UPDATE organisations SET name = $2 WHERE id = $1`, [
      organisation.id,
      `<script>alert(${Date.now()})</script>`,
    ]);
    const shown = await openBrowser().get(await linkTo(invitation.email, 'invitation'));
    expect(shown.body).not.toContain('<script>alert');
    await asOwner(`UPDATE organisations SET name = $2 WHERE id = $1`, [organisation.id, organisation.name]);
  });

  it('leads to enrolment where a second factor is required', async () => {
    const careful = await createOrganisation();
    invitation = await inviteSomebody(careful);
    await asOwner('UPDATE organisations SET require_mfa = true WHERE id = $1', [careful.id]);
    const joined = await openBrowser().submit(await linkTo(invitation.email, 'invitation'), joining);
    expect(joined.location).toBe('/auth/mfa/enrol');
  });

  it('needs a name', async () => {
    const link = await linkTo(invitation.email, 'invitation');
    for (const name of [' ', 'a\u202eb', 'a\u2028b', '\u200b']) {
      expect((await openBrowser().submit(link, { ...joining, firstName: name })).status, name).toBe(400);
    }
  });
});

describe('The link of an invitation to somebody who has an account elsewhere', () => {
  let link: string;

  beforeEach(async () => {
    // Only a verified address keeps its account: the reader of the mail takes an unverified one over.
    await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
    const host = await createOrganisation();
    await inviteSomebody(host, { email: person.email });
    link = await linkTo(person.email, 'invitation');
  });

  it('needs one click of a person who is signed in with it', async () => {
    const browser = openBrowser(person.cookies);
    const shown = await browser.get(link);
    expect([shown.status, flightsOf(shown.response)]).toEqual([200, 1]);
    expect(shown.body).toContain('id="join"');
    expect(shown.body).not.toContain('type="password"');
    const joined = await browser.submit(link, { account: 'mine' });
    expect([joined.status, flightsOf(joined.response)]).toEqual([200, 3]);
    expect(joined.body).toContain('You have joined');
    expect(await organisations(person)).toHaveLength(2);
    expect((await browser.get('/account')).body).toContain(organisation.name);
    for (const again of [
      await browser.get(link),
      await browser.post(link, { _csrf: csrfOf(shown), account: 'mine' }),
    ]) {
      expect(again.status).toBe(200);
      expect(again.body).toContain('You have joined');
    }
    expect((await openBrowser().get(link)).status).toBe(404);
  });

  it('returns to the invitation after the sign-in, also after a password reset', async () => {
    const browser = openBrowser();
    const signInPage = /<a href="(\/auth\/login[^"]*)"/.exec((await browser.get(link)).body)?.[1] ?? '';
    const path = signInPage.replaceAll('&amp;', '&');
    expect((await browser.get(path)).body).toContain(`/auth/forgot-password?${new URLSearchParams({ back: link })}`);
    const signedIn = await browser.submit(path, { email: person.email, password: 'Correct-Horse-7' });
    expect(signedIn.location).toBe(link);
    expect((await browser.submit(link, { account: 'mine' })).body).toContain('You have joined');
  });

  it('asks everybody else to sign in, and accepts neither a name nor a password', async () => {
    const other = await createPerson(organisation);
    for (const cookies of ['', other.cookies]) {
      const browser = openBrowser(cookies);
      const shown = await browser.get(link);
      expect([shown.status, flightsOf(shown.response)]).toEqual([200, 1]);
      expect(shown.body).toContain('id="sign-in-first"');
      const back = new URLSearchParams({ back: link });
      expect(shown.body).toContain(`href="/auth/login?${back}&amp;another=1"`);
      expect(shown.body).not.toMatch(/<form|type="password"/);
      expect(shown.body.includes(other.email)).toBe(cookies !== '');
      const _csrf = csrfOf(await browser.get('/auth/login?another=1'));
      expect((await browser.post(link, { _csrf, account: 'mine' })).body).toContain('id="sign-in-first"');
      const { firstName, lastName } = { firstName: 'Edsger', lastName: 'Invitee' };
      expect((await browser.post(link, { _csrf, firstName, lastName, password: PASSWORD })).status).toBe(409);
    }
    expect(await organisations(person)).toHaveLength(1);
    expect(await organisations(other)).toHaveLength(1);
    await signIn(person.email);
  });

  it('refuses a session that may only set up a second factor, and one of a blocked person', async () => {
    await asOwner(`UPDATE sessions SET kind = 'enrolment' WHERE user_id = $1`, [person.id]);
    expect((await openBrowser(person.cookies).get(link)).body).toContain('id="sign-in-first"');
    await asOwner(`UPDATE sessions SET kind = 'full' WHERE user_id = $1`, [person.id]);
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [person.id]);
    expect((await openBrowser(person.cookies).get(link)).body).toContain('id="sign-in-first"');
  });

  it('needs the CSRF token of its form', async () => {
    expect((await openBrowser(person.cookies).post(link, { account: 'mine' })).status).toBe(403);
    expect(await organisations(person)).toHaveLength(1);
  });
});

it('forms need the CSRF token of their page', async () => {
  const paths = {
    '/auth/forgot-password': 403,
    '/auth/reset-password?token=x': 400,
    '/auth/verify-email?token=x': 400,
    '/invite/x': 404,
  };
  for (const [path, status] of Object.entries(paths)) {
    expect((await openBrowser().post(path, { email: person.email })).status).toBe(status);
  }
  expect(await emailsTo(person.email, 'password-reset')).toHaveLength(0);
});
