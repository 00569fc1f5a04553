/** Signing in through the real Worker with a real browser and an independent client. */
import { randomUUID } from 'node:crypto';
import * as openid from 'openid-client';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import {
  type Application,
  discover,
  exchangeCode,
  SCOPE,
  startAuthorization,
  verifyAccessToken,
} from './support/application.ts';
import { launchBrowser, openVisitor, type Visitor } from './support/browser.ts';
import { registerClient } from './support/clients.ts';
import { answerConsent, callbackOf, signIn } from './support/people.ts';
import { type RelyingParty, startRelyingParty } from './support/relying-party.ts';
import { type Server, startServer } from './support/server.ts';

let server: Server;
let browser: Browser;
let relyingParty: RelyingParty;

beforeAll(async () => {
  [server, browser, relyingParty] = await Promise.all([startServer(), launchBrowser(), startRelyingParty()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), relyingParty?.close(), server?.stop()]);
});

async function openApplication(options = { firstParty: false }): Promise<Application> {
  const { redirectUri } = relyingParty;
  const clientId = await registerClient(redirectUri, options);
  return { configuration: await discover(server.issuer, clientId), redirectUri };
}

async function visit(options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await openVisitor(browser, options);
  onTestFinished(() => visitor.close());
  return visitor;
}

/** Signs in, allows everything, and comes back with tokens. */
async function obtainTokens(application: Application, { page }: Visitor) {
  const started = await startAuthorization(application);
  await page.goto(started.url);
  await signIn(page);
  await answerConsent(page, 'Allow');
  return exchangeCode(application, await callbackOf(page, application.redirectUri), started);
}

const refused = (error: string) => expect.objectContaining({ error });

test('sign-in, consent and tokens that hold against the published keys', async () => {
  const application = await openApplication();
  const { page, complaints, shoot } = await visit();
  const started = await startAuthorization(application);
  await page.goto(started.url);
  await shoot('sign-in');
  expect(await page.getByRole('alert').count()).toBe(0);
  await signIn(page);
  await page.waitForURL(/consent/);
  await shoot('consent');
  await answerConsent(page, 'Allow');
  const tokens = await exchangeCode(application, await callbackOf(page, application.redirectUri), started);

  const { configuration } = application;
  const clientId = configuration.clientMetadata().client_id;
  expect(tokens.claims()).toMatchObject({ iss: server.issuer, aud: clientId });
  expect(tokens).toMatchObject({ token_type: 'bearer', scope: SCOPE, expires_in: 3600 });
  const { payload } = await verifyAccessToken(configuration, tokens.access_token, clientId);
  const subject = tokens.claims()?.sub ?? '';
  expect(payload).toMatchObject({ sub: subject, client_id: clientId, scope: SCOPE });
  const person = await openid.fetchUserInfo(configuration, tokens.access_token, subject);
  expect(person).toMatchObject({ sub: subject, email: DEMO_OWNER.email, given_name: DEMO_OWNER.firstName });
  expect(complaints).toEqual([]);
});

test('a refresh token that is used again after its successor ends everything that came of the sign-in', async () => {
  const application = await openApplication();
  const { configuration } = application;
  const first = await obtainTokens(application, await visit());
  const second = await openid.refreshTokenGrant(configuration, first.refresh_token ?? '');
  const subject = second.claims()?.sub ?? '';
  expect(second.refresh_token).not.toBe(first.refresh_token);
  await openid.fetchUserInfo(configuration, second.access_token, subject);
  const repeated = await openid.refreshTokenGrant(configuration, first.refresh_token ?? '');
  expect(repeated.refresh_token).toBe(second.refresh_token);
  const third = await openid.refreshTokenGrant(configuration, second.refresh_token ?? '');

  const reuse = openid.refreshTokenGrant(configuration, first.refresh_token ?? '');
  await expect(reuse).rejects.toEqual(refused('invalid_grant'));
  const successor = openid.refreshTokenGrant(configuration, third.refresh_token ?? '');
  await expect(successor).rejects.toEqual(refused('invalid_grant'));
  for (const { access_token: token } of [first, second, repeated, third]) {
    const asked = openid.fetchUserInfo(configuration, token, subject);
    await expect(asked).rejects.toMatchObject({ status: 401, cause: [{ parameters: { error: 'invalid_token' } }] });
  }
});

test('the second sign-in asks nothing; after signing out it asks again', async () => {
  const application = await openApplication();
  const visitor = await visit();
  const { page } = visitor;
  await obtainTokens(application, visitor);

  const silent = await startAuthorization(application);
  await page.goto(silent.url);
  const callback = await callbackOf(page, application.redirectUri);
  const tokens = await exchangeCode(application, callback, silent);
  const subject = tokens.claims()?.sub ?? '';
  const person = await openid.fetchUserInfo(application.configuration, tokens.access_token, subject);
  expect(person).toMatchObject({ email: DEMO_OWNER.email });

  const signedOut = await page.request.post(`${server.issuer}/v1/auth/logout`);
  expect(signedOut.status()).toBe(200);
  await page.goto((await startAuthorization(application)).url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  const unasked = await startAuthorization(application, { prompt: 'none' });
  await page.goto(unasked.url);
  expect((await callbackOf(page, application.redirectUri)).searchParams.get('error')).toBe('login_required');
  expect(visitor.complaints).toEqual([]);
});

test('a person may say no', async () => {
  const application = await openApplication();
  const { page, complaints } = await visit();
  const started = await startAuthorization(application);
  await page.goto(started.url);
  await signIn(page);
  await answerConsent(page, 'Deny');
  const callback = await callbackOf(page, application.redirectUri);
  await expect(exchangeCode(application, callback, started)).rejects.toEqual(refused('access_denied'));
  expect(complaints).toEqual([]);
});

test('an application of our own needs no consent, and the browser no JavaScript', async () => {
  const application = await openApplication({ firstParty: true });
  const { page, complaints } = await visit({ javaScriptEnabled: false });
  const started = await startAuthorization(application);
  await page.goto(started.url);
  await signIn(page);
  const tokens = await exchangeCode(application, await callbackOf(page, application.redirectUri), started);
  expect(tokens.claims()).toMatchObject({ email: DEMO_OWNER.email });
  expect(complaints).toEqual([]);
});

test('consent without JavaScript', async () => {
  const application = await openApplication();
  const visitor = await visit({ javaScriptEnabled: false });
  const tokens = await obtainTokens(application, visitor);
  expect(tokens.scope).toBe(SCOPE);
  expect(visitor.complaints).toEqual([]);
});

test('a wrong password is said, the address kept, and the right one still leads to the application', async () => {
  const application = await openApplication({ firstParty: true });
  const { page, complaints, shoot } = await visit();
  const started = await startAuthorization(application);
  await page.goto(started.url);
  await signIn(page, { email: DEMO_OWNER.email, password: 'Wrong-password-1' });
  await page.getByRole('alert').waitFor();
  await shoot('sign-in-refused');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(DEMO_OWNER.email);
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  await signIn(page);
  await exchangeCode(application, await callbackOf(page, application.redirectUri), started);
  // The browser's own note that a page came with this status.
  expect(complaints).toEqual([expect.stringContaining('the server responded with a status of 401')]);
});

test('without an application sign-in leads to the account, and out again', async () => {
  const { page, complaints, shoot } = await visit();
  await page.goto(`${server.issuer}/auth/login`);
  await shoot('sign-in-alone');
  await signIn(page);
  await page.getByText(DEMO_OWNER.email).waitFor();
  await shoot('account');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.goto(`${server.issuer}/account`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(complaints).toEqual([]);
});

test('an unknown redirect URI is told to the person, never followed', async () => {
  const application = await openApplication();
  const { page, shoot } = await visit();
  const started = await startAuthorization(application, { redirect_uri: 'http://localhost:1/elsewhere' });
  const response = await page.goto(started.url);
  expect(response?.status()).toBe(400);
  expect(new URL(page.url()).origin).toBe(server.issuer);
  await shoot('error');
});

test('nothing sticks out on a small phone', async () => {
  const application = await openApplication();
  const { page, shoot } = await visit({ viewport: { width: 320, height: 640 } });
  const width = () => page.evaluate('document.documentElement.scrollWidth');
  await page.goto((await startAuthorization(application)).url);
  expect(await width()).toBe(320);
  await signIn(page);
  await page.waitForURL(/consent/);
  expect(await width()).toBe(320);
  await shoot('consent-phone');
});

test('a development server shows what it would have sent', async () => {
  const { page, complaints, shoot } = await visit();
  const email = `${randomUUID()}@example.com`;
  const person = { firstName: 'Grace', lastName: 'Hopper', email, password: 'Correct-Horse-7' };
  const onboarded = await page.request.post(`${server.issuer}/v1/auth/onboard`, {
    data: { organisationName: 'Mailbox & Sons', ...person },
  });
  expect(onboarded.status()).toBe(201);
  await page.goto(`${server.issuer}/dev/mailbox`);
  await page.getByText(email).waitFor();
  await shoot('mailbox');
  expect(complaints).toEqual([]);
});

test('the Worker had nothing to complain about', () => {
  expect(server.complaints()).toEqual([]);
});
