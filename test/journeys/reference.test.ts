/** The reference of the API in a real browser: it is read, and tried with the reader's own session. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { createOwner, signIn } from './support/people.ts';
import { type Server, startServer } from './support/server.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

async function visit() {
  const visitor = await openVisitor(browser, { viewport: { width: 1280, height: 900 } });
  onTestFinished(() => visitor.close());
  const foreign: string[] = [];
  visitor.page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.issuer)) foreign.push(request.url());
  });
  return { ...visitor, foreign };
}

const CREATE_TEAM = 'tag/teams/POST/v1/admin/teams';

/** Sends the example of the operation that creates a team. */
async function tryExample(page: Page) {
  await page.goto(`${server.issuer}/docs#${CREATE_TEAM}`);
  const operation = page.locator(`[id="${CREATE_TEAM}"], [id$="/${CREATE_TEAM}"]`).first();
  await operation.getByRole('button', { name: 'Test Request' }).first().click();
  const answered = page.waitForResponse((answer) => answer.url() === `${server.issuer}/v1/admin/teams`);
  await page.getByRole('button', { name: /^Send/ }).first().click();
  return answered;
}

test('whoever is signed in tries an operation, and nothing is asked of another origin', async () => {
  const { page, complaints, foreign } = await visit();
  const owner = await createOwner(server.issuer);
  await page.goto(`${server.issuer}/auth/login`);
  await signIn(page, owner);
  await page.goto(`${server.issuer}/docs`);
  await page.getByText('Identity and access management for many organisations').first().waitFor();
  const answer = await tryExample(page);
  expect(answer.status()).toBe(201);
  await page.getByText('201 Created').first().waitFor();
  expect(foreign).toEqual([]);
  // The reader warns of cookies for other origins.
  expect(complaints.filter((complaint) => !complaint.startsWith("We're trying to add a Cookie header"))).toEqual([]);
});

test('whoever is not signed in reads it, and is refused what they try', async () => {
  const { page, foreign } = await visit();
  const answer = await tryExample(page);
  expect(answer.status()).toBe(401);
  expect(foreign).toEqual([]);
});
