/**
 * Session fixation: a cookie that an attacker planted in somebody's browser before they signed in must not be the one
 * that is signed in afterwards, whichever way they come in. A new way belongs into this table.
 */
import { describe, expect, test } from 'vitest';
import { openBrowser } from '../../pages/browser.ts';
import { cookiesOf, postJson } from '../../support/app.ts';
import { inviteSomebody } from '../../support/invitations.ts';
import { createMfaPerson, logIn, replaceCookies } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { addPasskey, optionsOf } from '../../support/passkeys.ts';
import { createPerson, sendAs, signIn } from '../../support/people.ts';

/** Signs somebody in, in a browser that holds these cookies. @returns who it was, and what the browser holds then */
type Way = (planted: string, organisation: TestOrganisation) => Promise<{ email: string; cookies: string }>;

const joining = { firstName: 'Grace', lastName: 'Victim', password: PASSWORD };

async function afterwards(planted: string, answer: Promise<Response>): Promise<string> {
  const response = await answer;
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return replaceCookies(planted, cookiesOf(response));
}

const WAYS: Record<string, Way> = {
  'the password': async (planted, organisation) => {
    const { email } = await createPerson(organisation);
    return { email, cookies: await afterwards(planted, logIn(email, {}, { Cookie: planted })) };
  },
  'password and code in one': async (planted, organisation) => {
    const { email, authenticator } = await createMfaPerson(organisation);
    const mfaToken = await authenticator.code();
    return { email, cookies: await afterwards(planted, logIn(email, { mfaToken }, { Cookie: planted })) };
  },
  'a passkey': async (planted, organisation) => {
    const { email, authenticator } = await addPasskey(await createPerson(organisation));
    const options = await optionsOf(await postJson('/v1/auth/passkey/options', {}, { Cookie: planted }));
    const response = await authenticator.get(options);
    return {
      email,
      cookies: await afterwards(planted, postJson('/v1/auth/passkey', { response }, { Cookie: planted })),
    };
  },
  'a passkey after the password': async (planted, organisation) => {
    const { email, authenticator } = await addPasskey(await createPerson(organisation));
    const held = replaceCookies(planted, cookiesOf(await logIn(email, {}, { Cookie: planted })));
    const body = { secondFactor: true };
    const options = await optionsOf(await postJson('/v1/auth/passkey/options', body, { Cookie: held }));
    const response = await authenticator.get(options);
    const answer = postJson('/v1/auth/passkey', { ...body, response }, { Cookie: held });
    return { email, cookies: await afterwards(held, answer) };
  },
  onboarding: async (planted) => {
    const email = `founder-${crypto.randomUUID()}@example.com`;
    const founding = { ...joining, organisationName: `Founded by ${email}`, email };
    return { email, cookies: await afterwards(planted, postJson('/v1/auth/onboard', founding, { Cookie: planted })) };
  },
  'an invitation': async (planted, organisation) => {
    const { email, token } = await inviteSomebody(organisation);
    const path = `/v1/public/invitations/${token}/accept`;
    return { email, cookies: await afterwards(planted, postJson(path, { ...joining, email }, { Cookie: planted })) };
  },
  'the sign-in page': async (planted, organisation) => {
    const { email } = await createPerson(organisation);
    const browser = openBrowser(planted);
    await browser.submit('/auth/login?another=1', { email, password: PASSWORD });
    return { email, cookies: browser.cookies() };
  },
  'the page of the second factor': async (planted, organisation) => {
    const { email, authenticator } = await createMfaPerson(organisation);
    const browser = openBrowser(planted);
    await browser.submit('/auth/login?another=1', { email, password: PASSWORD });
    await browser.submit('/auth/mfa', { code: await authenticator.code() });
    return { email, cookies: browser.cookies() };
  },
  'the page of an invitation': async (planted, organisation) => {
    const { email, token } = await inviteSomebody(organisation);
    const browser = openBrowser(planted);
    await browser.submit(`/invite/${token}`, joining);
    return { email, cookies: browser.cookies() };
  },
};

const sessionIn = (cookies: string) => /cerb_sid=([^;]+)/.exec(cookies)?.[1];
const whoIs = async (cookies: string) =>
  ((await (await sendAs({ cookies, csrf: '' }, 'GET', '/v1/me/profile')).json()) as { email?: string }).email;

describe.each(Object.entries(WAYS))('Signing in by %s', (_name, signInBy) => {
  test.each(['nobody', 'a colleague', 'a stranger'] as const)('never signs in the cookie of %s', async (planter) => {
    const organisation = await createOrganisation();
    const planted = {
      nobody: async () => `cerb_sid=ses_${'A'.repeat(43)}`,
      'a colleague': async () => (await createPerson(organisation)).cookies,
      'a stranger': async () => (await createOrganisation()).cookies,
    };
    const cookies = await planted[planter]();
    const victim = await signInBy(cookies, organisation);
    expect(await whoIs(victim.cookies)).toBe(victim.email);
    expect(sessionIn(victim.cookies)).not.toBe(sessionIn(cookies));
    expect(await whoIs(cookies), 'whoever planted it is signed out of it').toBeUndefined();
  });
});

test('A pending sign-in of somebody else is not continued', async () => {
  const organisation = await createOrganisation();
  const attacker = await createMfaPerson(organisation);
  const victim = await createMfaPerson(organisation);
  const begun = cookiesOf(await logIn(attacker.email));
  const browser = openBrowser(begun);
  await browser.submit('/auth/login?another=1', { email: victim.email, password: PASSWORD });
  const pending = (cookies: string) => /cerb_pending=([^;]+)/.exec(cookies)?.[1];
  expect(pending(browser.cookies())).not.toBe(pending(begun));
  await browser.submit('/auth/mfa', { code: await victim.authenticator.code() });
  expect(await whoIs(browser.cookies())).toBe(victim.email);
  expect((await openBrowser(begun).submit('/auth/mfa', { code: await victim.authenticator.code() })).status).toBe(401);
});

test('A sign-in that fails leaves the session as it is', async () => {
  const { owner, cookies } = await createOrganisation();
  await openBrowser(cookies).submit('/auth/login?another=1', { email: owner.email, password: 'Wrong-Horse-7' });
  expect(await whoIs(cookies)).toBe(owner.email);
  expect(await whoIs((await signIn(owner.email)).cookies)).toBe(owner.email);
});
