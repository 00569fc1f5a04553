/** The account page in a real browser: passkeys are added, named and removed there, and sessions ended. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { type Credentials, createOwner, signIn } from './support/people.ts';
import { type Server, startServer } from './support/server.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

let server: Server;
let browser: Browser;
let owner: Credentials;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

beforeEach(async () => {
  owner = await createOwner(server.issuer);
});

/** The owner in front of the account page, in a browser of its own. */
async function visit(options: BrowserContextOptions = {}) {
  const visitor = await openVisitor(browser, options);
  onTestFinished(() => visitor.close());
  await visitor.page.goto(`${server.issuer}/auth/login`);
  await signIn(visitor.page, owner);
  await visitor.page.waitForURL(/\/account$/);
  return visitor;
}

/** @returns one of the backup codes */
async function addPasskey(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect.poll(() => page.locator('#backup-codes').textContent()).toMatch(/^([A-Z2-7-]{19}\n?){10}$/);
  const codes = (await page.locator('#backup-codes').textContent()) ?? '';
  await page.getByRole('link', { name: 'I have kept them, continue' }).click();
  await page.getByRole('link', { name: 'Manage Passkey' }).waitFor();
  return codes.slice(0, 19);
}

async function rename(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /^Manage/ }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.waitForURL(/\/account$/);
}

test('a passkey is added, named and removed', async () => {
  await visit({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1' });
  const { page, complaints, shoot } = await visit();
  await addAuthenticator(page);
  await addPasskey(page);
  await rename(page, 'Blue laptop');
  await shoot('account-security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('There is a passkey for this account on this device already.').waitFor();
  await page.getByRole('link', { name: 'Manage Blue laptop' }).click();
  await shoot('account-passkey');
  await page.locator('#passkey').click();
  await page.locator('#code').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('With a passkey you sign in by fingerprint').waitFor();
  expect(complaints).toEqual([]);
});

test('another browser is signed out, and the page fits on a small phone', async () => {
  const { page, complaints, shoot } = await visit({ viewport: { width: 320, height: 640 } });
  const others = [
    await visit(),
    await visit({ userAgent: `A browser that says very much of itself${'-x'.repeat(60)}` }),
  ];
  await page.reload();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await shoot('account-security-phone');
  await page.getByRole('button', { name: /^End the session of A browser/ }).click();
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await expect.poll(() => page.locator('#sessions li').count()).toBe(1);
  for (const other of others) {
    await other.page.reload();
    await other.page.waitForURL(/\/auth\/login$/);
  }
  expect(complaints).toEqual([]);
});

test('all of it but adding needs no JavaScript', async () => {
  const scripted = await visit();
  await addAuthenticator(scripted.page);
  const code = await addPasskey(scripted.page);
  const { page, complaints } = await openVisitor(browser, {
    javaScriptEnabled: false,
    storageState: await scripted.page.context().storageState(),
  });
  onTestFinished(() => page.context().close());
  await page.goto(`${server.issuer}/account`);
  expect(await page.getByRole('button', { name: 'Add a passkey' }).isVisible()).toBe(false);
  await rename(page, 'Key ring');
  await page.getByRole('link', { name: 'Manage Key ring' }).click();
  await page.locator('#code').fill(code);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('It is off: your password alone is enough.').waitFor();
  expect(complaints).toEqual([]);
});

test('the Worker had nothing to complain about', () => {
  expect(server.complaints()).toEqual([]);
});
