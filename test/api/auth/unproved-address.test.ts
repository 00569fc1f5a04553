/**
 * An address that nobody ever proved is not reserved against its owner, and whoever was in the account before is not in it
 * any more (account pre-hijacking; Sudhodanan and Paverd, USENIX Security 2022).
 */
import { describe, expect, test } from 'vitest';
import { takeOverAccount } from '../../../src/domain/passwords/change.ts';
import { postJson } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { inviteSomebody } from '../../support/invitations.ts';
import { newestToken } from '../../support/mailbox.ts';
import { logIn } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

const NEW_PASSWORD = 'Rightful-Owner-9';

/** Somebody founds an organisation under an address that is not theirs, and leaves a factor and a browser behind. */
async function squat(): Promise<TestOrganisation> {
  const squatted = await createOrganisation({ proved: false });
  await asOwner(
    `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret, confirmed_at)
     VALUES (gen_random_uuid(), $1, $2, 'totp', 'Intruder', 'v1:x', now() - interval '60 days')`,
    [squatted.id, squatted.owner.id],
  );
  await asOwner(`UPDATE users SET mfa_enabled = TRUE, mfa_methods = '["totp"]' WHERE id = $1`, [squatted.owner.id]);
  await asOwner(
    `INSERT INTO mfa_backup_codes (id, organisation_id, user_id, code_hash, created_at)
     VALUES (gen_random_uuid(), $1, $2, 'x', now())`,
    [squatted.id, squatted.owner.id],
  );
  return squatted;
}

async function expectNothingLeft({ owner, ...session }: TestOrganisation): Promise<void> {
  expect((await sendAs(session, 'GET', '/v1/me/profile')).status, 'the session').toBe(401);
  expect((await logIn(owner.email, { password: PASSWORD })).status, 'the password').toBe(401);
  for (const table of ['mfa_factors', 'mfa_backup_codes', 'sessions', 'known_devices']) {
    expect(await asOwner(`SELECT FROM ${table} WHERE user_id = $1`, [owner.id]), table).toEqual([]);
  }
}

async function reset(email: string): Promise<Response> {
  expect((await postJson('/v1/auth/forgot-password', { email })).status).toBe(200);
  return postJson('/v1/auth/reset-password', {
    token: await newestToken(email, 'password-reset'),
    password: NEW_PASSWORD,
  });
}

describe('its owner takes the account over', () => {
  test('by a reset, which proves the address', async () => {
    const squatted = await squat();
    expect((await reset(squatted.owner.email)).status).toBe(200);
    await expectNothingLeft(squatted);
    const answer = await logIn(squatted.owner.email, { password: NEW_PASSWORD });
    expect(answer.status, 'no factor of somebody else stands in the way').toBe(200);
    const [person] = await asOwner(
      'SELECT email_verified_at IS NOT NULL AS proved, mfa_enabled FROM users WHERE id = $1',
      [squatted.owner.id],
    );
    expect(person).toEqual({ proved: true, mfa_enabled: false });
  });

  test('by an invitation to the address, and joins with it', async () => {
    const squatted = await squat();
    const host = await createOrganisation();
    const { token, email } = await inviteSomebody(host, { email: squatted.owner.email });
    const input = { email, firstName: 'Real', lastName: 'Owner', password: NEW_PASSWORD };
    const accepted = await postJson(`/v1/public/invitations/${token}/accept`, input);
    expect(accepted.status).toBe(201);
    expect(await accepted.json()).toMatchObject({ user: { email, name: 'Real Owner' }, organisation: { id: host.id } });
    await expectNothingLeft({ ...squatted, owner: squatted.owner });
    const [member] = await asOwner(
      'SELECT left_at FROM organisation_members WHERE organisation_id = $1 AND user_id = $2',
      [host.id, squatted.owner.id],
    );
    expect(member).toEqual({ left_at: null });
    expect((await logIn(email, { password: NEW_PASSWORD })).status).toBe(200);
  });

  test('once: one of two concurrent uses of the invitation succeeds', async () => {
    const squatted = await squat();
    const host = await createOrganisation();
    const { token, email } = await inviteSomebody(host, { email: squatted.owner.email });
    const join = (password: string) =>
      postJson(`/v1/public/invitations/${token}/accept`, { email, firstName: 'A', lastName: 'B', password });
    const answers = await Promise.all([join(NEW_PASSWORD), join('Another-Owner-8')]);
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
  });
});

describe('an account with a proved address keeps it', () => {
  test('an invitation does not take it over', async () => {
    const owned = await createOrganisation();
    const host = await createOrganisation();
    const { token, email } = await inviteSomebody(host, { email: owned.owner.email });
    const input = { email, firstName: 'Not', lastName: 'Me', password: NEW_PASSWORD };
    expect((await postJson(`/v1/public/invitations/${token}/accept`, input)).status).toBe(409);
    expect((await logIn(email, { password: PASSWORD })).status).toBe(200);
  });

  test('also when the address is proved while it is being taken over', async () => {
    const { id, owner } = await createOrganisation();
    const person = { id: owner.id, firstName: 'Not', lastName: 'Me' };
    const taken = await withContext(({ openTenant }) => takeOverAccount(openTenant(id, {}), person, 'x'));
    expect(taken).toBe(false);
    expect((await logIn(owner.email, { password: PASSWORD })).status).toBe(200);
  });

  test('a reset keeps its older factors', async () => {
    const person = await createPerson(await createOrganisation());
    await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [person.id]);
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret, confirmed_at)
       SELECT gen_random_uuid(), organisation_id, id, 'totp', 'Mine', 'v1:x', now() - interval '60 days'
       FROM users WHERE id = $1`,
      [person.id],
    );
    expect((await reset(person.email)).status).toBe(200);
    expect(await asOwner('SELECT name FROM mfa_factors WHERE user_id = $1', [person.id])).toEqual([{ name: 'Mine' }]);
  });

  test('a blocked account is not taken over: its organisation decided so', async () => {
    const squatted = await squat();
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [squatted.owner.id]);
    const host = await createOrganisation();
    const { token, email } = await inviteSomebody(host, { email: squatted.owner.email });
    const input = { email, firstName: 'Real', lastName: 'Owner', password: NEW_PASSWORD };
    expect((await postJson(`/v1/public/invitations/${token}/accept`, input)).status).toBe(409);
  });
});
