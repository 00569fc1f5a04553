/** Account recovery by the links in mails, and the review of new factors. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../src/lib/secrets.ts';
import { createApiKey, sendWithKey } from '../support/api-keys.ts';
import { flightsOf, ISSUER, postJson, send } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { asOwner } from '../support/database.ts';
import { emailsTo, newestToken } from '../support/mailbox.ts';
import { enrol, logIn } from '../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { createPerson, sendAs, type TestPerson } from '../support/people.ts';
import { alertOf, csrfOf, openBrowser } from './browser.ts';

const NEW_PASSWORD = 'Battery-Staple-9';
const undoPath = (token: string) => `/auth/undo?token=${token}`;

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
  await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
});

const changePassword = (who: TestPerson) =>
  sendAs(who, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
const isSignedIn = async ({ cookies }: { cookies: string }) =>
  (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status === 200;
const emailOf = async ({ id }: TestPerson) =>
  (await asOwner<{ email: string }>('SELECT email FROM users WHERE id = $1', [id]))[0]?.email;
const newAddress = () => `evil-${crypto.randomUUID()}@example.com`;

/** Requests a change of the address with session and password, and confirms it if `finish`. */
async function changeAddress(who: TestPerson, email: string, finish: boolean) {
  const asked = await sendAs(who, 'PATCH', '/v1/me/profile', { email, currentPassword: PASSWORD });
  expect(asked.status, await asked.clone().text()).toBe(200);
  const token = await newestToken(email, 'email-change-confirmation');
  const confirm = () => postJson('/v1/auth/confirm-email-change', { token });
  if (finish) expect((await confirm()).status).toBe(200);
  return confirm;
}

describe('The mail about a new password', () => {
  it('names the factors, and its link locks the password and ends all sessions, once', async () => {
    const member = await enrol(person);
    expect((await changePassword(member)).status).toBe(200);
    const [email] = await emailsTo(person.email, 'password-changed');
    expect(email?.text).toContain('Authenticator application');
    const token = await newestToken(person.email, 'password-changed');
    expect(email?.text).toContain(`${ISSUER}${undoPath(token)}`);
    const browser = openBrowser();
    const page = await browser.get(undoPath(token));
    expect([page.status, flightsOf(page.response)]).toEqual([200, 1]);
    expect(await isSignedIn(member), 'a GET changes nothing').toBe(true);
    const done = await browser.submit(undoPath(token), {});
    expect(done.body).toContain('Your account is locked');
    expect(done.body).toContain('href="/auth/forgot-password"');
    expect(await isSignedIn(member)).toBe(false);
    for (const password of [PASSWORD, NEW_PASSWORD]) {
      expect((await logIn(person.email, { password })).status).toBe(401);
    }
    expect((await browser.get(undoPath(token))).body).toContain('does not work any more');
    await postJson('/v1/auth/forgot-password', { email: person.email });
    const link = await newestToken(person.email, 'password-reset');
    const again = await postJson('/v1/auth/reset-password', { token: link, password: 'Correct-Horse-10' });
    expect(again.status).toBe(200);
  });

  it('revokes the API keys of the last thirty days, which somebody else may have made', async () => {
    const maker = await createPerson(organisation, 'admin');
    await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [maker.id]);
    const [recent, old] = [await createApiKey(maker, ['teams:read']), await createApiKey(maker, ['teams:read'])];
    const others = await createApiKey(organisation, ['teams:read']);
    await asOwner(`UPDATE api_keys SET created_at = now() - interval '31 days' WHERE id = $1`, [old.id]);
    expect((await changePassword(maker)).status).toBe(200);
    await openBrowser().submit(undoPath(await newestToken(maker.email, 'password-changed')), {});
    const statuses = [recent, old, others].map((key) => sendWithKey(key, 'GET', '/v1/admin/teams'));
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it('has a token that is stored as a hash, expires after seven days, and has no other use', async () => {
    await changePassword(person);
    const token = await newestToken(person.email, 'password-changed');
    const [row] = await asOwner<{ token: string; days: number }>(
      `SELECT token, EXTRACT(epoch FROM expires_at - created_at)::int / 86400 AS days FROM recovery_links
       WHERE user_id = $1`,
      [person.id],
    );
    expect(row?.days).toBe(7);
    expect(row?.token).not.toContain(token.slice(4));
    expect((await openBrowser().get(`/auth/review-factors?token=${token}`)).body).toContain('Password changed');
    expect((await postJson('/v1/auth/reset-password', { token, password: NEW_PASSWORD })).status).toBe(400);
    await asOwner(`UPDATE recovery_links SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [person.id]);
    expect((await openBrowser().get(undoPath(token))).body).toContain('does not work any more');
  });

  it('explains a second click on its button, and shows a stale form again', async () => {
    await changePassword(person);
    const path = undoPath(await newestToken(person.email, 'password-changed'));
    const browser = openBrowser(person.cookies);
    const stale = await browser.post(path, { _csrf: csrfOf(await openBrowser().get(path)) });
    expect(stale.status).toBe(403);
    expect(stale.body).toContain('id="undo"');
    const form = { _csrf: csrfOf(stale) };
    expect((await browser.post(path, form)).body).toContain('Your account is locked');
    const again = await browser.post(path, form);
    expect([again.status, alertOf(again)]).toEqual([200, undefined]);
    expect(again.body).toContain('href="/auth/forgot-password"');
  });

  it('has a link that keeps earlier links valid and voids later ones', async () => {
    const passwords = [PASSWORD, NEW_PASSWORD, 'Correct-Horse-10', 'Correct-Horse-11'];
    const tokens: string[] = [];
    for (const [index, newPassword] of passwords.entries()) {
      if (index === 0) continue;
      const currentPassword = passwords[index - 1];
      expect((await sendAs(person, 'POST', '/v1/me/password', { currentPassword, newPassword })).status).toBe(200);
      tokens.push(await newestToken(person.email, 'password-changed'));
      await asOwner(`UPDATE recovery_links SET created_at = created_at - interval '1 hour' WHERE user_id = $1`, [
        person.id,
      ]);
    }
    const [earlier = '', used = '', later = ''] = tokens;
    await openBrowser().submit(undoPath(used), {});
    const isGood = async (token: string) =>
      !(await openBrowser().get(undoPath(token))).body.includes('does not work any more');
    expect([await isGood(earlier), await isGood(used), await isGood(later)]).toEqual([true, false, false]);
  });

  it('has a link that only one of ten concurrent requests uses', async () => {
    await changePassword(person);
    const token = await newestToken(person.email, 'password-changed');
    const browser = openBrowser();
    const { body } = await browser.get(undoPath(token));
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.post(undoPath(token), { _csrf })));
    expect(answers.filter((answer) => answer.body.includes('Your account is locked'))).toHaveLength(1);
    const events = await asOwner(`SELECT FROM audit_logs WHERE user_id = $1 AND event_type = 'user.change_undone'`, [
      person.id,
    ]);
    expect(events).toHaveLength(1);
  });
});

describe('The mail about a new address, to the former mailbox', () => {
  it('has a link that voids the change before it is confirmed', async () => {
    const evil = newAddress();
    const confirm = await changeAddress(person, evil, false);
    const token = await newestToken(person.email, 'email-change-notice');
    await openBrowser().submit(undoPath(token), {});
    expect((await confirm()).status).toBe(400);
    expect(await emailOf(person)).toBe(person.email);
    expect(await isSignedIn(person)).toBe(false);
    expect((await logIn(person.email)).status).toBe(401);
  });

  it('has a link that restores the address after it is confirmed, whatever was done in between', async () => {
    const evil = newAddress();
    await changeAddress(person, evil, true);
    const tokens = (await emailsTo(person.email, 'email-change-notice')).map(
      ({ text }) => /rec_[\w-]{43}/.exec(text)?.[0] ?? '',
    );
    expect(tokens).toHaveLength(2);
    await postJson('/v1/auth/forgot-password', { email: evil });
    const reset = await newestToken(evil, 'password-reset');
    await postJson('/v1/auth/reset-password', { token: reset, password: NEW_PASSWORD });
    const done = await openBrowser().submit(undoPath(tokens[1] ?? ''), {});
    expect(done.body).toContain('earlier address again');
    expect(await emailOf(person)).toBe(person.email);
    expect((await logIn(person.email, { password: NEW_PASSWORD })).status).toBe(401);
    expect((await emailsTo(evil, 'email-change-notice')).at(-1)?.text).not.toContain('rec_');
  });

  it('has a link that also voids the link of the address in between', async () => {
    const [first, second] = [newAddress(), newAddress()];
    await changeAddress(person, first, true);
    const token = await newestToken(person.email, 'email-change-notice');
    await asOwner(`UPDATE audit_logs SET created_at = created_at - interval '1 hour' WHERE user_id = $1`, [person.id]);
    await changeAddress({ ...person, email: first }, second, true);
    const theirs = await newestToken(first, 'email-change-notice');
    await openBrowser().submit(undoPath(token), {});
    expect(await emailOf(person)).toBe(person.email);
    expect((await openBrowser().get(undoPath(theirs))).body).toContain('does not work any more');
    expect(await emailOf(person)).toBe(person.email);
  });

  it('has a link that locks the account, and says so, when somebody else has the address by now', async () => {
    await changeAddress(person, newAddress(), true);
    const token = await newestToken(person.email, 'email-change-notice');
    const other = await createPerson(organisation);
    await asOwner('UPDATE users SET email = $2 WHERE id = $1', [other.id, person.email]);
    const done = await openBrowser().submit(undoPath(token), {});
    expect(done.body).toContain('belongs to another account');
    expect(await isSignedIn(person)).toBe(false);
  });

  it('a mailbox that was never verified gets no link', async () => {
    await asOwner('UPDATE users SET email_verified_at = NULL WHERE id = $1', [person.id]);
    await changeAddress(person, newAddress(), true);
    for (const { text } of await emailsTo(person.email, 'email-change-notice')) expect(text).not.toContain('rec_');
  });
});

describe('After a reset by mail', () => {
  async function backupCodesOf({ id }: { id: string }) {
    const rows = await asOwner('SELECT FROM mfa_backup_codes WHERE user_id = $1', [id]);
    return rows.length;
  }

  async function resetOnPage(who: TestPerson) {
    await postJson('/v1/auth/forgot-password', { email: who.email });
    const token = await newestToken(who.email, 'password-reset');
    const browser = openBrowser();
    return { browser, done: await browser.submit(`/auth/reset-password?token=${token}`, { password: NEW_PASSWORD }) };
  }

  it('the page asks about new factors; a removed factor cannot sign in, and its backup codes are void', async () => {
    const intruder = await enrol(person);
    const { browser, done } = await resetOnPage(person);
    expect(done.status).toBe(303);
    const path = done.location ?? '';
    expect(path).toContain('/auth/review-factors?token=rec_');
    const page = await browser.get(path);
    expect(page.body).toContain('Authenticator application');
    const id = /name="(factor-[^"]+)"/.exec(page.body)?.[1] ?? '';
    const bare = await browser.submit(path, {});
    expect([bare.status, alertOf(bare)]).toEqual([400, 'Say of each whether it is yours.']);
    const stale = await browser.post(path, { [id]: 'drop', _csrf: 'x' });
    expect(stale.status).toBe(403);
    expect(stale.body).toContain(`name="${id}" value="drop" checked`);
    expect(await backupCodesOf(intruder)).toBe(10);
    const dropped = await browser.submit(path, { [id]: 'drop' });
    expect(dropped.body).toContain('Password changed');
    expect((await logIn(person.email, { password: NEW_PASSWORD })).status).toBe(200);
    expect(await backupCodesOf(intruder)).toBe(0);
    expect((await browser.get(path)).body, 'the link is used up').toContain('Password changed');
  });

  it('a kept factor can sign in again', async () => {
    const owner = await addPasskey(person, createAuthenticator());
    const { browser, done } = await resetOnPage(person);
    const path = done.location ?? '';
    await browser.submit(path, { [`factor-${owner.passkeyId}`]: 'keep' });
    const [factor] = await asOwner('SELECT held_at FROM mfa_factors WHERE user_id = $1', [person.id]);
    expect(factor).toEqual({ held_at: null });
    expect(await backupCodesOf(person)).toBe(10);
  });

  it('removing the last factor removes earlier backup codes too', async () => {
    await enrol(person);
    await asOwner(`UPDATE mfa_backup_codes SET created_at = created_at - interval '1 day' WHERE user_id = $1`, [
      person.id,
    ]);
    const { browser, done } = await resetOnPage(person);
    const path = done.location ?? '';
    const [, id = ''] = /name="(factor-[^"]+)"/.exec((await browser.get(path)).body) ?? [];
    expect((await browser.submit(path, { [id]: 'drop' })).body).toContain('Password changed');
    expect(await backupCodesOf(person)).toBe(0);
  });

  it('a factor that was not in doubt stays, with its backup codes', async () => {
    await enrol(person);
    await asOwner(`UPDATE mfa_factors SET confirmed_at = now() - interval '31 days' WHERE user_id = $1`, [person.id]);
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret, confirmed_at)
       VALUES (gen_random_uuid(), $1, $2, 'totp', 'Intruder', 'v1:x', now() + interval '1 second')`,
      [organisation.id, person.id],
    );
    const { browser, done } = await resetOnPage(person);
    const path = done.location ?? '';
    const { body } = await browser.get(path);
    const ids = [...new Set([...body.matchAll(/name="(factor-[^"]+)"/g)].map(([, id = '']) => id))];
    expect(ids).toHaveLength(1);
    await browser.submit(path, { [ids[0] ?? '']: 'drop' });
    const left = await asOwner('SELECT name, held_at FROM mfa_factors WHERE user_id = $1', [person.id]);
    expect(left).toEqual([{ name: 'Authenticator application', held_at: null }]);
    expect(await backupCodesOf(person)).toBe(10);
  });

  it('the review link is void when the mailbox is replaced', async () => {
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret, confirmed_at, held_at)
       VALUES (gen_random_uuid(), $1, $2, 'totp', 'In doubt', 'v1:x', now(), now())`,
      [organisation.id, person.id],
    );
    const token = newSecret('recovery');
    await asOwner(
      `INSERT INTO recovery_links (id, organisation_id, user_id, kind, token, expires_at)
       VALUES (gen_random_uuid(), $1, $2, 'factor_review', $3, now() + interval '1 hour')`,
      [organisation.id, person.id, await sha256(token)],
    );
    const asks = async () => (await openBrowser().get(`/auth/review-factors?token=${token}`)).body.includes('In doubt');
    expect(await asks()).toBe(true);
    await changeAddress(person, newAddress(), true);
    expect(await asks()).toBe(false);
  });

  it('without new factors there is no review', async () => {
    const { done } = await resetOnPage(person);
    expect(done.body).toContain('Password changed');
  });
});
