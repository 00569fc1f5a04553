/** The life of an account, from its first day to its last, as its owner lives it: over HTTP, with a real mailbox. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totpCode, totpStep } from '../../src/domain/authenticators/totp.ts';
import { type Authenticator, createAuthenticator } from '../support/authenticator.ts';
import { type HttpBrowser, openHttpBrowser } from './support/http-browser.ts';
import { type MailWorker, startMailWorker } from './support/mail-worker.ts';
import { type Mailboxes, openMailboxes } from './support/mailboxes.ts';
import { startSmtpServer, type TestSmtpServer } from './support/smtp-server.ts';

let smtp: TestSmtpServer;
let worker: MailWorker;
let mailboxes: Mailboxes;

beforeAll(async () => {
  smtp = await startSmtpServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
  mailboxes = openMailboxes(smtp);
  // A whole life in some seconds is more than anybody may ask of a server in production.
  const variables = {
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'warn',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(smtp.port),
  };
  worker = await startMailWorker(variables);
});

afterAll(async () => {
  await worker?.stop();
  await smtp?.stop();
});

interface Person {
  email: string;
  password: string;
  browser: HttpBrowser;
  /** What they wrote down when they set up two-step sign-in. */
  totpSecret: string;
  backupCodes: string[];
  authenticator: Authenticator;
}

function newPerson(email: string): Person {
  const browser = openHttpBrowser(worker.server.issuer);
  const authenticator = createAuthenticator();
  return { email, password: 'Correct-Horse-7', browser, totpSecret: '', backupCodes: [], authenticator };
}

test('the life of the account of somebody who founds an organisation', async () => {
  const ada = newPerson('ada@example.com');
  await verifyTheAddress(ada, await onboard(ada));
  await signOut(ada);
  await resetTheForgottenPassword(ada);
  await enrolTotp(ada);
  await signInWithTotp(ada);
  await signInWithABackupCode(ada);
  await registerAPasskey(ada);
  await signInWithThePasskeyAlone(ada);
  await signInWithThePasskeyAsSecondFactor(ada);
  await revokeSessions(ada);
  await changeTheAddress(ada, 'ada@elsewhere.example');
  await exportTheData(ada);
  await failToLeaveTheOrganisationWithoutOwner(ada);
});

test('the life of the account of somebody who is invited', async () => {
  const ada = newPerson('ada@inviting.example');
  const grace = newPerson('grace@example.com');
  const { roleId } = await onboard(ada);
  const token = await invite(ada, grace, roleId);
  await previewTheInvitation(grace, token);
  await acceptTheInvitation(grace, token);
  await exportTheData(grace);
  await deleteTheAccount(grace);
  await thinkBetterOfIt(grace);
});

test('the Worker had nothing to complain about', () => {
  expect(worker.server.complaints()).toEqual([]);
});

/** Nothing in it looks like a link: mail would take that apart. */
const organisationOf = (email: string) => `Organisation of ${email.replace(/\W/g, ' ')}`;

/** @returns the role that people get who are invited, and the link that confirms the address */
async function onboard({ browser, email, password }: Person): Promise<{ roleId: string; link: string }> {
  const organisationName = organisationOf(email);
  const names = { firstName: 'Ada', lastName: 'Lovelace' };
  const { status, body } = await browser.call<{ user: object; invitationDefaults: { roleId: string } }>(
    'POST',
    '/v1/auth/onboard',
    { organisationName, email, password, ...names },
  );
  expect(status).toBe(201);
  expect(body.user).toMatchObject({ email, name: 'Ada Lovelace' });
  expect(await profileOf(browser)).toMatchObject({ email, emailVerified: false, permissions: ['*'] });
  const greeting = await mailboxes.read(email, `${organisationName} is ready`);
  expect(greeting).toContain('Hello Ada,');
  return { roleId: body.invitationDefaults.roleId, link: /^https?:\S+$/m.exec(greeting)?.[0] ?? '' };
}

async function verifyTheAddress({ browser }: Person, { link }: { link: string }): Promise<void> {
  expect(link).toMatch(linkTo('/auth/verify-email', 'evt'));
  // Programs that look at mail open links, too: only the button verifies.
  expect((await browser.open(link)).status).toBe(200);
  expect(await profileOf(browser)).toMatchObject({ emailVerified: false });
  expect((await browser.submit(link)).status).toBe(200);
  expect(await profileOf(browser)).toMatchObject({ emailVerified: true });
}

async function signOut({ browser }: Person): Promise<void> {
  const stolen = browser.copy();
  expect((await browser.call('POST', '/v1/auth/logout')).status).toBe(200);
  await expectSignedOut(browser, stolen);
}

async function resetTheForgottenPassword(person: Person): Promise<void> {
  const { browser, email, password: forgotten } = person;
  const asked = await browser.call('POST', '/v1/auth/forgot-password', { email });
  expect(asked).toMatchObject({ status: 200, body: { message: expect.any(String) } });
  const link = await mailboxes.readLink(email, 'Reset your password');
  expect(link).toMatch(linkTo('/auth/reset-password', 'prt'));
  person.password = 'Battery-Staple-9';
  expect((await browser.submit(link, { password: person.password })).status).toBe(200);
  expect((await browser.submit(link, { password: forgotten })).status, 'a link is good once').toBe(404);
  expect((await logIn({ ...person, password: forgotten })).status).toBe(401);
  expect(await logIn(person)).toMatchObject({ status: 200, body: { user: { email } } });
  await mailboxes.read(email, 'Your password was changed');
}

async function enrolTotp(person: Person): Promise<void> {
  const { browser, email } = person;
  const enabled = await browser.call<{ secret: string; qrCodeUri: string }>('POST', '/v1/me/mfa/enable');
  expect(enabled.status).toBe(200);
  expect(enabled.body.qrCodeUri).toContain(enabled.body.secret);
  person.totpSecret = enabled.body.secret;
  const before = browser.copy();
  const verified = await browser.call<{ backupCodes: string[] }>('POST', '/v1/me/mfa/verify', {
    token: codeOf(person),
  });
  expect(verified.status).toBe(200);
  expect(new Set(verified.body.backupCodes).size).toBe(10);
  person.backupCodes = verified.body.backupCodes;
  expect(await profileOf(browser)).toMatchObject({ mfaEnabled: true });
  await expectSignedOut(before);
  await mailboxes.read(email, 'Two-step sign-in was switched on');
  await signOut(person);
}

async function signInWithTotp(person: Person): Promise<void> {
  const half = await logIn(person);
  expect(half).toMatchObject({ status: 401, body: { requiresMfa: true, mfaMethods: ['totp'] } });
  await expectSignedOut(person.browser);
  // The code of this half minute set it up, and no code is good twice: the next one is accepted as well.
  const mfaToken = codeOf(person, 1);
  expect((await logIn(person, mfaToken)).status).toBe(200);
  expect(await profileOf(person.browser)).toMatchObject({ email: person.email });
  await expectWrongCode(person, mfaToken);
}

async function signInWithABackupCode(person: Person): Promise<void> {
  const mfaToken = takeBackupCode(person);
  expect((await logIn(person, mfaToken)).status).toBe(200);
  expect((await person.browser.call('GET', '/v1/me/mfa')).body).toMatchObject({ backupCodesRemaining: 9 });
  await mailboxes.read(person.email, 'A backup code was used');
  await expectWrongCode(person, mfaToken);
}

async function registerAPasskey(person: Person): Promise<void> {
  const { browser, authenticator, email } = person;
  const options = await browser.call<PasskeyOptions>('POST', '/v1/me/mfa/passkeys/options');
  expect(options.body).toMatchObject({ user: { name: email }, excludeCredentials: [] });
  const response = await authenticator.create(options.body, here());
  const created = await browser.call('POST', '/v1/me/mfa/passkeys', { name: 'Laptop', response });
  expect(created).toMatchObject({ status: 201, body: { name: 'Laptop' } });
  expect(created.body).not.toHaveProperty('backupCodes');
  const listed = await browser.call('GET', '/v1/me/mfa/passkeys');
  expect(listed.body).toMatchObject({ data: [{ id: created.body.id, name: 'Laptop', lastUsedAt: null }], total: 1 });
  await signOut(person);
}

async function signInWithThePasskeyAlone(person: Person): Promise<void> {
  expect(await usePasskey(person, false)).toMatchObject({ status: 200, body: { user: { email: person.email } } });
  expect(await profileOf(person.browser)).toMatchObject({ email: person.email });
  await signOut(person);
}

async function signInWithThePasskeyAsSecondFactor(person: Person): Promise<void> {
  const half = await logIn(person);
  expect(half.status).toBe(401);
  expect(half.body.mfaMethods).toEqual(expect.arrayContaining(['totp', 'webauthn']));
  expect((await usePasskey(person, true)).status).toBe(200);
  expect(await profileOf(person.browser)).toMatchObject({ email: person.email });
}

async function revokeSessions(person: Person): Promise<void> {
  const phone = await signInElsewhere(person);
  const tablet = await signInElsewhere(person);
  const desktop = await signInElsewhere(person);
  const [its] = (await sessionsOf(phone)).filter(({ current }) => current);
  const mine = await sessionsOf(person.browser);
  expect(mine.filter(({ current }) => current)).toHaveLength(1);
  expect(mine.find(({ id }) => id === its?.id)).toMatchObject({ current: false, ipAddress: expect.any(String) });
  expect((await person.browser.call('DELETE', `/v1/me/sessions/${its?.id}`)).status).toBe(204);
  await expectSignedOut(phone);
  await profileOf(tablet);
  expect((await person.browser.call('DELETE', '/v1/me/sessions')).status).toBe(204);
  await expectSignedOut(tablet, desktop);
  expect(await sessionsOf(person.browser)).toMatchObject([{ current: true }]);
}

async function changeTheAddress(person: Person, email: string): Promise<void> {
  const { browser, email: former } = person;
  const asked = await browser.call('PATCH', '/v1/me/profile', { email });
  expect(asked, 'nothing changes before the new mailbox says so').toMatchObject({
    status: 200,
    body: { email: former },
  });
  const link = await mailboxes.readLink(email, 'Confirm your new e-mail address');
  expect(link).toMatch(linkTo('/auth/verify-email', 'evt'));
  expect((await browser.submit(link)).status).toBe(200);
  expect(await profileOf(browser)).toMatchObject({ email, emailVerified: true });
  for (const subject of ['Your e-mail address is about to change', 'Your e-mail address was changed']) {
    expect(await mailboxes.read(former, subject)).toContain(email);
  }
  await signOut(person);
  expect((await logIn(person)).body).toMatchObject({ detail: 'Invalid email or password' });
  person.email = email;
  expect((await logIn(person, takeBackupCode(person))).status).toBe(200);
}

/** Everything that is stored about its owner, and nothing that lets anybody in. */
async function exportTheData({ browser, email, password }: Person): Promise<void> {
  const { status, body } = await browser.call<{ generatedAt: string; data: Record<string, object> }>(
    'GET',
    '/v1/me/export',
  );
  expect(status).toBe(200);
  expect(Date.parse(body.generatedAt)).toBeGreaterThan(0);
  const sections = [
    'apiTokens',
    'auditLogs',
    'consents',
    'memberships',
    'organisation',
    'records',
    'roles',
    'sessions',
    'teams',
    'user',
  ];
  expect(Object.keys(body.data).sort()).toEqual(sections);
  expect(body.data.user).toMatchObject({ email, emailVerified: true, createdAt: expect.any(String) });
  expect(body.data.sessions).toMatchObject([{ ipAddress: expect.any(String), userAgent: expect.any(String) }]);
  expect(body.data.auditLogs).toContainEqual(expect.objectContaining({ eventType: 'user.created', success: true }));
  expect(JSON.stringify(body)).not.toMatch(new RegExp(`argon2|ses_|${password}`));
}

async function failToLeaveTheOrganisationWithoutOwner({ browser, password }: Person): Promise<void> {
  const refused = await browser.call('DELETE', '/v1/me/account', { password });
  expect(refused.status).toBe(403);
  expect(refused.body.detail).toBe('The owner of the organisation cannot delete their account');
  await profileOf(browser);
}

/** @returns the token in the link */
async function invite(owner: Person, invited: Person, roleId: string): Promise<string> {
  const made = await owner.browser.call('POST', '/v1/admin/invitations', { email: invited.email, roleId });
  expect(made.status).toBe(201);
  const link = await mailboxes.readLink(invited.email, `Invitation to ${organisationOf(owner.email)}`);
  expect((await invited.browser.open(link)).body).toContain(organisationOf(owner.email));
  return link.split('/').at(-1) ?? '';
}

async function previewTheInvitation({ browser, email }: Person, token: string): Promise<void> {
  const preview = await browser.call('GET', `/v1/public/invitations/${token}`);
  expect(preview.status).toBe(200);
  const named = { id: expect.any(String), slug: expect.any(String), name: expect.any(String) };
  expect(preview.body).toMatchObject({ email, organisation: named, role: named, expiresAt: expect.any(String) });
}

async function acceptTheInvitation({ browser, email, password }: Person, token: string): Promise<void> {
  const joining = { email, firstName: 'Grace', lastName: 'Hopper', password };
  const accepted = await browser.call('POST', `/v1/public/invitations/${token}/accept`, joining);
  expect(accepted).toMatchObject({ status: 201, body: { user: { email, name: 'Grace Hopper' } } });
  expect(await profileOf(browser)).toMatchObject({ email, emailVerified: true, roles: [{ slug: 'staff' }] });
  const again = await openHttpBrowser(worker.server.issuer).call('GET', `/v1/public/invitations/${token}`);
  expect(again.status).toBe(404);
}

async function deleteTheAccount({ browser, email, password }: Person): Promise<void> {
  const stolen = browser.copy();
  const { status, body } = await browser.call('DELETE', '/v1/me/account', { password });
  expect(status).toBe(200);
  const days = (Date.parse(String(body.deletionScheduledAt)) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(30, 1);
  await expectSignedOut(browser, stolen);
  await mailboxes.read(email, 'Your account will be deleted');
}

/** Whoever signs in again keeps the account. */
async function thinkBetterOfIt(person: Person): Promise<void> {
  expect((await logIn(person)).status).toBe(200);
  expect(await profileOf(person.browser)).toMatchObject({ email: person.email });
}

type PasskeyOptions = Parameters<Authenticator['create']>[0] & Parameters<Authenticator['get']>[0];

interface ListedSession {
  id: string;
  current: boolean;
}

function linkTo(path: string, kind: string): RegExp {
  return new RegExp(`^${worker.server.issuer}${path}\\?token=${kind}_[\\w-]{43}$`);
}

function here() {
  return { origin: worker.server.issuer };
}

/** @param drift half minutes from now */
function codeOf({ totpSecret }: Person, drift = 0): string {
  return totpCode(totpSecret, totpStep(new Date()) + drift);
}

function takeBackupCode({ backupCodes }: Person): string {
  return backupCodes.pop() ?? '';
}

function logIn({ browser, email, password }: Person, mfaToken?: string) {
  return browser.call('POST', '/v1/auth/login', { email, password, mfaToken });
}

async function usePasskey({ browser, authenticator }: Person, secondFactor: boolean) {
  const options = await browser.call<PasskeyOptions>('POST', '/v1/auth/passkey/options', { secondFactor });
  expect(options.status).toBe(200);
  const response = await authenticator.get(options.body, here());
  return browser.call('POST', '/v1/auth/passkey', { secondFactor, response });
}

async function signInElsewhere(person: Person): Promise<HttpBrowser> {
  const elsewhere = { ...person, browser: openHttpBrowser(worker.server.issuer) };
  expect((await usePasskey(elsewhere, false)).status).toBe(200);
  return elsewhere.browser;
}

/** Of somebody who is signed in. */
async function profileOf(browser: HttpBrowser): Promise<Record<string, unknown>> {
  const { status, body } = await browser.call('GET', '/v1/me/profile');
  expect(status).toBe(200);
  return body;
}

async function sessionsOf(browser: HttpBrowser): Promise<ListedSession[]> {
  return (await browser.call<{ data: ListedSession[] }>('GET', '/v1/me/sessions')).body.data;
}

async function expectSignedOut(...browsers: HttpBrowser[]): Promise<void> {
  for (const browser of browsers) expect((await browser.call('GET', '/v1/me/profile')).status).toBe(401);
}

async function expectWrongCode(person: Person, mfaToken: string): Promise<void> {
  const elsewhere = { ...person, browser: openHttpBrowser(worker.server.issuer) };
  const refused = await logIn(elsewhere, mfaToken);
  expect(refused).toMatchObject({ status: 401, body: { requiresMfa: true, detail: 'Invalid MFA token' } });
  await expectSignedOut(elsewhere.browser);
}
