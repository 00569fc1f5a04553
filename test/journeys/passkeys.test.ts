/** Passkeys in a real browser, with its virtual authenticator, and two-step sign-in without any script. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { totpCode, totpStep } from '../../src/domain/authenticators/totp.ts';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { createOwner, signIn } from './support/people.ts';
import { type Server, startServer } from './support/server.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

async function visit(options = {}) {
  const visitor = await openVisitor(browser, options);
  onTestFinished(() => visitor.close());
  return visitor;
}

async function signOut(page: Page) {
  await page.goto(`${server.issuer}/account`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/auth\/login/);
}

test('registered on the page, used instead of the password, and after it', async () => {
  const owner = await createOwner(server.issuer);
  const { page, complaints, shoot } = await visit();
  await page.goto(`${server.issuer}/auth/login`);
  await signIn(page, owner);
  await page.waitForURL(/\/account$/);
  const { session, authenticatorId } = await addAuthenticator(page);
  await page.goto(`${server.issuer}/auth/mfa/enrol`);
  await shoot('enrolment');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect.poll(() => page.locator('#backup-codes').textContent()).toMatch(/^([A-Z2-7-]{19}\n?){10}$/);
  await shoot('backup-codes');
  await page.getByRole('link', { name: 'I have kept them, continue' }).click();
  await page.waitForURL(/\/account$/);
  await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });

  await signOut(page);
  await shoot('sign-in-with-passkey');
  await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(/\/account$/);
  expect(await page.locator('#email').textContent()).toBe(owner.email);

  await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
  await signOut(page);
  await signIn(page, owner);
  await page.waitForURL(/\/auth\/mfa$/);
  await shoot('second-factor');
  await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(/\/account$/);
  expect(complaints).toEqual([]);
});

test('two-step sign-in needs no JavaScript', async () => {
  const owner = await createOwner(server.issuer);
  const { page, complaints } = await visit({ javaScriptEnabled: false });
  await page.goto(`${server.issuer}/auth/login`);
  expect(await page.getByRole('button', { name: 'Use a passkey' }).isVisible()).toBe(false);
  await signIn(page, owner);
  await page.goto(`${server.issuer}/auth/mfa/enrol`);
  const secret = ((await page.locator('#secret').textContent()) ?? '').replaceAll(' ', '');
  expect(await page.locator('img.qr').evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBeGreaterThan(0);
  await page.getByLabel('Code').fill(totpCode(secret, totpStep(new Date())));
  await page.getByRole('button', { name: 'Switch it on' }).click();
  const codes = ((await page.locator('#backup-codes').textContent()) ?? '').split('\n');
  await page.getByRole('link', { name: 'I have kept them, continue' }).click();
  await signOut(page);
  await signIn(page, owner);
  await page.getByLabel('Code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/account$/);
  expect(complaints).toEqual([]);
});

test('the pages stay quiet where nothing is set up', async () => {
  const { page, complaints } = await visit();
  await page.goto(`${server.issuer}/auth/login`);
  await signIn(page, DEMO_OWNER);
  await page.waitForURL(/\/account$/);
  expect(complaints).toEqual([]);
});
