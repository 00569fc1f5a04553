/** The first day of an administrator, over HTTP alone: from an organisation that does not exist to a key that is refused. */
import * as openid from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discover, exchangeCode, startAuthorization } from './support/application.ts';
import { type HttpBrowser, openHttpBrowser } from './support/http-browser.ts';
import { type MailWorker, startMailWorker } from './support/mail-worker.ts';
import { type Mailboxes, openMailboxes } from './support/mailboxes.ts';
import { startSmtpServer, type TestSmtpServer } from './support/smtp-server.ts';

const OWNER = 'ada@first-day.example';
const COLLEAGUE = 'grace@first-day.example';
const PASSWORD = 'Correct-Horse-7';
const CALLBACK = 'https://app.first-day.example/callback';

let smtp: TestSmtpServer;
let worker: MailWorker;
let mailboxes: Mailboxes;
let owner: HttpBrowser;
let colleague: HttpBrowser;

beforeAll(async () => {
  smtp = await startSmtpServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
  mailboxes = openMailboxes(smtp);
  const mail = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port) };
  worker = await startMailWorker({ ENVIRONMENT: 'development', LOG_LEVEL: 'warn', ...mail });
  owner = openHttpBrowser(worker.server.issuer);
  colleague = openHttpBrowser(worker.server.issuer);
});

afterAll(async () => {
  await worker?.stop();
  await smtp?.stop();
});

/** A request that must succeed. */
async function done<Body = Record<string, unknown>>(
  browser: HttpBrowser,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const answer = await browser.call<Body>(method, path, body);
  expect([200, 201, 204], JSON.stringify(answer.body)).toContain(answer.status);
  return answer.body;
}

interface Listed {
  data: { id: string; slug: string; email: string }[];
}

async function invite(): Promise<string> {
  const roles = await done<Listed>(owner, 'GET', '/v1/admin/roles?search=staff');
  const roleId = roles.data.find(({ slug }) => slug === 'staff')?.id;
  await done(owner, 'POST', '/v1/admin/invitations', { email: COLLEAGUE, roleId });
  const link = await mailboxes.readLink(COLLEAGUE, 'Invitation to First Day');
  const token = link.split('/').at(-1);
  const names = { firstName: 'Grace', lastName: 'Hopper' };
  await done(colleague, 'POST', `/v1/public/invitations/${token}/accept`, {
    email: COLLEAGUE,
    password: PASSWORD,
    ...names,
  });
  const people = await done<Listed>(owner, 'GET', `/v1/admin/users?search=${encodeURIComponent(COLLEAGUE)}`);
  return people.data[0]?.id ?? '';
}

/** A role that manages teams and may see people; the colleague gets it and uses it. */
async function giveARole(userId: string): Promise<void> {
  const permissionIds = ['teams:create', 'teams:read', 'teams:update', 'users:read'];
  const role = await done<{ id: string }>(owner, 'POST', '/v1/admin/roles', { name: 'Team lead', permissionIds });
  expect((await colleague.call('POST', '/v1/admin/teams', { name: 'Engines', slug: 'engines' })).status).toBe(403);
  await done(owner, 'POST', `/v1/admin/users/${userId}/roles`, { roleId: role.id });
  const team = await done<{ id: string }>(colleague, 'POST', '/v1/admin/teams', { name: 'Engines', slug: 'engines' });
  await done(colleague, 'POST', `/v1/admin/teams/${team.id}/members`, { userId });
  const seen = await done<{ teams: object[] }>(owner, 'GET', `/v1/admin/users/${userId}`);
  expect(seen.teams).toMatchObject([{ slug: 'engines' }]);
}

interface NewClient {
  id: string;
  clientId: string;
  clientSecret: string;
}

async function registerAClient(): Promise<NewClient> {
  return done<NewClient>(owner, 'POST', '/v1/admin/clients', {
    name: 'Planner',
    clientType: 'confidential',
    redirectUris: [CALLBACK],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    requireConsent: false,
  });
}

/** The colleague's browser has a session: the application gets a code without a page in between. */
async function signInToIt({ clientId, clientSecret }: NewClient) {
  const { issuer } = worker.server;
  const configuration = await discover(issuer, clientId, openid.ClientSecretBasic(clientSecret));
  const application = { configuration, redirectUri: CALLBACK };
  const started = await startAuthorization(application);
  const { status, location } = await colleague.open(started.url);
  expect([302, 303]).toContain(status);
  const tokens = await exchangeCode(application, new URL(location ?? ''), started);
  expect(await openid.fetchUserInfo(configuration, tokens.access_token, tokens.claims()?.sub ?? '')).toMatchObject({
    email: COLLEAGUE,
    name: 'Grace Hopper',
  });
  return { configuration, tokens };
}

function withKey(key: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${worker.server.issuer}${path}`, { ...init, headers: { Authorization: `Bearer ${key}` } });
}

test('the first day of an administrator', async () => {
  await done(owner, 'POST', '/v1/auth/onboard', {
    organisationName: 'First Day',
    email: OWNER,
    firstName: 'Ada',
    lastName: 'Lovelace',
    password: PASSWORD,
  });
  const userId = await invite();
  await giveARole(userId);
  const { configuration, tokens } = await signInToIt(await registerAClient());

  const { key } = await done<{ key: string }>(owner, 'POST', '/v1/admin/api-keys', {
    name: 'Nightly',
    scopes: ['users:read'],
  });
  const people = (await (await withKey(key, '/v1/admin/users')).json()) as Listed;
  expect(people.data.map(({ email }) => email).sort()).toEqual([OWNER, COLLEAGUE]);
  expect((await withKey(key, `/v1/admin/users/${userId}`, { method: 'DELETE' })).status).toBe(403);

  await done(owner, 'POST', `/v1/admin/users/${userId}/block`, { reason: 'Left the company' });
  expect((await colleague.call('GET', '/v1/me/profile')).status).toBe(401);
  expect((await withKey(tokens.access_token, '/oauth2/userinfo')).status).toBe(401);
  await expect(openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  expect((await colleague.call('POST', '/v1/auth/login', { email: COLLEAGUE, password: PASSWORD })).status).toBe(401);
  const listed = await withKey(key, '/v1/admin/users?status=blocked');
  expect(((await listed.json()) as Listed).data).toMatchObject([{ email: COLLEAGUE }]);

  for (const type of [
    'organisation.created',
    'invitation.created',
    'invitation.accepted',
    'role.created',
    'user.role_assigned',
    'team.created',
    'team.member_added',
    'client.created',
    'oauth2.token_issued',
    'api_key.created',
    'user.blocked',
  ]) {
    expect(await worker.eventTypes()).toContain(type);
  }
});

test('the Worker had nothing to complain about', () => {
  expect(worker.server.complaints()).toEqual([]);
});
