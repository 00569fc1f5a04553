/** The quick starts of docs/, followed to the letter, with the examples that they start. */
import { decodeJwt, type JWTPayload } from 'jose';
import * as openid from 'openid-client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, onTestFinished, test } from 'vitest';
import { withClient } from '../../migrations-runner/database/connection.ts';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { seededDatabaseOfFile } from '../migrations-runner/support/scratch.ts';
import { SIGNING_KEY, signWith } from '../support/provider-signature.ts';
import { discover } from './support/application.ts';
import { launchBrowser, openVisitor, type Visitor } from './support/browser.ts';
import { countTokens, endTokens, shortenTokens } from './support/client-tokens.ts';
import { answerConsent, signIn } from './support/people.ts';
import { followQuickstart, type Place, type Program, type Quickstart, runAdmin } from './support/quickstart.ts';
import { required, type Server, startServer } from './support/server.ts';

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

/** Starts the example for one test. */
async function run(quickstart: Quickstart, line: string, variables: Record<string, string> = {}): Promise<Program> {
  const program = quickstart.start(variables);
  onTestFinished(program.stop);
  onTestFailed(() => console.error(program.output()));
  await program.said(line);
  return program;
}

test('a web application signs a person in, renews its tokens, and signs out', async () => {
  const quickstart = await followQuickstart('web-app', place, 3000);
  expect(quickstart.text).toContain(`Open ${quickstart.origin} and sign in as ${CREDENTIALS}`);
  const clientId = quickstart.printed['Client ID'] ?? '';
  await shortenTokens(database.url, clientId);
  const { origin } = quickstart;
  await run(quickstart, `Open ${origin}`);
  const { page, complaints } = await visit();
  await page.goto(origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page);
  await page.getByText(`Signed in as ${NAME} (${DEMO_OWNER.email})`).waitFor();
  expect((await page.request.get(`${origin}/callback?code=any&state=any`)).url()).toBe(`${origin}/`);

  const profiles = await Promise.all(Array.from({ length: 6 }, () => page.request.get(`${origin}/profile`)));
  for (const profile of profiles) expect(await profile.json()).toMatchObject({ email: DEMO_OWNER.email });
  await page.request.get(`${origin}/profile`);
  expect((await countTokens(database.url, clientId)).all).toBe(3);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Password').waitFor();
  expect((await countTokens(database.url, clientId)).valid).toBe(0);
  await signIn(page);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await endTokens(database.url, clientId);
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a web application refuses an answer that is not for its request', async () => {
  const quickstart = await followQuickstart('web-app', place, 3000);
  const { origin } = quickstart;
  const program = await run(quickstart, `Open ${origin}`);
  const { page } = await visit();
  await page.request.get(`${origin}/sign-in`, { maxRedirects: 0 });
  const forged = await page.request.get(`${origin}/callback?code=any&state=other&iss=${server.issuer}`);
  expect(forged.status()).toBe(400);
  expect(await forged.text()).toContain('That did not work');
  expect(program.output()).toContain('unexpected "state" response parameter value');
});

test('a native app signs a person in by their browser, renews its tokens, and signs out', async () => {
  const quickstart = await followQuickstart('native-app', place);
  expect(quickstart.text.replaceAll('\n', ' ')).toContain(`sign in as ${CREDENTIALS}`);
  const clientId = quickstart.printed['Client ID'] ?? '';
  await shortenTokens(database.url, clientId);
  const program = await run(quickstart, 'Open this address');
  const { page, complaints } = await visit();
  await page.goto(await program.address('/oauth2/authorize'));
  await signIn(page);
  await answerConsent(page, 'Allow');
  await page.getByText('Go back to the program').waitFor();
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  await program.said(`Signed in as ${NAME}`);
  program.write('profile');
  await program.said(`email: '${DEMO_OWNER.email}'`);
  expect((await countTokens(database.url, clientId)).all).toBe(2);
  program.write('sign-out');
  await page.goto(await program.address('/oauth2/logout'));
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  program.endInput();
  expect(await program.ended).toBe(0);
  expect((await countTokens(database.url, clientId)).valid).toBe(0);
  expect(complaints).toEqual([]);
});

test('a native app says that the person refused', async () => {
  const quickstart = await followQuickstart('native-app', place);
  const program = await run(quickstart, 'Open this address');
  const { page } = await visit();
  await page.goto(await program.address('/oauth2/authorize'));
  await signIn(page);
  await answerConsent(page, 'Deny');
  await program.said('Not signed in: access_denied');
  expect(await program.ended).toBe(1);
});

describe('the API, with the machine and the single-page application that call it', () => {
  let api: Quickstart;
  let program: Program;
  let machine: Quickstart;
  let singlePage: Quickstart;

  beforeAll(async () => {
    api = await followQuickstart('api', place, 3001);
    machine = await followQuickstart('machine', place);
    singlePage = await followQuickstart('single-page-app', place, 5173);
    program = api.start({ APP_ORIGIN: singlePage.origin });
    await program.said(`${api.origin} accepts tokens of ${server.issuer}`);
  });

  afterAll(() => program?.stop());

  async function orders(token?: string) {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`${api.origin}/orders`, { headers });
    return [response.status, response.headers.get('WWW-Authenticate')];
  }

  async function tokenOf(client: Record<string, string>, parameters: Record<string, string>): Promise<string> {
    const authentication = openid.ClientSecretBasic(client.Secret ?? '');
    const configuration = await discover(server.issuer, client['Client ID'] ?? '', authentication);
    return (await openid.clientCredentialsGrant(configuration, parameters)).access_token;
  }

  test('a machine gets a token, and the orders from the API', async () => {
    const job = machine.start({ API_URL: api.origin });
    onTestFinished(job.stop);
    expect([await job.ended, job.output()]).toEqual([0, expect.stringMatching(/^Order 1: Tea\nOrder 2: Biscuits\n$/m)]);
    expect(machine.text).toContain('Order 1: Tea\nOrder 2: Biscuits\n');
  });

  test('the API refuses whoever has no token of its own', async () => {
    const invalid = [401, 'Bearer error="invalid_token"'];
    const resource = api.printed.Resource ?? '';
    const good = await tokenOf(machine.printed, { resource });
    expect(await orders(good)).toEqual([200, null]);
    expect(api.text).toContain(`Open ${api.origin}/orders: the answer is 401`);
    expect(await orders()).toEqual([401, 'Bearer']);
    expect(await orders('garbage')).toEqual(invalid);
    expect(await orders(`${good.slice(0, -8)}AAAAAAAA`)).toEqual(invalid);
    expect(await orders(await tokenOf(machine.printed, {}))).toEqual(invalid);
    const create = `npm run admin -- client create --kind machine --name 'Other' --resource ${resource}`;
    const other = await runAdmin(create, place);
    const insufficient = [403, 'Bearer error="insufficient_scope", scope="orders:read"'];
    expect(await orders(await tokenOf(other, { resource }))).toEqual(insufficient);
  });

  test('the API checks each claim of a token that the provider has signed', async () => {
    const [key] = await withClient(database.url, async (client) => (await client.query(SIGNING_KEY, ['RS256'])).rows);
    const payload = decodeJwt(await tokenOf(machine.printed, { resource: api.printed.Resource ?? '' }));
    const withChanges = async (changes: JWTPayload, header = {}) => {
      const signed = { ...payload, ...changes };
      const secret = required('TEST_SECRET_ENCRYPTION_KEY');
      return (await orders(await signWith(key, secret, signed, { alg: 'RS256', typ: 'at+jwt', ...header })))[0];
    };
    const second = Math.floor(Date.now() / 1000);
    expect({
      unchanged: await withChanges({}),
      expired: await withChanges({ exp: second - 1 }),
      issuer: await withChanges({ iss: 'https://other.example.com' }),
      audience: await withChanges({ aud: 'https://other.example.com' }),
      organisation: await withChanges({ org_id: '00000000-0000-7000-8000-000000000000' }),
      type: await withChanges({}, { typ: 'JWT' }),
      scope: await withChanges({ scope: 'orders:read-not' }),
    }).toEqual({ unchanged: 200, expired: 401, issuer: 401, audience: 401, organisation: 401, type: 401, scope: 403 });
  });

  test('a single-page application signs a person in, calls the API, renews its tokens, and signs out', async () => {
    const { origin, text, printed } = singlePage;
    expect(text).toContain(`Open ${origin} and sign in as ${CREDENTIALS}`);
    const clientId = printed['Client ID'] ?? '';
    await run(singlePage, `Open ${origin}`, { API_URL: api.origin });
    const { page, complaints } = await visit();
    await page.goto(origin);
    await page.getByText('Nobody is signed in').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page);
    await page.getByText(`Signed in as ${NAME}`).waitFor();
    expect(page.url()).toBe(`${origin}/`);
    await page.getByRole('button', { name: 'Show my orders' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Biscuits' }).waitFor();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Nobody is signed in').waitFor();
    expect(page.url()).toBe(`${origin}/`);
    expect((await countTokens(database.url, clientId)).valid).toBe(0);
    await shortenTokens(database.url, clientId);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page);
    await page.getByText(`Signed in as ${NAME}`).waitFor();
    await expect.poll(async () => (await countTokens(database.url, clientId)).all).toBeGreaterThan(2);
    await page.getByText(`Signed in as ${NAME}`).waitFor();
    expect(complaints).toEqual([]);
  });

  test('a single-page application says that an answer is not for its request', async () => {
    await run(singlePage, `Open ${singlePage.origin}`);
    const { page } = await visit();
    await page.goto(`${singlePage.origin}/callback?code=any&state=any`);
    await page.getByText('That did not work: sign in again.').waitFor();
    expect(page.url()).toBe(`${singlePage.origin}/`);
  });
});
