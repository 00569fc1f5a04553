/** Authorization responses and requests that travel in forms, through a real browser and an independent client. */
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as openid from 'openid-client';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { type Application, discover, type StartedAuthorization, startAuthorization } from './support/application.ts';
import { launchBrowser, openVisitor, type Visitor } from './support/browser.ts';
import { registerClient } from './support/clients.ts';
import { answerConsent, signIn } from './support/people.ts';
import { openWebServer, type WebServer } from './support/relying-party.ts';
import { type Server, startServer } from './support/server.ts';

let server: Server;
let browser: Browser;
/** Another site than the issuer, as applications are. */
let site: WebServer;
let posted: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  const opened = [startServer(), launchBrowser(), openWebServer(0, '127.0.0.1')] as const;
  [server, browser, site] = await Promise.all(opened);
  site.serve(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', site.origin);
    if (pathname === '/callback') posted.push({ request, body: await text(request) });
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end('<!doctype html><link rel="icon" href="data:,"><title>Application</title><h1>Back</h1>');
  });
});

afterAll(async () => {
  await Promise.all([browser?.close(), site?.close(), server?.stop()]);
});

const FORM_POST = { response_mode: 'form_post' };

async function openApplication(options = { firstParty: false }): Promise<Application> {
  posted = [];
  const redirectUri = `${site.origin}/callback`;
  const clientId = await registerClient(redirectUri, options);
  return { configuration: await discover(server.issuer, clientId), redirectUri };
}

async function visit(options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await openVisitor(browser, options);
  onTestFinished(() => visitor.close());
  return visitor;
}

/** What came to the application, as its framework would hand it on. */
async function callbackOf({ page }: Visitor): Promise<Request> {
  await page.getByRole('heading', { name: 'Back' }).waitFor();
  const [{ request, body } = { request: undefined, body: '' }, ...others] = posted;
  expect([request?.method, request?.url, others]).toEqual(['POST', '/callback', []]);
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  return new Request(page.url(), {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
}

function exchangeCode({ configuration }: Application, callback: Request, { checks }: StartedAuthorization) {
  return openid.authorizationCodeGrant(configuration, callback, { ...checks, idTokenExpected: true });
}

test('the browser sends the form by itself, with the code and an origin that says whose form it is', async () => {
  const application = await openApplication();
  const visitor = await visit();
  const started = await startAuthorization(application, FORM_POST);
  await visitor.page.goto(started.url);
  await signIn(visitor.page);
  await answerConsent(visitor.page, 'Allow');
  const tokens = await exchangeCode(application, await callbackOf(visitor), started);
  const subject = tokens.claims()?.sub ?? '';
  const person = await openid.fetchUserInfo(application.configuration, tokens.access_token, subject);
  expect(person).toMatchObject({ email: DEMO_OWNER.email });
  const { origin, referer } = posted[0]?.request.headers ?? {};
  expect([origin, referer]).toEqual([server.issuer, `${server.issuer}/`]);
  expect(visitor.complaints).toEqual([]);
});

test('without JavaScript a person presses the button', async () => {
  const application = await openApplication({ firstParty: true });
  const visitor = await visit({ javaScriptEnabled: false });
  const started = await startAuthorization(application, FORM_POST);
  await visitor.page.goto(started.url);
  await signIn(visitor.page);
  await visitor.page.getByRole('heading', { name: `Continue to ${new URL(site.origin).host}` }).waitFor();
  await visitor.shoot('form-post');
  expect(posted).toEqual([]);
  await visitor.page.getByRole('button', { name: 'Continue' }).click();
  const tokens = await exchangeCode(application, await callbackOf(visitor), started);
  expect(tokens.claims()).toMatchObject({ email: DEMO_OWNER.email });
  expect(visitor.complaints).toEqual([]);
});

test('errors travel in a form as well', async () => {
  const application = await openApplication();
  const visitor = await visit();
  const started = await startAuthorization(application, FORM_POST);
  await visitor.page.goto(started.url);
  await signIn(visitor.page);
  await answerConsent(visitor.page, 'Deny');
  const answer = exchangeCode(application, await callbackOf(visitor), started);
  await expect(answer).rejects.toEqual(expect.objectContaining({ error: 'access_denied' }));
});

/** A form on a page of the application: the browser sends no SameSite=Lax cookie with it. */
async function postRequest({ page }: Visitor, { url }: StartedAuthorization): Promise<void> {
  await page.goto(`${site.origin}/start`);
  const { origin, pathname, searchParams } = new URL(url);
  const inputs = [...searchParams].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  const form = `<form method="post" action="${origin}${pathname}">${inputs.join('')}<button>Sign in there</button></form>`;
  await page.evaluate(`document.body.innerHTML = ${JSON.stringify(form)}`);
  await page.getByRole('button', { name: 'Sign in there' }).click();
}

test('a request that the application posts finds whoever is signed in', async () => {
  const application = await openApplication({ firstParty: true });
  const visitor = await visit();
  const first = await startAuthorization(application, FORM_POST);
  await postRequest(visitor, first);
  await signIn(visitor.page);
  await exchangeCode(application, await callbackOf(visitor), first);

  posted = [];
  const second = await startAuthorization(application, { ...FORM_POST, prompt: 'none' });
  await postRequest(visitor, second);
  const tokens = await exchangeCode(application, await callbackOf(visitor), second);
  expect(tokens.claims()).toMatchObject({ email: DEMO_OWNER.email });
  expect(visitor.complaints).toEqual([]);
});

test('the Worker had nothing to complain about', () => {
  expect(server.complaints()).toEqual([]);
});
