/** Signing in on the hosted page. */
import { describe, expect, test } from 'vitest';
import { flightsOf, ISSUER } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { agedHandle } from '../support/handles.ts';
import { createClient, createOrganisation, PASSWORD } from '../support/organisation.ts';
import { alertOf, beginAuthorization, openBrowser } from './browser.ts';

async function arrange(options: Parameters<typeof createClient>[1] = {}) {
  const organisation = await createOrganisation();
  return { organisation, client: await createClient(organisation.id, options) };
}

describe('Signing in for an application', () => {
  test('names the application and the organisation, and fills in the login_hint', async () => {
    const { organisation, client } = await arrange({ name: 'Ledger' });
    const browser = openBrowser();
    const signIn = await beginAuthorization(browser, client, { login_hint: organisation.owner.email });
    expect(signIn).toMatch(/^\/auth\/login\?handle=d1\./);
    const page = await browser.get(signIn);
    expect(page.status).toBe(200);
    expect(page.body).toContain('<h1>Sign in to <bdi>Ledger</bdi></h1>');
    expect(page.body).toContain(organisation.name);
    expect(page.body).toContain(`value="${organisation.owner.email}"`);
    expect(flightsOf(page.response)).toBe(1);
  });

  test('returns to the authorization endpoint with the handle, in three round trips', async () => {
    const { organisation, client } = await arrange();
    const browser = openBrowser();
    const signIn = await beginAuthorization(browser, client);
    const { email } = organisation.owner;
    const answer = await browser.submit(signIn, { email, password: PASSWORD });
    expect(answer.status).toBe(303);
    expect(answer.location).toBe(signIn.replace('/auth/login', '/oauth2/authorize'));
    expect(flightsOf(answer.response)).toBe(3);
    const done = await browser.get(answer.location ?? '');
    expect(done.location).toMatch(/^https:\/\/app\.example\.com\/callback\?code=authz_/);
  });

  test('tells a person of another organisation only after the right password that they are no member, with a link to continue', async () => {
    const { client } = await arrange();
    const stranger = await createOrganisation();
    const browser = openBrowser();
    const signIn = await beginAuthorization(browser, client);
    const wrong = await browser.submit(signIn, { email: stranger.owner.email, password: 'Wrong-Horse-7' });
    expect(wrong.status).toBe(401);
    expect(alertOf(wrong)).toBe('Invalid email or password');
    const answer = await browser.submit(signIn, { email: stranger.owner.email, password: PASSWORD });
    expect(answer.status).toBe(403);
    expect(alertOf(answer)).toContain('You are not a member of this organisation');
    expect(answer.body).toContain('id="own-account"');
    expect(browser.cookies()).not.toContain('cerb_sid');
  });

  test.each(['areq_unknown', `areq_${'A'.repeat(43)}`, ''])('reports an unknown handle (%j)', async (handle) => {
    const browser = openBrowser();
    const page = await browser.get(`/auth/login?handle=${handle}`);
    expect(page.status).toBe(400);
    expect(alertOf(page)).toContain('Go back to the application and start again');
    const fields = { email: 'somebody@example.com', password: PASSWORD };
    const answer = await browser.submit('/auth/login', fields, `/auth/login?handle=${handle}`);
    expect(answer.status).toBe(400);
  });

  test('refuses an expired or used handle like an unknown one', async () => {
    const { organisation, client } = await arrange();
    const browser = openBrowser();
    const used = await beginAuthorization(browser, client);
    const answer = await browser.submit(used, { email: organisation.owner.email, password: PASSWORD });
    await browser.get(answer.location ?? '');
    expect((await browser.get(used)).status).toBe(400);
    const expired = await beginAuthorization(browser, client, { prompt: 'login' });
    const handle = new URL(expired, ISSUER).searchParams.get('handle') ?? '';
    expect((await browser.get(`/auth/login?handle=${await agedHandle(handle, 1800)}`)).status).toBe(400);
  });
});

describe('Signing in without an application', () => {
  test('ends on the account page and replaces the earlier session of the browser', async () => {
    const { owner, cookies } = await createOrganisation();
    const browser = openBrowser(cookies);
    const answer = await browser.submit('/auth/login?another=1', {
      email: ` ${owner.email.toUpperCase()} `,
      password: PASSWORD,
    });
    expect([answer.status, answer.location]).toEqual([303, '/account']);
    expect(answer.headers.getSetCookie().join()).toMatch(/cerb_sid=ses_[^;]+;.*HttpOnly; SameSite=Lax/);
    expect((await browser.get('/account')).body).toContain(owner.email);
    expect((await openBrowser(cookies).get('/account')).location).toBe('/auth/login');
  });
});

test.each(['müller', 'MÜLLER', 'xn--mller-kva'])(
  'A domain is found in Unicode and as an A-label: %s',
  async (label) => {
    const { owner } = await createOrganisation();
    const stored = owner.email.replace('example.com', 'xn--mller-kva.example');
    await asOwner('UPDATE users SET email = $2 WHERE id = $1', [owner.id, stored]);
    const email = owner.email.replace('example.com', `${label}.example`);
    expect((await openBrowser().submit('/auth/login', { email, password: PASSWORD })).location).toBe('/account');
  },
);

describe('A refused sign-in', () => {
  test('shows the form again with the e-mail address and without the password', async () => {
    const { organisation, client } = await arrange();
    const browser = openBrowser();
    const signIn = await beginAuthorization(browser, client);
    const { email } = organisation.owner;
    const answer = await browser.submit(signIn, { email, password: 'Wrong-Horse-8' });
    expect(answer.status).toBe(401);
    expect(alertOf(answer)).toBe('Invalid email or password');
    expect(answer.body).toContain(`value="${email}"`);
    expect(answer.body).not.toContain('Wrong-Horse-8');
    expect(answer.body).toContain(`action="${signIn}"`);
    expect(flightsOf(answer.response)).toBe(3);
  });

  test('is the same page whether the address is known or not', async () => {
    const { organisation, client } = await arrange();
    const browser = openBrowser();
    const signIn = await beginAuthorization(browser, client);
    const attempt = async (email: string) => {
      const answer = await browser.submit(signIn, { email, password: 'Wrong-Horse-8' });
      const code = answer.response.headers.get('X-Error-Code') ?? 'none';
      const body = answer.body.replaceAll(email, '').replace(`Error code ${code}`, 'Error code');
      return { status: answer.status, body, flights: flightsOf(answer.response) };
    };
    expect(await attempt('nobody@example.com')).toEqual(await attempt(organisation.owner.email));
  });

  test.each([
    [{}, 'Enter your e-mail address.'],
    [{ email: '', password: PASSWORD }, 'Enter your e-mail address.'],
    [{ email: 'a@example.com' }, 'Enter your password.'],
    [{ email: 'no-address', password: PASSWORD }, 'Enter a valid e-mail address.'],
    [{ email: `${'a'.repeat(250)}@example.com`, password: PASSWORD }, 'Enter a valid e-mail address.'],
  ])('marks the invalid field: %j', async (fields, message) => {
    const answer = await openBrowser().submit('/auth/login', fields as Record<string, string>);
    expect([answer.status, alertOf(answer), flightsOf(answer.response)]).toEqual([400, message, 0]);
    expect(answer.body).toContain('aria-invalid="true" aria-describedby="refusal"');
  });

  test('says only after the right password that the person is blocked', async () => {
    const { owner } = await createOrganisation();
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [owner.id]);
    const browser = openBrowser();
    const known = await browser.submit('/auth/login', { email: owner.email, password: PASSWORD });
    expect([known.status, alertOf(known)]).toEqual([401, 'Account is blocked']);
    const guessed = await browser.submit('/auth/login', { email: owner.email, password: 'Wrong-Horse-8' });
    expect(alertOf(guessed)).toBe('Invalid email or password');
  });
});
