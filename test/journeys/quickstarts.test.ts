/** The quick starts of docs/, followed to the letter, with the examples that they start. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { column, execute, seededDatabaseOfFile } from '../migrations-runner/support/scratch.ts';
import { launchBrowser, openVisitor, type Visitor } from './support/browser.ts';
import { signIn } from './support/people.ts';
import { followQuickstart, type Place } from './support/quickstart.ts';
import { type Server, startServer } from './support/server.ts';

let database: Awaited<ReturnType<typeof seededDatabaseOfFile>>;
let server: Server;
let browser: Browser;
let place: Place;

beforeAll(async () => {
  database = await seededDatabaseOfFile();
  [server, browser] = await Promise.all([startServer({}, database.workerUrl), launchBrowser()]);
  place = { issuer: server.issuer, databaseUrl: database.url };
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  await database?.drop();
});

async function visit(): Promise<Visitor> {
  const visitor = await openVisitor(browser);
  onTestFinished(() => visitor.close());
  return visitor;
}

const NAME = `${DEMO_OWNER.firstName} ${DEMO_OWNER.lastName}`;
const CREDENTIALS = `\`${DEMO_OWNER.email}\` with the password \`${DEMO_OWNER.password}\``;

/** So short that an application renews them for every request. */
function shortenTokens(clientId: string): Promise<void> {
  return execute(database.url, `UPDATE clients SET access_token_lifetime = 60 WHERE client_id = '${clientId}'`);
}

async function refreshTokensOf(clientId: string): Promise<number | undefined> {
  const count =
    'SELECT count(*)::int FROM refresh_tokens t JOIN clients c ON c.id = t.client_id WHERE c.client_id = $1';
  return (await column<number>(database.url, count, [clientId]))[0];
}

/** The sign-in is over, and the application does not know it yet. */
function endTokens(clientId: string): Promise<void> {
  const ofClient = `client_id = (SELECT id FROM clients WHERE client_id = '${clientId}')`;
  return execute(
    database.url,
    `UPDATE refresh_tokens SET revoked_at = now() WHERE ${ofClient}; UPDATE tokens SET revoked_at = now() WHERE ${ofClient}`,
  );
}

/** The address that the document asks its reader to open. */
const addressIn = (text: string) => /^Open (http:\/\/localhost:\d+)/m.exec(text)?.[1] ?? '';

test('a web application signs a person in, renews its tokens, and signs out', async () => {
  const quickstart = await followQuickstart('web-app', place, 3000);
  expect(quickstart.text).toContain(CREDENTIALS);
  const clientId = quickstart.printed['Client ID'] ?? '';
  await shortenTokens(clientId);
  const origin = addressIn(quickstart.text);
  await quickstart.start().said(`Open ${origin}`);
  const { page, complaints } = await visit();
  await page.goto(origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page);
  await page.getByText(`Signed in as ${NAME} (${DEMO_OWNER.email})`).waitFor();
  expect((await page.request.get(`${origin}/callback?code=any&state=any`)).url()).toBe(`${origin}/`);

  const profiles = await Promise.all(Array.from({ length: 6 }, () => page.request.get(`${origin}/profile`)));
  for (const profile of profiles) expect(await profile.json()).toMatchObject({ email: DEMO_OWNER.email });
  await page.request.get(`${origin}/profile`);
  expect(await refreshTokensOf(clientId)).toBe(3);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await endTokens(clientId);
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a web application refuses an answer that is not for its request', async () => {
  const quickstart = await followQuickstart('web-app', place, 3000);
  const origin = addressIn(quickstart.text);
  await quickstart.start().said(`Open ${origin}`);
  const { page } = await visit();
  await page.request.get(`${origin}/sign-in`, { maxRedirects: 0 });
  const forged = await page.request.get(`${origin}/callback?code=any&state=other&iss=${server.issuer}`);
  expect(forged.status()).toBe(400);
  expect(await forged.text()).toContain('That did not work');
});
