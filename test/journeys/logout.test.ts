/** Signing out, with a real browser, applications on servers of their own, and an independent client. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Application, discover, exchangeCode, startAuthorization } from './support/application.ts';
import { launchBrowser, openVisitor, type Visitor } from './support/browser.ts';
import { registerClient } from './support/clients.ts';
import { type LogoutReceiver, setLogoutColumns, startLogoutReceiver } from './support/logout-receiver.ts';
import { callbackOf, signIn } from './support/people.ts';
import { type Server, startServer } from './support/server.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

async function visit(options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await openVisitor(browser, options);
  onTestFinished(() => visitor.close());
  return visitor;
}

async function receive(options: Parameters<typeof startLogoutReceiver>[0] = {}): Promise<LogoutReceiver> {
  const receiver = await startLogoutReceiver(options);
  onTestFinished(() => receiver.close());
  return receiver;
}

/** An application of the demo organisation, at this address. */
async function openApplication({ origin }: LogoutReceiver, columns: Record<string, string> = {}): Promise<Application> {
  const redirectUri = `${origin}/callback`;
  const clientId = await registerClient(redirectUri, { firstParty: true });
  await setLogoutColumns(clientId, { post_logout_redirect_uris: JSON.stringify([`${origin}/signed-out`]), ...columns });
  return { configuration: await discover(server.issuer, clientId), redirectUri };
}

/** Signs in and comes back with an ID token. */
async function arriveAt(application: Application, { page }: Visitor): Promise<openid.IDToken & { token: string }> {
  const started = await startAuthorization(application);
  await page.goto(started.url);
  if (page.url().startsWith(server.issuer)) await signIn(page);
  const tokens = await exchangeCode(application, await callbackOf(page, application.redirectUri), started);
  return { ...(tokens.claims() as openid.IDToken), token: tokens.id_token ?? '' };
}

function endSessionUrl({ configuration, redirectUri }: Application, parameters: Record<string, string>): string {
  const next = new URL('/signed-out', redirectUri).href;
  return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: next, ...parameters }).href;
}

/** What prompt=none says: nothing when the person is still signed in. */
async function silently(application: Application, { page }: Visitor): Promise<string | null> {
  await page.goto((await startAuthorization(application, { prompt: 'none' })).url);
  return (await callbackOf(page, application.redirectUri)).searchParams.get('error');
}

test('an application sends its person to sign out; every other one hears of it from the provider', async () => {
  const [asking, other] = [await receive(), await receive()];
  const application = await openApplication(asking);
  const listening = await openApplication(other, { backchannel_logout_uri: `${other.origin}/backchannel` });
  const visitor = await visit();
  const { token } = await arriveAt(application, visitor);
  const { sub, sid } = await arriveAt(listening, visitor);

  await visitor.page.goto(endSessionUrl(application, { id_token_hint: token, state: 'the-state' }));
  expect(visitor.page.url()).toBe(`${asking.origin}/signed-out?state=the-state`);
  await expect.poll(() => other.tokens).toHaveLength(1);
  const { jwks_uri = '', issuer } = listening.configuration.serverMetadata();
  const audience = listening.configuration.clientMetadata().client_id;
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const { payload } = await jwtVerify(other.tokens[0] ?? '', keys, { issuer, audience, typ: 'logout+jwt' });
  expect(payload).toMatchObject({ sub, sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } });
  expect(await silently(listening, visitor)).toBe('login_required');
  expect(visitor.complaints).toEqual([]);
});

test('whoever comes without an ID token is asked first, and may stay', async () => {
  const receiver = await receive();
  const application = await openApplication(receiver);
  const visitor = await visit({ javaScriptEnabled: false });
  const { page } = visitor;
  await arriveAt(application, visitor);
  const { client_id: clientId } = application.configuration.clientMetadata();

  await page.goto(endSessionUrl(application, { client_id: clientId }));
  await visitor.shoot('sign-out');
  await page.getByRole('link', { name: 'Stay signed in' }).click();
  expect(await silently(application, visitor)).toBeNull();

  await page.goto(endSessionUrl(application, { client_id: clientId }));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${receiver.origin}/signed-out`);
  expect(await silently(application, visitor)).toBe('login_required');

  await page.goto(`${server.issuer}/oauth2/logout`);
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await visitor.shoot('signed-out');
  expect(visitor.complaints).toEqual([]);
});

test.each([
  ['with scripts', true],
  ['without scripts', false],
])('an application with cookies of its own is loaded on the way out: %s', async (_how, javaScriptEnabled) => {
  const [asking, other] = [await receive(), await receive()];
  const application = await openApplication(asking);
  const framed = await openApplication(other, { frontchannel_logout_uri: `${other.origin}/frontchannel` });
  const visitor = await visit({ javaScriptEnabled });
  const { page } = visitor;
  const { token } = await arriveAt(application, visitor);
  const { iss, sid } = await arriveAt(framed, visitor);
  await page.context().addCookies([{ name: 'application', value: 'signed-in', url: other.origin }]);

  // Time does not pass for the page's script: it is the frame that leads on, not the end of its patience.
  if (javaScriptEnabled) await page.addInitScript('window.setTimeout = () => 0');
  await page.goto(endSessionUrl(application, { id_token_hint: token, state: 's' }), { waitUntil: 'commit' });
  await page.waitForURL(`${asking.origin}/signed-out?state=s`);
  expect(other.frames.map((query) => Object.fromEntries(query))).toEqual([{ iss, sid }]);
  expect((await page.context().cookies(other.origin)).map(({ name }) => name)).not.toContain('application');
  expect(visitor.complaints).toEqual([]);
});

test('an application that never answers holds nobody up: there is a link, and its time is limited', async () => {
  const [asking, other] = [await receive(), await receive({ hangs: true })];
  const application = await openApplication(asking);
  const hanging = await openApplication(other, { frontchannel_logout_uri: `${other.origin}/frontchannel` });
  const visitor = await visit();
  const { page } = visitor;
  const { token } = await arriveAt(application, visitor);
  await arriveAt(hanging, visitor);
  await page.goto(endSessionUrl(application, { id_token_hint: token }), { waitUntil: 'commit' });
  await page.getByRole('link', { name: 'Continue' }).waitFor();
  await visitor.shoot('signing-out');
  await page.waitForURL(`${asking.origin}/signed-out`);
});

test('an application of another site may post its request: the cookie comes along in the end', async () => {
  const form = { fields: '' };
  const posting = await receive({ content: () => form.fields });
  const application = await openApplication(posting, { backchannel_logout_uri: `${posting.origin}/backchannel` });
  const visitor = await visit();
  const { page } = visitor;
  const { token } = await arriveAt(application, visitor);
  form.fields = `<form method="post" action="${server.issuer}/oauth2/logout">
    <input name="id_token_hint" value="${token}">
    <input name="post_logout_redirect_uri" value="${posting.origin}/signed-out"><button>Leave</button></form>`;
  // By its number the same machine is another site.
  await page.goto(posting.origin.replace('localhost', '127.0.0.1'));
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL(`${posting.origin}/signed-out`);
  // The session has ended, too, and not only its cookie.
  await expect.poll(() => posting.tokens).toHaveLength(1);
  expect(await silently(application, visitor)).toBe('login_required');
});

test('nobody is signed out by an image, a frame or a link of another site', async () => {
  const endpoint = `${server.issuer}/oauth2/logout`;
  const content = () => `<img src="${endpoint}"><iframe src="${endpoint}"></iframe><a href="${endpoint}">Kittens</a>`;
  const [evil, good] = [await receive({ content }), await receive()];
  const application = await openApplication(good);
  const visitor = await visit();
  const { page } = visitor;
  await arriveAt(application, visitor);
  await page.goto(evil.origin.replace('localhost', '127.0.0.1'));
  await page.getByRole('link', { name: 'Kittens' }).click();
  await page.getByRole('heading', { name: 'Do you want to sign out?' }).waitFor();
  expect(await silently(application, visitor)).toBeNull();
});
