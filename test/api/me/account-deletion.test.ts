import { beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { runJob } from '../../support/jobs.ts';
import { emailsTo } from '../../support/mailbox.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let person: TestPerson;

beforeEach(async () => {
  organisation = await createOrganisation();
  person = await createPerson(organisation, 'staff');
});

const leave = (fields?: Record<string, unknown>, who: { cookies: string; csrf: string } = person) =>
  sendAs(who, 'DELETE', '/v1/me/account', fields);

/** Makes days pass for a person, then runs the job of erasure. */
async function pass(days: number): Promise<void> {
  await asOwner(
    `UPDATE users SET deletion_scheduled_at = deletion_scheduled_at - make_interval(days => $2),
       deleted_at = deleted_at - make_interval(days => $2), last_login_at = last_login_at - make_interval(days => $2)
     WHERE id = $1`,
    [person.id, days],
  );
  await runJob('erasure');
}

const row = async () =>
  (
    await asOwner<Record<string, unknown>>(
      'SELECT email, name, password, phone, deleted_at, deletion_scheduled_at FROM users WHERE id = $1',
      [person.id],
    )
  )[0];

describe('Deleting one’s account', () => {
  it('is scheduled in three round trips; every session and token ends', async () => {
    const other = await signIn(person.email);
    const tokens = await obtainTokens(
      { ...organisation, cookies: person.cookies },
      await createClient(organisation.id),
    );
    const answer = await leave();
    expect(answer.status).toBe(200);
    expect(flightsOf(answer)).toBe(3);
    expect(answer.headers.getSetCookie().join()).toContain('cerb_sid=;');
    const { deletionScheduledAt } = (await answer.json()) as { deletionScheduledAt: string };
    expect((Date.parse(deletionScheduledAt) - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
    for (const { cookies } of [person, other]) {
      expect((await send('/v1/me/profile', { headers: { Cookie: cookies } })).status).toBe(401);
    }
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers: bearer })).status).toBe(401);
    expect(await emailsTo(person.email, 'account-deletion')).toHaveLength(1);
    const trace = await asOwner(
      `SELECT 1 FROM audit_logs WHERE event_type = 'user.deletion_scheduled' AND user_id = $1`,
      [person.id],
    );
    expect(trace).toHaveLength(1);
  });

  it('needs a recent sign-in or the password', async () => {
    await asOwner(`UPDATE sessions SET auth_time = auth_time - interval '1 hour' WHERE user_id = $1`, [person.id]);
    expect(await (await leave()).json()).toMatchObject({ status: 403, requiresReauthentication: true });
    expect((await leave({ password: 'Wrong-Horse-8' })).status).toBe(403);
    expect((await leave({ password: PASSWORD })).status).toBe(200);
  });

  it('is refused to the owner, to applications and without a CSRF token', async () => {
    expect(await (await leave({}, organisation)).json()).toMatchObject({
      status: 403,
      detail: 'The owner of the organisation cannot delete their account',
    });
    expect((await leave({}, { ...person, csrf: 'forged' })).status).toBe(403);
    const tokens = await obtainTokens(
      { ...organisation, cookies: person.cookies },
      await createClient(organisation.id),
    );
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/v1/me/account', { method: 'DELETE', headers })).status).toBe(401);
  });

  it('erases the person after thirty days, and not before', async () => {
    await asOwner(
      `UPDATE users SET middle_name = 'King', nickname = 'Countess', preferred_username = 'ada', profile_url = 'https://a.b',
         profile_photo_path = 'https://a.b/c', website = 'https://a.b', gender = 'female', birthdate = '1815-12-10',
         zoneinfo = 'Europe/London', locale = 'en', address = '{"country": "UK"}', phone = '+44' WHERE id = $1`,
      [person.id],
    );
    await leave();
    await pass(29);
    expect(await row()).toMatchObject({ email: person.email, deleted_at: null });
    await pass(2);
    const erased = await row();
    expect(erased).toMatchObject({
      email: `${person.id}@deleted.invalid`,
      name: 'Deleted User',
      password: null,
      deletion_scheduled_at: null,
    });
    expect(erased?.deleted_at).not.toBeNull();
    const [details] = await asOwner(
      `SELECT middle_name, nickname, preferred_username, profile_url, profile_photo_path, website, gender, birthdate,
         zoneinfo, locale, address, phone FROM users WHERE id = $1`,
      [person.id],
    );
    expect(new Set(Object.values(details ?? {}))).toEqual(new Set([null]));
    expect(await emailsTo(person.email)).toEqual([]);
    await expect(signIn(person.email)).rejects.toThrow();
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.deleted' AND resource_id = $1`, [
      person.id,
    ]);
    expect(trace).toHaveLength(1);
    await pass(40);
    const again = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.deleted' AND resource_id = $1`, [
      person.id,
    ]);
    expect(again).toHaveLength(1);
  });

  it('is cancelled by signing in again', async () => {
    await leave();
    await pass(20);
    await signIn(person.email);
    await pass(20);
    expect(await row()).toMatchObject({ email: person.email, deleted_at: null });
    await signIn(person.email);
  });

  it('erases people whom an administrator deleted too', async () => {
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [person.id]);
    await pass(29);
    expect(await row()).toMatchObject({ email: person.email });
    await pass(2);
    expect(await row()).toMatchObject({ email: `${person.id}@deleted.invalid` });
    // The address is free again.
    expect(
      (
        await postJson('/v1/auth/onboard', {
          organisationName: `Phoenix ${person.id}`,
          email: person.email,
          firstName: 'Ada',
          lastName: 'Again',
          password: PASSWORD,
        })
      ).status,
    ).toBe(201);
  });
});
