/** What people do to pages: press twice, open tabs, go back, and come with browsers that know less. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { withClient } from '../../migrations-runner/database/connection.ts';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { totpCode, totpStep } from '../../src/domain/authenticators/totp.ts';
import { type Application, discover, exchangeCode, startAuthorization } from './support/application.ts';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { registerClient } from './support/clients.ts';
import { answerConsent, callbackOf, createOwner, signIn } from './support/people.ts';
import { openWebServer, type RelyingParty, startRelyingParty } from './support/relying-party.ts';
import { required, type Server, startServer } from './support/server.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

const PHONE = { viewport: { width: 360, height: 740 } };

let server: Server;
let browser: Browser;
let relyingParty: RelyingParty;
let application: Application;

beforeAll(async () => {
  [server, browser, relyingParty] = await Promise.all([startServer(), launchBrowser(), startRelyingParty()]);
  const { redirectUri } = relyingParty;
  const clientId = await registerClient(redirectUri, { firstParty: true });
  application = { configuration: await discover(server.issuer, clientId), redirectUri };
});

afterAll(async () => {
  await Promise.all([browser?.close(), relyingParty?.close(), server?.stop()]);
});

async function visit(options: BrowserContextOptions = {}) {
  const visitor = await openVisitor(browser, options);
  onTestFinished(() => visitor.close());
  return visitor;
}

test('a button pressed twice sends its form once, and the person gets where they wanted', async () => {
  const { page, complaints } = await visit();
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
  await page.goto((await startAuthorization(application)).url);
  await page.getByLabel('E-mail address').fill(DEMO_OWNER.email);
  await page.getByLabel('Password').fill(DEMO_OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).dblclick();
  expect((await callbackOf(page, application.redirectUri)).searchParams.get('code')).toMatch(/^authz_/);
  expect(sent.filter((path) => path === '/auth/login')).toEqual(['/auth/login']);
  expect(complaints).toEqual([]);
});

test('two tabs wait for the same person: the second goes on, with or without its form', async () => {
  const { page, complaints } = await visit({ javaScriptEnabled: false });
  const others = [await page.context().newPage(), await page.context().newPage()] as const;
  for (const tab of [page, ...others]) await tab.goto((await startAuthorization(application)).url);
  await signIn(page);
  await callbackOf(page, application.redirectUri);
  await signIn(others[0]);
  expect((await callbackOf(others[0], application.redirectUri)).searchParams.get('code')).toMatch(/^authz_/);
  await others[1].reload();
  expect((await callbackOf(others[1], application.redirectUri)).searchParams.get('code')).toMatch(/^authz_/);
  expect(complaints).toEqual([]);
});

test('"Allow" pressed twice, or again because the answer got lost, ends signed in at the application', async () => {
  const { origin, serve, close } = await openWebServer();
  onTestFinished(close);
  const redirectUri = `${origin}/callback`;
  const clientId = await registerClient(redirectUri, { firstParty: false });
  const shop = { configuration: await discover(server.issuer, clientId), redirectUri };
  const started = await startAuthorization(shop);
  let callbacks = 0;
  let isSignedIn = false;
  serve(async ({ url = '' }, response) => {
    const callback = new URL(url, origin);
    const isCallback = callback.pathname === '/callback';
    if (isCallback) callbacks++;
    // The browser stays where it is, as when the network is lost.
    if (callbacks === 1) return response.writeHead(204).end();
    if (isCallback) isSignedIn ||= await exchangeCode(shop, callback, started).then(Boolean, () => false);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    return response.end(`<!doctype html><title>Shop</title><h1>${isSignedIn ? 'Welcome' : 'Nobody'}</h1>`);
  });
  const { page, complaints } = await visit({ javaScriptEnabled: false });
  await page.goto(started.url);
  await signIn(page);
  await answerConsent(page, 'Allow');
  await expect.poll(() => callbacks).toBe(1);
  await page.getByRole('button', { name: 'Allow' }).dblclick();
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  expect(complaints).toEqual([]);
});

test('the way back from the application leads to a page that names it and leads there again', async () => {
  const { page, shoot } = await visit(PHONE);
  await page.goto((await startAuthorization(application)).url);
  await signIn(page);
  await callbackOf(page, application.redirectUri);
  await page.goBack();
  await page
    .getByRole('alert')
    .getByText(/This sign-in to .* was completed already/)
    .waitFor();
  await shoot('completed-already');
  await page.getByRole('link', { name: /^Go to / }).click();
  await page.getByRole('heading', { name: 'Back in the application' }).waitFor();
});

/** A browser that knows passkeys, and not their JSON. */
const FORGET_JSON = `
  delete PublicKeyCredential.parseCreationOptionsFromJSON;
  delete PublicKeyCredential.parseRequestOptionsFromJSON;
  delete PublicKeyCredential.prototype.toJSON;
`;

test('a passkey works in a browser that does not know its JSON, and the codes have the focus', async () => {
  const owner = await createOwner(server.issuer);
  const { page, complaints, shoot } = await visit(PHONE);
  await page.addInitScript(FORGET_JSON);
  await page.goto(`${server.issuer}/auth/login`);
  await signIn(page, owner);
  await page.waitForURL(/\/account$/);
  await addAuthenticator(page);
  await page.goto(`${server.issuer}/auth/mfa/enrol`);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('heading', { name: 'Your backup codes' }).waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('enrolled-title');
  expect(await page.title()).toMatch(/^Your backup codes/);
  expect(await page.getByRole('status').first().textContent()).toContain('Keep your backup codes');
  await shoot('passkey-codes-phone');
  const kept = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await kept).suggestedFilename()).toBe('backup-codes.txt');
  await page.getByRole('link', { name: 'I have kept them, continue' }).click();
  await page.waitForURL(/\/account$/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/auth\/login/);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(/\/account$/);
  expect(complaints).toEqual([]);
});

test('the secret of an authenticator is copied as it is typed into one, and so are backup codes', async () => {
  const owner = await createOwner(server.issuer);
  const { page, complaints } = await visit({ ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] });
  const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
  await page.goto(`${server.issuer}/auth/login`);
  await signIn(page, owner);
  await page.waitForURL(/\/account$/);
  await page.goto(`${server.issuer}/auth/mfa/enrol`);
  await page.getByRole('button', { name: 'Copy the secret' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const secret = await clipboard();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const code = totpCode(secret, totpStep(new Date()));
  await page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await clipboard()).toBe(await page.locator('#backup-codes').textContent());
  expect(complaints).toEqual([]);
});

test('where passkeys alone are allowed, a browser without them is told why, and can leave', async () => {
  const owner = await createOwner(server.issuer);
  await withClient(required('TEST_DATABASE_URL'), (database) =>
    database.query(
      `UPDATE organisations SET require_mfa = TRUE, allowed_mfa_methods = '["webauthn"]'
       WHERE id = (SELECT organisation_id FROM users WHERE email = $1)`,
      [owner.email],
    ),
  );
  const { page, shoot } = await visit({ ...PHONE, javaScriptEnabled: false });
  await page.goto(`${server.issuer}/auth/login`);
  await signIn(page, owner);
  await page.getByText('The only way that your organisation allows is a passkey').waitFor();
  await shoot('passkeys-only-phone');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/auth\/login$/);
});

test('the pages below the account fit on a phone', async () => {
  const owner = await createOwner(server.issuer);
  for (const [size, options] of [['phone', PHONE] as const, ['desktop', {}] as const]) {
    const { page, complaints, shoot } = await visit(options);
    await page.goto(`${server.issuer}/auth/login`);
    await signIn(page, owner);
    await page.waitForURL(/\/account$/);
    for (const path of ['account', 'account/name', 'account/email', 'account/password', 'auth/mfa/enrol']) {
      await page.goto(`${server.issuer}/${path}`);
      await shoot(`${path.replaceAll('/', '-')}-${size}`);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, path).toBe(page.viewportSize()?.width);
    }
    await page.goto(`${server.issuer}/auth/reset-password?token=x`);
    await shoot(`dead-link-${size}`);
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
  }
});
