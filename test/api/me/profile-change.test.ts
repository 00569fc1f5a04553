import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';
import { recordStatements } from '../../support/recorded-statements.ts';

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation, 'staff');
});

const change = (fields: Record<string, unknown>) => sendAs(person, 'PATCH', '/v1/me/profile', fields);
const newAddress = () => `new-${crypto.randomUUID()}@example.com`;
const grow = (who: TestPerson) =>
  asOwner(`UPDATE sessions SET auth_time = auth_time - interval '1 hour' WHERE user_id = $1`, [who.id]);

describe('A profile', () => {
  it('is changed in two round trips; the name follows', async () => {
    const answer = await change({ firstName: ' Edith ', phone: '+44 20 7946 0000' });
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(2);
    const expected = { firstName: 'Edith', lastName: 'Person', name: 'Edith Person', phone: '+44 20 7946 0000' };
    expect(await answer.json()).toMatchObject({ ...expected, email: person.email, roles: [{ slug: 'staff' }] });
    const read = await sendAs(person, 'GET', '/v1/me/profile');
    expect(await read.json()).toMatchObject(expected);
    expect(await (await change({ firstName: null, lastName: null, phone: null })).json()).toMatchObject({
      ...expected,
      phone: null,
    });
  });

  it('is changed by one SQL text, whichever details change, so that PostgreSQL plans it once', async () => {
    const recorded = await recordStatements(async () => {
      for (const changes of [{ nickname: 'Ada' }, { locale: 'de', website: null }, { address: { country: 'DE' } }]) {
        expect((await change(changes)).status).toBe(200);
      }
    });
    const texts = recorded.map(({ text }) => text).filter((text) => text.includes('UPDATE users u SET'));
    expect([texts.length, new Set(texts).size]).toEqual([3, 1]);
  });

  it.each([
    { firstName: '' },
    { lastName: 'x\ny' },
    { lastName: 7 },
    { phone: 'x'.repeat(40) },
    { phone: '\u0000' },
    { email: 'x' },
  ])('is not changed to %j', async (fields) => {
    const answer = await change(fields);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ detail: 'Invalid input', errors: [{ path: Object.keys(fields) }] });
  });

  const details = {
    middleName: 'King',
    nickname: 'Countess',
    preferredUsername: 'ada',
    profileUrl: 'https://people.example.com/ada',
    picture: 'https://cdn.example.com/ada.png',
    website: 'http://ada.example.com',
    gender: 'female',
    birthdate: '0000-02-29',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    address: { formatted: '12 St James’s Square\nLondon', locality: 'London', postal_code: 'SW1Y 4JH', country: 'UK' },
  };

  it('has the standard claims (OIDC Core 5.1), which are returned, exported, kept and removed', async () => {
    expect(await (await change(details)).json()).toMatchObject(details);
    expect(await (await change({ firstName: 'Augusta' })).json()).toMatchObject({ firstName: 'Augusta', ...details });
    expect(await (await sendAs(person, 'GET', '/v1/me/profile')).json()).toMatchObject(details);
    expect(await (await sendAs(person, 'GET', '/v1/me/export')).json()).toMatchObject({ data: { user: details } });
    const nothing = Object.fromEntries(Object.keys(details).map((name) => [name, null]));
    expect(await (await change(nothing)).json()).toMatchObject({ firstName: 'Augusta', ...nothing });
  });

  it('has a birthdate of a year alone (OIDC Core 5.1: "YYYY format is allowed")', async () => {
    expect(await (await change({ birthdate: '1990' })).json()).toMatchObject({ birthdate: '1990' });
  });

  it('has its language tag in canonical form (BCP 47), and no address without a member', async () => {
    expect(await (await change({ locale: 'de-latn-at', address: {} })).json()).toMatchObject({
      locale: 'de-Latn-AT',
      address: null,
    });
  });

  it.each([
    ...['1815-12-10T00:00:00Z', '10.12.1815', '1815-13-10', '1815-02-29', '1815-12', '815', '0000'].map(
      (birthdate) => ({ birthdate }),
    ),
    ...['Europe/Atlantis', '+01:00', '', 'CET-1CEST,M3.5.0,M10.5.0/3'].map((zoneinfo) => ({ zoneinfo })),
    ...['English (UK)', 'en_GB', 'x', '', 'en-'.repeat(20)].map((locale) => ({ locale })),
    ...['javascript:alert(1)', 'ada.example.com', 'https://a b', `https://${'a'.repeat(2048)}.com`, '//a.com'].map(
      (website) => ({ website }),
    ),
    { profileUrl: 'ftp://people.example.com' },
    { picture: 'data:image/png;base64,AA==' },
    { picture: 'https://a.example/\u0000' },
    { picture: 'https://[a]/' },
    { nickname: '' },
    { nickname: 'x'.repeat(101) },
    { gender: 'f\n' + 'm' },
    { address: 'London' },
    { address: [] },
  ])('has no such detail: %j', async (fields) => {
    const answer = await change(fields);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: Object.keys(fields) }] });
  });

  it.each([
    { planet: 'Earth' },
    { locality: 7 },
    { locality: 'a\nb' },
    { formatted: 'x'.repeat(501) },
    { street_address: '\u0007' },
  ])('has no such address: %j', async (address) => {
    const answer = await change({ address });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { path: string[] }[] };
    expect(errors[0]?.path[0]).toBe('address');
  });

  it('is refused with members that it does not have', async () => {
    expect(
      (await change({ permissions: ['*'], organisationId: 'x', emailVerifiedAt: '2026-01-01', mfaEnabled: true }))
        .status,
    ).toBe(400);
    expect(await (await sendAs(person, 'GET', '/v1/me/profile')).json()).toMatchObject({
      mfaEnabled: false,
      emailVerified: false,
    });
  });
});

describe('A new e-mail address', () => {
  it('takes effect when it is confirmed; the old address is notified twice, and its links are void', async () => {
    await postJson('/v1/auth/forgot-password', { email: person.email });
    const resetToken = await newestToken(person.email, 'password-reset');
    const email = newAddress();
    const answer = await change({ email: email.toUpperCase() });
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(3);
    expect(await answer.json()).toMatchObject({ email: person.email });
    expect(await emailsTo(person.email, 'email-change-notice')).toHaveLength(1);
    const token = await newestToken(email, 'email-change-confirmation');
    const confirmed = await postJson('/v1/auth/confirm-email-change', { token });
    expect(confirmed.status).toBe(200);
    expect(flightsOf(confirmed)).toBe(2);
    expect(await (await sendAs(person, 'GET', '/v1/me/profile')).json()).toMatchObject({ email, emailVerified: true });
    expect(await emailsTo(person.email, 'email-change-notice')).toHaveLength(2);
    const reset = await postJson('/v1/auth/reset-password', { token: resetToken, password: 'Battery-Staple-9' });
    expect(reset.status).toBe(400);
    await signIn(email);
    await expect(signIn(person.email)).rejects.toThrow();
  });

  it('changes once by twenty concurrent clicks, all answered alike', async () => {
    const email = newAddress();
    await change({ email });
    const token = await newestToken(email, 'email-change-confirmation');
    const clicks = Array.from({ length: 20 }, () => postJson('/v1/auth/confirm-email-change', { token }));
    expect(new Set((await Promise.all(clicks)).map(({ status }) => status))).toEqual(new Set([200]));
    const events = await asOwner(
      `SELECT 1 FROM audit_logs WHERE event_type = 'user.email_changed' AND resource_id = $1`,
      [person.id],
    );
    expect(events).toHaveLength(1);
    expect(await emailsTo(person.email, 'email-change-notice')).toHaveLength(2);
  });

  it('that has an account is answered alike, and only the old address gets a message (no enumeration)', async () => {
    const other = await createPerson(organisation);
    const stranger = await createOrganisation();
    const free = await change({ email: newAddress() });
    for (const taken of [other.email, stranger.owner.email]) {
      await asOwner(`UPDATE audit_logs SET created_at = created_at - interval '2 minutes' WHERE user_id = $1`, [
        person.id,
      ]);
      const answer = await change({ email: taken });
      expect([answer.status, flightsOf(answer)]).toEqual([free.status, flightsOf(free)]);
      expect(await emailsTo(taken, 'email-change-confirmation')).toHaveLength(0);
    }
  });

  it('that was taken meanwhile is a conflict, which only the owner of the mailbox sees', async () => {
    const email = newAddress();
    await change({ email });
    await asOwner('UPDATE users SET email = $2 WHERE id = $1', [(await createPerson(organisation)).id, email]);
    const answer = await postJson('/v1/auth/confirm-email-change', {
      token: await newestToken(email, 'email-change-confirmation'),
    });
    expect(answer.status).toBe(409);
  });

  it('needs a recent sign-in or the password', async () => {
    await grow(person);
    const refused = await change({ email: newAddress() });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ requiresReauthentication: true });
    expect((await change({ email: newAddress(), currentPassword: 'Wrong-Horse-8' })).status).toBe(403);
    expect((await change({ email: newAddress(), currentPassword: PASSWORD })).status).toBe(200);
  });

  it('can be requested once a minute, and the last link counts', async () => {
    const first = newAddress();
    await change({ email: first });
    const again = await change({ email: newAddress() });
    expect(again.status).toBe(429);
    expect(again.headers.get('Retry-After')).toBe('60');
    await asOwner(`UPDATE audit_logs SET created_at = created_at - interval '2 minutes' WHERE user_id = $1`, [
      person.id,
    ]);
    await change({ email: newAddress() });
    const old = await postJson('/v1/auth/verify-email', {
      token: await newestToken(first, 'email-change-confirmation'),
    });
    expect(old.status).toBe(400);
  });
});
