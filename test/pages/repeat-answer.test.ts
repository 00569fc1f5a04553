/** A second click after the answer: it continues like the first one. */
import { beforeAll, expect, test } from 'vitest';
import { send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { exchangeCode, type Tokens } from '../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { createPerson } from '../support/people.ts';
import { type Browser, beginAuthorization, csrfOf, openBrowser, type Page } from './browser.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

/** Opens the consent page of a third-party application. */
const openConsent = async (parameters: Record<string, string> = {}) => {
  const client = await createClient(organisation.id, { name: 'Ledger', firstParty: false });
  const { email } = organisation.owner;
  const browser = openBrowser();
  const signIn = await beginAuthorization(browser, client, parameters);
  const form = { _csrf: csrfOf(await browser.get(signIn)), email, password: PASSWORD };
  const resumed = await browser.post(signIn, form);
  const page = (await browser.get(resumed.location ?? '')).location ?? '';
  const _csrf = csrfOf(await browser.get(page));
  /** Follows the redirects to the application. */
  const press = async (decision: 'allow' | 'deny', by = browser) => {
    const answer = await by.post(page, { _csrf, decision });
    expect(answer.status).toBe(303);
    return follow(by, answer);
  };
  return { client, browser, page, press };
};

const follow = async (browser: Browser, { location }: Page) =>
  location?.startsWith('/') ? browser.get(location) : { status: 303, location, body: '' };

const answerOf = ({ location }: { location: string | null | undefined }) =>
  Object.fromEntries(new URL(location ?? '', 'http://nowhere.invalid').searchParams);

const codeOf = (answer: { location: string | null | undefined }) => answerOf(answer).code ?? '';

const REPEATED = { code: expect.stringMatching(/^authz_/), state: 'the-state' };

test.each([{}, { prompt: 'login' }, { prompt: 'consent' }, { max_age: '0' }])(
  '"Allow" returns to the application again, with the only valid code (%j)',
  async (parameters) => {
    const { client, press } = await openConsent(parameters as Record<string, string>);
    const [first, second] = [await press('allow'), await press('allow')];
    expect([answerOf(first), answerOf(second)]).toEqual([
      expect.objectContaining(REPEATED),
      expect.objectContaining(REPEATED),
    ]);
    expect(codeOf(second)).not.toBe(codeOf(first));
    expect((await exchangeCode(client, codeOf(first))).status).toBe(400);
    expect((await exchangeCode(client, codeOf(second))).status).toBe(200);
  },
);

test('"Allow" leads to the start of an application that has redeemed the code, and revokes nothing', async () => {
  const { client, press } = await openConsent();
  const tokens = (await (await exchangeCode(client, codeOf(await press('allow')))).json()) as Tokens;
  expect((await press('allow')).location).toBe('https://app.example.com/');
  const userinfo = await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  expect(userinfo.status).toBe(200);
});

test('"Deny" returns to the application with the same error', async () => {
  const { press } = await openConsent();
  for (const answer of [await press('deny'), await press('deny')]) {
    expect(answerOf(answer)).toMatchObject({ error: 'access_denied', state: 'the-state' });
  }
});

test('many concurrent repeats leave one valid code', async () => {
  const { client, press } = await openConsent();
  await press('allow');
  const answers = await Promise.all(Array.from({ length: 6 }, () => press('allow')));
  const codes = answers.map(codeOf).filter((code) => code !== '');
  const last = codeOf(await press('allow'));
  const redeemed = await Promise.all([...codes, last].map(async (code) => (await exchangeCode(client, code)).status));
  expect(redeemed).toEqual([...codes.map(() => 400), 200]);
});

test.each([
  ['allow', 'deny'],
  ['deny', 'allow'],
] as const)('"%s" and then "%s" is not a repeat: the page says that the request was answered', async (one, other) => {
  const { press } = await openConsent();
  await press(one);
  const shown = await press(other);
  expect([shown.status, shown.location]).toEqual([400, null]);
  expect(shown.body).toContain('sign-in to <bdi>Ledger</bdi> was completed');
});

test('a repeat by another person, after a minute, or with the CSRF token of another session gives no code', async () => {
  const { client, browser, page, press } = await openConsent();
  await press('allow');
  const person = await createPerson(organisation);
  const others = openBrowser(person.cookies);
  const theirs = csrfOf(await others.get('/account/name'));
  const stale = await follow(browser, await browser.post(page, { _csrf: theirs, decision: 'allow' }));
  const another = await follow(others, await others.post(page, { _csrf: theirs, decision: 'allow' }));
  await asOwner(
    `UPDATE authorization_requests SET consumed_at = consumed_at - interval '61 seconds' WHERE client_id = $1`,
    [client.id],
  );
  for (const shown of [stale, another, await press('allow')]) {
    expect([shown.status, shown.location]).toEqual([400, null]);
    expect(shown.body).toContain('sign-in to <bdi>Ledger</bdi> was completed');
  }
  const Origin = 'https://evil.example';
  expect((await browser.post(page, { _csrf: theirs, decision: 'allow' }, { Origin })).status).toBe(403);
});

test('"Sign in" returns to the application again', async () => {
  const client = await createClient(organisation.id);
  const browser = openBrowser();
  const page = await beginAuthorization(browser, client, { prompt: 'login' });
  const form = { _csrf: csrfOf(await browser.get(page)), email: organisation.owner.email, password: PASSWORD };
  await follow(browser, await browser.post(page, form));
  const again = await follow(browser, await browser.post(page, form));
  expect(answerOf(again)).toMatchObject(REPEATED);
  expect((await exchangeCode(client, codeOf(again))).status).toBe(200);
});
