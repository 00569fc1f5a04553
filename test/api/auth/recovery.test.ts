/** Account recovery evicts an attacker (USENIX Security 2022, Sudhodanan and Paverd; NIST SP 800-63B-4 4.2). */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erase } from '../../../src/domain/account/erasure.ts';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { blockUser, unblockUser } from '../../../src/domain/users/blocking.ts';
import { deleteUser } from '../../../src/domain/users/deletion.ts';
import { cookiesOf, postJson, send } from '../../support/app.ts';
import { createAuthenticator } from '../../support/authenticator.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { newestCode, newestToken } from '../../support/mailbox.ts';
import { codeNow, createMfaPerson, enrol, logIn } from '../../support/mfa.ts';
import { exchangeCode, obtainCode } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { addPasskey, optionsOf } from '../../support/passkeys.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';
import { deleteUser as deletePerson } from '../../support/states.ts';

const NEW_PASSWORD = 'Battery-Staple-9';

let organisation: TestOrganisation;
let person: TestPerson;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  client = await createClient(organisation.id);
});

beforeEach(async () => {
  person = await createPerson(organisation);
});

const forget = ({ email }: TestPerson) => postJson('/v1/auth/forgot-password', { email });
const reset = (token: string) => postJson('/v1/auth/reset-password', { token, password: NEW_PASSWORD });
const inTenant = (work: (tenant: Tenant) => Promise<void>) =>
  withContext(({ openTenant }) => work(openTenant(organisation.id, { userId: organisation.owner.id })));
const newAddress = () => `evil-${crypto.randomUUID()}@example.com`;

async function resetByMail(who: TestPerson): Promise<Response> {
  await forget(who);
  const answer = await reset(await newestToken(who.email, 'password-reset'));
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer;
}

/** Operations that an attacker began in the account. */
async function startPendingChanges(who: TestPerson) {
  const evil = newAddress();
  const asked = await sendAs(who, 'PATCH', '/v1/me/profile', { email: evil, currentPassword: PASSWORD });
  expect(asked.status, await asked.clone().text()).toBe(200);
  await forget(who);
  return {
    change: await newestToken(evil, 'email-change-confirmation'),
    reset: await newestToken(who.email, 'password-reset'),
  };
}

const RECOVERIES: [string, (who: TestPerson) => Promise<unknown>][] = [
  [
    'a password change',
    (who) => sendAs(who, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
  ],
  ['scheduling the deletion', (who) => sendAs(who, 'DELETE', '/v1/me/account', { password: PASSWORD })],
];

describe('Pending operations are void after', () => {
  it.each(RECOVERIES)('%s: a change of the address and a reset', async (_what, recover) => {
    const pending = await startPendingChanges(person);
    expect(((await recover(person)) as Response).status).toBe(200);
    expect((await postJson('/v1/auth/confirm-email-change', { token: pending.change })).status).toBe(400);
    expect((await reset(pending.reset)).status).toBe(400);
    const [row] = await asOwner('SELECT email FROM users WHERE id = $1', [person.id]);
    expect(row).toEqual({ email: person.email });
  });

  it('a reset by mail: a change of the address', async () => {
    const { change, reset: link } = await startPendingChanges(person);
    expect((await reset(link)).status).toBe(200);
    expect((await postJson('/v1/auth/confirm-email-change', { token: change })).status).toBe(400);
  });

  it('disabling two-step sign-in: a pending sign-in', async () => {
    const member = await createMfaPerson(organisation);
    const waiting = cookiesOf(await logIn(member.email));
    const pending = await startPendingChanges(member);
    const code = await obtainCode({ ...organisation, cookies: member.cookies }, client);
    const [token] = member.authenticator.backupCodes;
    expect((await sendAs(member, 'POST', '/v1/me/mfa/disable', { token })).status).toBe(200);
    const resumed = await postJson('/v1/auth/passkey/options', { secondFactor: true }, { Cookie: waiting });
    expect(resumed.status).toBe(401);
    expect((await exchangeCode(client, code)).status, 'a code of an application').toBe(400);
    expect((await postJson('/v1/auth/confirm-email-change', { token: pending.change })).status).toBe(400);
    expect((await reset(pending.reset)).status).toBe(400);
  });

  it('a password change: an authenticator that is not confirmed yet', async () => {
    const begun = await sendAs(person, 'POST', '/v1/me/mfa/enable');
    const { secret } = (await begun.json()) as { secret: string };
    await sendAs(person, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    const finished = await sendAs(person, 'POST', '/v1/me/mfa/verify', { token: codeNow(secret) });
    expect(finished.status).toBe(400);
  });

  it('a password change: a sign-in that waits for the second factor, and its code by e-mail', async () => {
    await sendAs(person, 'POST', '/v1/me/mfa/email');
    const begun = await newestCode(person.email);
    await sendAs(person, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    expect((await sendAs(person, 'POST', '/v1/me/mfa/email/verify', { token: begun })).status).toBe(400);
    const member = await createMfaPerson(organisation);
    const waiting = cookiesOf(await logIn(member.email));
    await sendAs(member, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    const resumed = await postJson('/v1/auth/passkey/options', { secondFactor: true }, { Cookie: waiting });
    expect(resumed.status).toBe(401);
  });

  it('a block: while it lasts and after it has ended', async () => {
    const pending = await startPendingChanges(person);
    await inTenant((tenant) => blockUser(tenant, person.id, 'Left open'));
    expect((await postJson('/v1/auth/confirm-email-change', { token: pending.change })).status).toBe(400);
    await inTenant((tenant) => unblockUser(tenant, person.id));
    expect((await postJson('/v1/auth/confirm-email-change', { token: pending.change })).status).toBe(400);
    expect((await reset(pending.reset)).status).toBe(400);
    expect((await send('/v1/me/profile', { headers: { Cookie: person.cookies } })).status).toBe(401);
    const owner = inTenant((tenant) => blockUser(tenant, organisation.owner.id, null));
    await expect(owner).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each<[string, (who: TestPerson) => Promise<unknown>]>([
    ['deletion by an administrator', (who) => inTenant((tenant) => deleteUser(tenant, who.id))],
    ['erasure', (who) => inTenant((tenant) => erase(tenant, who.id))],
    ['a deletion that is written by itself', (who) => deletePerson(who.id)],
  ])('%s: a change of the address and a reset', async (_what, end) => {
    const pending = await startPendingChanges(person);
    await end(person);
    const before = await asOwner('SELECT email, password FROM users WHERE id = $1', [person.id]);
    expect((await reset(pending.reset)).status).toBe(400);
    // 404 where the link is still there and its person is not.
    expect([400, 404]).toContain((await postJson('/v1/auth/confirm-email-change', { token: pending.change })).status);
    expect(await asOwner('SELECT email, password FROM users WHERE id = $1', [person.id])).toEqual(before);
  });

  it('a block that is written directly to the database: a link does not change the address', async () => {
    const { change } = await startPendingChanges(person);
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [person.id]);
    expect((await postJson('/v1/auth/confirm-email-change', { token: change })).status).toBe(400);
  });

  it('but the link that verifies the current address stays valid', async () => {
    await postJson('/v1/auth/send-verification-email', { email: person.email });
    const token = await newestToken(person.email, 'verification');
    await sendAs(person, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    expect((await send(`/v1/auth/verify-email?token=${token}`)).status).toBe(200);
  });
});

it('a GET never changes an address, as mail scanners follow links', async () => {
  const { change } = await startPendingChanges(person);
  expect((await send(`/v1/auth/verify-email?token=${change}`)).status).toBe(400);
  const [row] = await asOwner('SELECT email FROM users WHERE id = $1', [person.id]);
  expect(row).toEqual({ email: person.email });
  expect((await postJson('/v1/auth/confirm-email-change', { token: change })).status).toBe(200);
});

describe('The first second factor', () => {
  it('ends the other sessions that the password alone opened (ASVS 5.0 section 7.4.3)', async () => {
    const elsewhere = await signIn(person.email);
    const enrolled = await enrol(person);
    const read = (cookies: string) => send('/v1/me/profile', { headers: { Cookie: cookies } });
    expect((await read(elsewhere.cookies)).status).toBe(401);
    expect((await read(enrolled.cookies)).status).toBe(200);
  });

  it('keeps the sessions that another factor opened', async () => {
    const enrolled = await enrol(person);
    const signedIn = await logIn(person.email, { mfaToken: await enrolled.authenticator.code() });
    const elsewhere = cookiesOf(signedIn);
    await addPasskey(enrolled);
    expect((await send('/v1/me/profile', { headers: { Cookie: elsewhere } })).status).toBe(200);
  });
});

describe('A passkey that was added before a reset by mail', () => {
  // Where nobody has proved the address yet, the reset drops every factor (test/api/auth/unproved-address.test.ts).
  beforeEach(async () => {
    await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
  });

  const passkeySignIn = async (authenticator: ReturnType<typeof createAuthenticator>) => {
    const options = await optionsOf(await postJson('/v1/auth/passkey/options', {}));
    return postJson('/v1/auth/passkey', { response: await authenticator.get(options) });
  };

  it('does not sign in until its owner confirms it', async () => {
    const intruder = await addPasskey(person, createAuthenticator());
    expect((await passkeySignIn(intruder.authenticator)).status).toBe(200);
    await resetByMail(person);
    const refused = await passkeySignIn(intruder.authenticator);
    expect(refused.status).toBe(401);
    expect(((await refused.json()) as { detail: string }).detail).toContain('password was reset');
  });

  it('is confirmed by a sign-in with the new password', async () => {
    const owner = await addPasskey(person, createAuthenticator());
    await resetByMail(person);
    const Cookie = cookiesOf(await logIn(person.email, { password: NEW_PASSWORD }));
    const options = await optionsOf(await postJson('/v1/auth/passkey/options', { secondFactor: true }, { Cookie }));
    const response = await owner.authenticator.get(options);
    expect((await postJson('/v1/auth/passkey', { secondFactor: true, response }, { Cookie })).status).toBe(200);
    expect((await passkeySignIn(owner.authenticator)).status).toBe(200);
  });

  it.each([
    ['was used from a browser known for a week', `'8 days'`, `'1 minute'`, 200],
    ['was used from a browser that came yesterday', `'1 day'`, `'1 minute'`, 401],
    ['was not used from a known browser since', `'20 days'`, `'3 days'`, 401],
  ])('when it %s', async (_when, known, seen, status) => {
    const owner = await addPasskey(person, createAuthenticator());
    await asOwner(`UPDATE mfa_factors SET confirmed_at = now() - interval '2 days' WHERE user_id = $1`, [person.id]);
    await asOwner(
      `UPDATE known_devices SET created_at = now() - interval ${known}, last_seen_at = now() - interval ${seen}
       WHERE user_id = $1`,
      [person.id],
    );
    await resetByMail(person);
    expect((await passkeySignIn(owner.authenticator)).status).toBe(status);
  });

  it('months ago needs no confirmation: a reset by mail alone removes no second factor', async () => {
    const owner = await addPasskey(person, createAuthenticator());
    await asOwner(`UPDATE mfa_factors SET confirmed_at = now() - interval '31 days' WHERE user_id = $1`, [person.id]);
    const answer = await resetByMail(person);
    expect(await answer.json()).toEqual({ message: 'Password reset successfully' });
    expect((await passkeySignIn(owner.authenticator)).status).toBe(200);
  });
});
