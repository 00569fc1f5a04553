/** Factors that are removed concurrently: the person's row, the audit log and the messages agree with what is left. */
import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestCode, newestToken } from '../../support/mailbox.ts';
import { createMfaPerson, type MfaPerson } from '../../support/mfa.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

/** Somebody with an authenticator and codes by e-mail. */
async function createPair(): Promise<{ person: MfaPerson; ids: string[] }> {
  const person = await createMfaPerson(organisation);
  await asOwner(
    `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at)
     VALUES ($1, $2, $3, 'email', 'E-mail', now())`,
    [uuidv7(), organisation.id, person.id],
  );
  const factors = await asOwner<{ id: string }>('SELECT id FROM mfa_factors WHERE user_id = $1', [person.id]);
  return { person, ids: factors.map(({ id }) => id) };
}

const remove = (person: MfaPerson, id = '') => sendAs(person, 'DELETE', `/v1/me/mfa/factors/${id}`);
/** Checks a factor, which a removal requires. */
const check = async (person: MfaPerson) =>
  sendAs(person, 'POST', '/v1/me/mfa/check', { token: await person.authenticator.code() });

async function stateOf({ id, email }: MfaPerson) {
  const [row] = await asOwner(
    `SELECT mfa_enabled, mfa_methods, (SELECT count(*)::int FROM mfa_factors WHERE user_id = u.id) AS factors,
       (SELECT count(*)::int FROM mfa_backup_codes WHERE user_id = u.id) AS codes
     FROM users u WHERE id = $1`,
    [id],
  );
  const events = await asOwner<{ event_type: string }>(
    `SELECT event_type FROM audit_logs
     WHERE user_id = $1 AND event_type IN ('user.mfa.factor_removed', 'user.mfa.disabled') ORDER BY event_type`,
    [id],
  );
  const subjects = (await emailsTo(email, 'mfa-changed')).slice(1).map(({ subject }) => subject);
  return { row, events: events.map((event) => event.event_type), subjects: subjects.sort() };
}

const NONE = { mfa_enabled: false, mfa_methods: [], factors: 0, codes: 0 };
const REMOVED = 'A way to sign in was removed';
const OFF = 'Two-step sign-in was switched off';

describe('Factors that are removed at the same moment', () => {
  it('leave none, and the last removal says so', async () => {
    for (let round = 0; round < 5; round++) {
      const { person, ids } = await createPair();
      await check(person);
      const answers = await Promise.all(ids.map((id) => remove(person, id)));
      expect(answers.map(({ status }) => status)).toEqual([204, 204]);
      expect(await stateOf(person)).toEqual({
        row: NONE,
        events: ['user.mfa.disabled', 'user.mfa.factor_removed'],
        subjects: [REMOVED, OFF].sort(),
      });
    }
  });

  it('are each removed once', async () => {
    const { person, ids } = await createPair();
    await check(person);
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(person, ids[0])));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([204, ...Array(19).fill(404)]);
    const { row, events, subjects } = await stateOf(person);
    expect(row).toMatchObject({ mfa_enabled: true, factors: 1, codes: 10 });
    expect({ events, subjects }).toEqual({ events: ['user.mfa.factor_removed'], subjects: [REMOVED] });
  });

  it('are all removed, also the one that is being added', async () => {
    const person = await createMfaPerson(organisation);
    await sendAs(person, 'POST', '/v1/me/mfa/email');
    const token = await newestCode(person.email);
    const [backup] = person.authenticator.backupCodes;
    const [adding, disabling] = await holdRow('users', person.id, async (whenWaiting) => {
      const first = sendAs(person, 'POST', '/v1/me/mfa/email/verify', { token });
      await whenWaiting(1);
      const second = sendAs(person, 'POST', '/v1/me/mfa/disable', { token: backup });
      await whenWaiting(2);
      return [first, second];
    });
    expect([(await adding)?.status, (await disabling)?.status]).toEqual([200, 200]);
    expect((await stateOf(person)).row).toEqual(NONE);
  });
});

it('Removing one of several factors does not void pending sign-ins', async () => {
  const { person, ids } = await createPair();
  await postJson('/v1/auth/forgot-password', { email: person.email });
  const token = await newestToken(person.email, 'password-reset');
  await check(person);
  expect((await remove(person, ids[0])).status).toBe(204);
  expect((await postJson('/v1/auth/reset-password', { token, password: 'Battery-Staple-9' })).status).toBe(200);
});

describe('Removing a second factor requires a factor, not the password (ASVS 5.0 section 7.5.1)', () => {
  const REQUIRED = { requiresMfa: true, requiresReauthentication: true };
  const idOf = async ({ id }: { id: string }) => {
    const [factor] = await asOwner<{ id: string }>('SELECT id FROM mfa_factors WHERE user_id = $1', [id]);
    return factor?.id ?? '';
  };

  it('a recent sign-in with it is not enough: it must be checked again', async () => {
    const person = await createMfaPerson(organisation);
    const bare = await remove(person, await idOf(person));
    expect([bare.status, await bare.json()]).toMatchObject([403, REQUIRED]);
    const path = `/v1/me/mfa/factors/${await idOf(person)}`;
    expect((await sendAs(person, 'DELETE', path, { token: '000000' })).status).toBe(400);
    expect((await stateOf(person)).row).toMatchObject({ factors: 1 });
    const token = await person.authenticator.code();
    expect((await sendAs(person, 'DELETE', path, { token })).status).toBe(204);
    expect((await stateOf(person)).row).toEqual(NONE);
  });

  it('a check is valid for five minutes', async () => {
    const person = await createMfaPerson(organisation);
    expect(await (await check(person)).json()).toEqual({ valid: true });
    await asOwner(`UPDATE sessions SET factor_checked_at = now() - interval '6 minutes' WHERE user_id = $1`, [
      person.id,
    ]);
    expect((await remove(person, await idOf(person))).status).toBe(403);
    await check(person);
    expect((await remove(person, await idOf(person))).status).toBe(204);
  });

  it('a code by e-mail removes no authenticator', async () => {
    const { person, ids } = await createPair();
    for (const path of ['/v1/me/mfa/disable', '/v1/me/mfa/backup-codes']) {
      expect((await sendAs(person, 'POST', '/v1/me/mfa/check/email')).status).toBe(200);
      const answer = await sendAs(person, 'POST', path, { token: await newestCode(person.email) });
      expect([answer.status, await answer.json()]).toMatchObject([403, REQUIRED]);
    }
    const checked = await sendAs(person, 'POST', '/v1/me/mfa/check', { token: await newestCode(person.email) });
    expect(await checked.json()).toEqual({ valid: true });
    expect((await remove(person, ids[0])).status).toBe(403);
  });

  it('the last one cannot be removed where the organisation requires one', async () => {
    const strict = await createOrganisation();
    const person = await createMfaPerson(strict);
    await asOwner('UPDATE organisations SET require_mfa = TRUE WHERE id = $1', [strict.id]);
    await check(person);
    const removed = await remove(person, await idOf(person));
    expect(removed.status).toBe(403);
    expect(((await removed.json()) as { detail: string }).detail).toContain('requires a second factor');
    const [code] = person.authenticator.backupCodes;
    const disabled = await sendAs(person, 'POST', '/v1/me/mfa/disable', { token: code });
    expect(disabled.status).toBe(403);
    expect((await stateOf(person)).row).toMatchObject({ factors: 1, codes: 10, mfa_enabled: true });
    const used = await sendAs(person, 'POST', '/v1/me/mfa/check', { token: code });
    expect(await used.json(), 'the code was not used up by a refusal').toEqual({ valid: true });
  });

  it('one of two concurrent removals is refused, where the organisation requires a factor', async () => {
    const strict = await createOrganisation();
    const person = await createMfaPerson(strict);
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at)
       VALUES ($1, $2, $3, 'email', 'E-mail', now())`,
      [uuidv7(), strict.id, person.id],
    );
    await asOwner('UPDATE organisations SET require_mfa = TRUE WHERE id = $1', [strict.id]);
    await check(person);
    const factors = await asOwner<{ id: string }>('SELECT id FROM mfa_factors WHERE user_id = $1', [person.id]);
    const answers = await Promise.all(factors.map(({ id }) => remove(person, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  });
});
