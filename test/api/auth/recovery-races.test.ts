/** Races with a password change: the old password opens no session. */
import { beforeAll, expect, it } from 'vitest';
import { cookiesOf, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const change = { currentPassword: PASSWORD, newPassword: 'Battery-Staple-9' };

it('a sign-in with the old password that commits after the change opens no session', async () => {
  const person = await createPerson(organisation);
  const [changing, signingIn] = await holdRow('users', person.id, async (whenWaiting) => {
    const first = sendAs(person, 'POST', '/v1/me/password', change);
    await whenWaiting(1);
    const second = logIn(person.email);
    await whenWaiting(2);
    return [first, second];
  });
  expect((await changing)?.status).toBe(200);
  const late = await signingIn;
  expect(late?.status).toBe(401);
  const read = await send('/v1/me/profile', { headers: { Cookie: cookiesOf(late as Response) } });
  expect(read.status).toBe(401);
});

it('a session that a second factor opens before the change ends with it', async () => {
  const person = await createMfaPerson(organisation);
  const [signingIn, changing] = await holdRow('users', person.id, async (whenWaiting) => {
    const mfaToken = await person.authenticator.code();
    const first = logIn(person.email, { mfaToken });
    await whenWaiting(1);
    const second = sendAs(person, 'POST', '/v1/me/password', change);
    await whenWaiting(2);
    return [first, second];
  });
  expect([(await signingIn)?.status, (await changing)?.status]).toEqual([200, 200]);
  const opened = cookiesOf((await signingIn) as Response);
  expect((await send('/v1/me/profile', { headers: { Cookie: opened } })).status).toBe(401);
});

it('a change of address that is confirmed after the password change is void', async () => {
  const person = await createPerson(organisation);
  const email = `new-${crypto.randomUUID()}@example.com`;
  await sendAs(person, 'PATCH', '/v1/me/profile', { email, currentPassword: PASSWORD });
  const token = await newestToken(email, 'email-change-confirmation');
  const [changing, confirming] = await holdRow('users', person.id, async (whenWaiting) => {
    const first = sendAs(person, 'POST', '/v1/me/password', change);
    await whenWaiting(1);
    const second = postJson('/v1/auth/confirm-email-change', { token });
    await whenWaiting(2);
    return [first, second];
  });
  expect([(await changing)?.status, (await confirming)?.status]).toEqual([200, 400]);
  const [row] = await asOwner('SELECT email FROM users WHERE id = $1', [person.id]);
  expect(row).toEqual({ email: person.email });
  const notices = await emailsTo(person.email, 'email-change-notice');
  expect(notices.map(({ subject }) => subject)).toEqual(['Your e-mail address is about to change']);
});
