/** From an empty deployment to somebody signed in, by the commands that README names. */
import { randomUUID } from 'node:crypto';
import * as openid from 'openid-client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runAdmin } from '../migrations-runner/support/command-line.ts';
import { column, ownerUrl } from '../migrations-runner/support/scratch.ts';
import { discover, exchangeCode, startAuthorization, verifyAccessToken } from './support/application.ts';
import { launchBrowser, openVisitor } from './support/browser.ts';
import { callbackOf, signIn } from './support/people.ts';
import { type RelyingParty, startRelyingParty } from './support/relying-party.ts';
import { type Server, startServer } from './support/server.ts';

let server: Server;
let browser: Browser;
let relyingParty: RelyingParty;

beforeAll(async () => {
  const variables = { ONBOARDING: 'invite-only' };
  [server, browser, relyingParty] = await Promise.all([startServer(variables), launchBrowser(), startRelyingParty()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), relyingParty?.close(), server?.stop()]);
});

async function admin(...args: string[]) {
  const environment = { DATABASE_URL: ownerUrl(), ISSUER_URL: server.issuer };
  const { code, output, error } = await runAdmin([...args, '--json'], environment);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(output);
}

async function foundOrganisation() {
  const unique = randomUUID().slice(0, 13);
  const email = `owner-${unique}@example.com`;
  const name = `First ${unique}`;
  return admin('organisation', 'create', '--name', name, '--owner-email', email, '--owner-name', 'Olive Owner');
}

const PASSWORD = 'Correct-Horse-7';

test('the owner sets a password by the printed link, once, and signs in to the registered application', async () => {
  const { organisation, owner, passwordUrl } = await foundOrganisation();
  const { redirectUri } = relyingParty;
  const { clientId, clientSecret } = await admin(
    ...['client', 'create', '--organisation', organisation.slug, '--kind', 'web', '--name', 'Shop', '--first-party'],
    ...['--redirect-uri', redirectUri],
  );
  const { page, close } = await openVisitor(browser, {});
  onTestFinished(() => close());
  await page.goto(passwordUrl);
  await page.locator('input[type=password]').first().fill(PASSWORD);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByRole('heading', { name: 'Password changed' }).waitFor();
  await page.goto(passwordUrl);
  await page.getByRole('heading', { name: 'This link was used already' }).waitFor();

  const configuration = await discover(server.issuer, clientId, openid.ClientSecretBasic(clientSecret));
  const application = { configuration, redirectUri };
  const started = await startAuthorization(application);
  await page.goto(started.url);
  await signIn(page, { email: owner.email, password: PASSWORD });
  const tokens = await exchangeCode(application, await callbackOf(page, redirectUri), started);
  expect(tokens.claims()).toMatchObject({ email: owner.email, email_verified: false, name: 'Olive Owner' });
});

test('a registered service gets a token for its API; after a new secret only by that, and after its end not at all', async () => {
  const { organisation } = await foundOrganisation();
  const of = ['--organisation', organisation.slug];
  const indicator = `https://api-${randomUUID()}.example`;
  await admin('resource', 'create', ...of, '--indicator', indicator, '--signing-alg', 'ES256');
  const service = await admin(
    'client',
    'create',
    ...of,
    '--kind',
    'machine',
    '--name',
    'Import',
    '--resource',
    indicator,
  );
  const tokenOf = async (secret: string) => {
    const configuration = await discover(server.issuer, service.clientId, openid.ClientSecretBasic(secret));
    return { configuration, ...(await openid.clientCredentialsGrant(configuration, { resource: indicator })) };
  };
  const { configuration, access_token } = await tokenOf(service.clientSecret);
  const { protectedHeader } = await verifyAccessToken(configuration, access_token, indicator);
  expect(protectedHeader.alg).toBe('ES256');

  const { clientSecret } = await admin('client', 'rotate-secret', ...of, service.clientId);
  await expect(tokenOf(service.clientSecret)).rejects.toMatchObject({ status: 401 });
  await tokenOf(clientSecret);
  const { code } = await runAdmin(['client', 'revoke', ...of, service.clientId], { DATABASE_URL: ownerUrl() });
  expect(code).toBe(0);
  await expect(tokenOf(clientSecret)).rejects.toMatchObject({ status: 401 });
  const left = `SELECT count(*)::int FROM tokens t JOIN clients c ON c.id = t.client_id
    WHERE c.client_id = $1 AND t.revoked_at IS NULL`;
  expect(await column(ownerUrl(), left, [service.clientId])).toEqual([0]);
});

test('a person and a key that commands have made work until commands end them', async () => {
  const { organisation } = await foundOrganisation();
  const of = ['--organisation', organisation.slug];
  const email = `pat-${randomUUID()}@example.com`;
  const { passwordUrl } = await admin('user', 'create', ...of, '--email', email, '--role', 'manager');
  const post = (path: string, body: object) =>
    fetch(`${server.issuer}/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const token = new URL(passwordUrl).searchParams.get('token');
  expect((await post('reset-password', { token, password: PASSWORD })).status).toBe(200);
  expect((await post('reset-password', { token, password: PASSWORD })).status).not.toBe(200);
  const signInStatus = async () => (await post('login', { email, password: PASSWORD })).status;
  expect(await signInStatus()).toBe(200);

  const { id, key } = await admin('api-key', 'create', ...of, '--maker', email, '--name', 'A', '--scope', 'users:read');
  const keyStatus = async (path: string) =>
    (await fetch(`${server.issuer}/v1/admin/${path}`, { headers: { Authorization: `Bearer ${key}` } })).status;
  expect([await keyStatus('users'), await keyStatus('teams')]).toEqual([200, 403]);

  await admin('user', 'block', ...of, email);
  expect([await keyStatus('users'), await signInStatus()]).toEqual([401, 401]);
  await admin('user', 'unblock', ...of, email);
  expect([await keyStatus('users'), await signInStatus()]).toEqual([200, 200]);
  await admin('api-key', 'revoke', ...of, id);
  expect(await keyStatus('users')).toBe(401);
});

test('an invitation founds one organisation, for its address only', async () => {
  const email = `founder-${randomUUID()}@example.com`;
  const { invitationToken } = await admin('organisation', 'invite', '--email', email);
  const onboard = (owner: string, token?: string) =>
    fetch(`${server.issuer}/v1/auth/onboard`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        ...{ organisationName: `Founded ${randomUUID()}`, firstName: 'Fay', lastName: 'Founder', password: PASSWORD },
        email: owner,
        invitationToken: token,
      }),
    });
  expect((await onboard(email)).status).toBe(403);
  expect((await onboard(`other-${email}`, invitationToken)).status).toBe(403);
  expect((await onboard(email, invitationToken)).status).toBe(201);
  expect((await onboard(`again-${email}`, invitationToken)).status).toBe(403);
});
