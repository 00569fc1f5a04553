import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, ISSUER, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';

const NEW_PASSWORD = 'Battery-Staple-9';
const SAME_FOR_ALL = { message: 'If the email exists, a password reset link has been sent' };

const forget = (email: unknown, headers = {}) => postJson('/v1/auth/forgot-password', { email }, headers);
const reset = (token: string, password = NEW_PASSWORD) => postJson('/v1/auth/reset-password', { token, password });
/** Makes the minimum time between two messages pass. */
const pass = (person: TestPerson) =>
  asOwner(`UPDATE password_reset_tokens SET created_at = created_at - interval '2 minutes' WHERE user_id = $1`, [
    person.id,
  ]);

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation, 'staff');
});

describe('Asking for a new password', () => {
  it('is answered alike for known and unknown addresses, after the same round trips', async () => {
    const answers = await Promise.all(
      [person.email, 'nobody@example.com', organisation.owner.email.toUpperCase()].map((email) => forget(email)),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual(SAME_FOR_ALL);
      expect(flightsOf(answer)).toBe(1);
    }
    expect(await emailsTo(person.email, 'password-reset')).toHaveLength(1);
    expect(await emailsTo('nobody@example.com')).toHaveLength(0);
  });

  it.each([
    undefined,
    null,
    '',
    'nobody',
    7,
    ['a@example.com'],
    `${'a'.repeat(300)}@example.com`,
    'a@example.com\r\nBcc: b@example.com',
  ])('needs an address: %j', async (email) => {
    const answer = await forget(email);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ detail: 'Invalid email' });
  });

  it('sends a link that does not depend on request headers', async () => {
    await forget(person.email, {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
    });
    const [email] = await emailsTo(person.email, 'password-reset');
    expect(email?.text).toContain(`${ISSUER}/auth/reset-password?token=prt_`);
    expect(email?.text + (email?.html ?? '')).not.toContain('evil.example');
  });

  it('sends at most one message a minute, and voids the previous link', async () => {
    await forget(person.email);
    await forget(person.email);
    expect(await emailsTo(person.email, 'password-reset')).toHaveLength(1);
    const first = await newestToken(person.email, 'password-reset');
    await pass(person);
    await forget(person.email);
    expect(await emailsTo(person.email, 'password-reset')).toHaveLength(2);
    expect((await reset(first)).status).toBe(400);
    expect((await reset(await newestToken(person.email, 'password-reset'))).status).toBe(200);
  });

  it.each([
    ['somebody who signs in elsewhere', `UPDATE users SET identity_provider = 'google' WHERE id = $1`],
    ['a blocked person', 'UPDATE users SET blocked_at = now() WHERE id = $1'],
    ['a deleted person', 'UPDATE users SET deleted_at = now() WHERE id = $1'],
  ])('sends nothing to %s', async (_who, statement) => {
    await asOwner(statement, [person.id]);
    const answer = await forget(person.email);
    expect(await answer.json()).toEqual(SAME_FOR_ALL);
    expect(flightsOf(answer)).toBe(1);
    expect(await emailsTo(person.email)).toHaveLength(0);
  });

  it('stores no token in the clear', async () => {
    await forget(person.email);
    const token = await newestToken(person.email, 'password-reset');
    const [row] = await asOwner<{ token: string }>('SELECT token FROM password_reset_tokens WHERE user_id = $1', [
      person.id,
    ]);
    expect(row?.token).not.toContain(token.slice(4));
  });
});

describe('A reset link', () => {
  let token: string;

  beforeEach(async () => {
    await forget(person.email);
    token = await newestToken(person.email, 'password-reset');
  });

  it('sets the password once, in two round trips, and ends all sessions and tokens of the old one', async () => {
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens({ ...organisation, cookies: person.cookies }, client);
    const answer = await reset(token);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ message: 'Password reset successfully' });
    expect(flightsOf(answer)).toBe(2);
    expect((await send('/v1/me/profile', { headers: { Cookie: person.cookies } })).status).toBe(401);
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers: bearer })).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    await expect(signIn(person.email, PASSWORD)).rejects.toThrow();
    await signIn(person.email, NEW_PASSWORD);
    const again = await reset(token);
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ detail: 'Invalid or expired password reset token' });
    expect(await emailsTo(person.email, 'password-changed')).toHaveLength(1);
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.password_reset' AND user_id = $1`, [
      person.id,
    ]);
    expect(trace).toHaveLength(1);
  });

  it('accepts the field under its other name', async () => {
    expect((await postJson('/v1/auth/reset-password', { token, newPassword: NEW_PASSWORD })).status).toBe(200);
  });

  it.each([{}, { password: 'short' }, { password: null }, { password: '\ud800Aa1!aaaa' }])(
    'needs a password: %j',
    async (fields) => {
      const answer = await postJson('/v1/auth/reset-password', { token, ...fields });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ detail: 'Invalid input', errors: [{ path: ['password'] }] });
    },
  );

  it('is not consumed by a weak password', async () => {
    const weak = await reset(token, 'alllowercase');
    expect(weak.status).toBe(400);
    expect(await weak.json()).toMatchObject({
      detail: 'Password too weak',
      errors: [
        'Password must contain at least one uppercase letter',
        'Password must contain at least one number',
        'Password must contain at least one special character',
      ],
    });
    expect((await reset(token)).status).toBe(200);
  });

  it('expires after an hour', async () => {
    await asOwner(`UPDATE password_reset_tokens SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      person.id,
    ]);
    expect((await reset(token)).status).toBe(400);
  });

  it('is refused when the person now signs in with an identity provider', async () => {
    await asOwner(`UPDATE users SET identity_provider = 'saml' WHERE id = $1`, [person.id]);
    const answer = await reset(token);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ detail: 'Password reset not available for this account' });
  });

  it.each(['', 'x', 'prt_x', `prt_${'A'.repeat(43)}`, `evt_${'A'.repeat(43)}`, "prt_' OR 1=1 --", '\u0000'])(
    'is not %j',
    async (guess) => {
      expect((await reset(guess)).status).toBe(400);
    },
  );

  it('works for one of a hundred concurrent requests', async () => {
    const statuses: number[] = [];
    for (const wave of [34, 33, 33]) {
      const answers = await Promise.all(
        Array.from({ length: wave }, (_, index) => reset(token, `${NEW_PASSWORD}-${index}`)),
      );
      statuses.push(...answers.map((answer) => answer.status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(99);
    expect(await emailsTo(person.email, 'password-changed')).toHaveLength(1);
    const history = await asOwner('SELECT 1 FROM password_history WHERE user_id = $1', [person.id]);
    expect(history).toHaveLength(1);
  });
});

describe('The password policy', () => {
  const change = (newPassword: string, currentPassword: string) =>
    sendAs(person, 'POST', '/v1/me/password', { currentPassword, newPassword });

  it('of the organisation applies, earlier passwords included', async () => {
    const strict = await createOrganisation();
    await asOwner(`UPDATE organisations SET password_policy = '{"minLength": 12, "preventReuse": 3}' WHERE id = $1`, [
      strict.id,
    ]);
    person = await createPerson(strict);
    expect(await (await change('Battery-9x', PASSWORD)).json()).toMatchObject({
      errors: ['Password must be at least 12 characters'],
    });
    const chain = ['Battery-Staple-1', 'Battery-Staple-2', 'Battery-Staple-3'];
    let current = PASSWORD;
    for (const next of chain) {
      expect((await change(next, current)).status).toBe(200);
      current = next;
    }
    for (const used of chain) {
      const refused = await change(used, current);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ errors: ['Password was used before'] });
    }
    expect((await change(PASSWORD, current)).status).toBe(200);
  });
});

describe('Changing one’s password', () => {
  const change = (fields: Record<string, unknown>) => sendAs(person, 'POST', '/v1/me/password', fields);

  it('ends the other sessions, in three round trips', async () => {
    const other = await signIn(person.email);
    const answer = await change({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(3);
    expect((await send('/v1/me/profile', { headers: { Cookie: person.cookies } })).status).toBe(200);
    expect((await send('/v1/me/profile', { headers: { Cookie: other.cookies } })).status).toBe(401);
    expect(await emailsTo(person.email, 'password-changed')).toHaveLength(1);
    await signIn(person.email, NEW_PASSWORD);
  });

  it('needs the current one, a session and its CSRF token', async () => {
    const wrong = await change({ currentPassword: 'Wrong-Horse-7', newPassword: NEW_PASSWORD });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ detail: 'Current password is incorrect' });
    const fields = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await postJson('/v1/me/password', fields)).status).toBe(401);
    expect((await postJson('/v1/me/password', fields, { Cookie: person.cookies })).status).toBe(403);
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens({ ...organisation, cookies: person.cookies }, client);
    const bearer = await postJson('/v1/me/password', fields, { Authorization: `Bearer ${tokens.access_token}` });
    expect(bearer.status).toBe(401);
  });

  it('succeeds for one of two concurrent requests', async () => {
    const answers = await Promise.all(
      ['Battery-Staple-1', 'Battery-Staple-2'].map((newPassword) => change({ currentPassword: PASSWORD, newPassword })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
  });

  it('accepts any character, composed or not', async () => {
    expect((await change({ currentPassword: PASSWORD, newPassword: 'Pässwörter-7 😀' })).status).toBe(200);
    await signIn(person.email, 'Pässwörter-7 😀'.normalize('NFD'));
  });
});
