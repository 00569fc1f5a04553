/** Second factors of the signed-in person: /v1/me/mfa. */
import { beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { cookiesOf, expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo } from '../../support/mailbox.ts';
import {
  codeNow,
  createMfaPerson,
  enrol,
  forgetSteps,
  logIn,
  type MfaPerson,
  replaceCookies,
} from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const detail = async (response: Response) => ((await response.json()) as { detail: string }).detail;
const overview = async (person: { cookies: string; csrf: string }) =>
  (await sendAs(person, 'GET', '/v1/me/mfa')).json() as Promise<Record<string, unknown>>;

describe('setting up', () => {
  test('nothing is set up at first', async () => {
    const person = await createPerson(organisation);
    const response = await sendAs(person, 'GET', '/v1/me/mfa');
    expect(await response.json()).toEqual({ enabled: false, backupCodesRemaining: 0, factors: [] });
    expectFlights(response, 2);
  });

  test('an unconfirmed factor is not listed, and a used backup code is not counted', async () => {
    const person = await createMfaPerson(organisation);
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name) VALUES ($1, $2, $3, 'webauthn', 'Begun')`,
      [uuidv7(), organisation.id, person.id],
    );
    await asOwner(
      `UPDATE mfa_backup_codes SET consumed_at = now()
       WHERE id IN (SELECT id FROM mfa_backup_codes WHERE user_id = $1 LIMIT 2)`,
      [person.id],
    );
    const shown = await overview(person);
    expect(shown).toMatchObject({ enabled: true, backupCodesRemaining: 8 });
    expect(shown.factors).toEqual([
      {
        id: expect.any(String),
        type: 'totp',
        name: 'Authenticator application',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        lastUsedAt: expect.any(String),
      },
    ]);
  });

  test('enable shows the secret three ways, verify gives ten backup codes and a new session', async () => {
    const person = await createPerson(organisation);
    const enabled = await sendAs(person, 'POST', '/v1/me/mfa/enable');
    const shown = (await enabled.json()) as Record<string, string>;
    expect(shown).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      qrCodeUri: `otpauth://totp/Cerberus:${encodeURIComponent(person.email)}?secret=${shown.secret}&issuer=Cerberus`,
      qrCode: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
      message: 'Scan the QR code with your authenticator app and verify with a code',
    });
    expect(await overview(person)).toMatchObject({ enabled: false, factors: [] });
    const verified = await sendAs(person, 'POST', '/v1/me/mfa/verify', { token: codeNow(shown.secret ?? '') });
    const body = (await verified.json()) as { backupCodes: string[] };
    expect(body).toMatchObject({ message: 'MFA enabled successfully', warning: expect.any(String) });
    expect(new Set(body.backupCodes).size).toBe(10);
    for (const code of body.backupCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    expect((await sendAs(person, 'GET', '/v1/me/mfa')).status, 'the session from before').toBe(401);
    const replaced = { cookies: replaceCookies(person.cookies, cookiesOf(verified)), csrf: '' };
    expect(await overview(replaced)).toEqual({
      enabled: true,
      backupCodesRemaining: 10,
      factors: [expect.objectContaining({ type: 'totp', name: 'Authenticator application' })],
    });
  });

  test('the stored form does not reveal the secret', async () => {
    const person = await createMfaPerson(organisation);
    const [factor] = await asOwner<{ secret: string }>(`SELECT secret FROM mfa_factors WHERE user_id = $1`, [
      person.id,
    ]);
    expect(factor?.secret).toMatch(/^d1:/);
    expect(factor?.secret).not.toContain(person.authenticator.secret);
    const rows = await asOwner<{ code_hash: string }>(`SELECT code_hash FROM mfa_backup_codes WHERE user_id = $1`, [
      person.id,
    ]);
    for (const code of person.authenticator.backupCodes) expect(JSON.stringify(rows)).not.toContain(code);
  });

  test('enabling updates the account, records an event and notifies the owner', async () => {
    const person = await createMfaPerson(organisation);
    const [user] = await asOwner(`SELECT mfa_enabled, mfa_methods FROM users WHERE id = $1`, [person.id]);
    expect(user).toEqual({ mfa_enabled: true, mfa_methods: ['totp'] });
    const events = await asOwner(
      `SELECT event_type FROM audit_logs WHERE user_id = $1 AND event_type LIKE 'user.mfa%'`,
      [person.id],
    );
    expect(events).toEqual([{ event_type: 'user.mfa.enabled' }]);
    expect(await emailsTo(person.email, 'mfa-changed')).toHaveLength(1);
  });

  test('a wrong code enables nothing', async () => {
    const person = await createPerson(organisation);
    await sendAs(person, 'POST', '/v1/me/mfa/enable');
    const response = await sendAs(person, 'POST', '/v1/me/mfa/verify', { token: '000000' });
    expect(response.status).toBe(400);
    expect(await detail(response)).toBe('Invalid verification code');
    expect(await overview(person)).toMatchObject({ enabled: false });
  });

  test('enabling twice is refused, and starting again before that voids the first secret', async () => {
    const person = await createPerson(organisation);
    const first = (await (await sendAs(person, 'POST', '/v1/me/mfa/enable')).json()) as { secret: string };
    const second = (await (await sendAs(person, 'POST', '/v1/me/mfa/enable')).json()) as { secret: string };
    expect(second.secret).not.toBe(first.secret);
    expect((await sendAs(person, 'POST', '/v1/me/mfa/verify', { token: codeNow(first.secret) })).status).toBe(400);
    const enrolled = await enrol(await createPerson(organisation));
    const response = await sendAs(enrolled, 'POST', '/v1/me/mfa/enable');
    expect(response.status).toBe(400);
    expect(await detail(response)).toBe('MFA is already enabled');
  });

  test('two verifications at once give one set of backup codes', async () => {
    const person = await createPerson(organisation);
    const { secret } = (await (await sendAs(person, 'POST', '/v1/me/mfa/enable')).json()) as { secret: string };
    const token = codeNow(secret);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => sendAs(person, 'POST', '/v1/me/mfa/verify', { token })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const [count] = await asOwner(`SELECT count(*)::int AS count FROM mfa_backup_codes WHERE user_id = $1`, [
      person.id,
    ]);
    expect(count).toEqual({ count: 10 });
  });

  test.each(['abc', '', 123456, null])('%j is not a token', async (token) => {
    const person = await createPerson(organisation);
    const response = await sendAs(person, 'POST', '/v1/me/mfa/verify', { token });
    expect(response.status).toBe(400);
    expect(await detail(response)).toBe('Invalid input');
  });

  test('an old sign-in is not enough to begin, and setting a factor up makes it recent', async () => {
    const person = await createPerson(organisation);
    await asOwner(`UPDATE sessions SET auth_time = now() - interval '16 minutes' WHERE user_id = $1`, [person.id]);
    const response = await sendAs(person, 'POST', '/v1/me/mfa/enable');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ requiresReauthentication: true });
    const page = await send('/auth/mfa/enrol', { headers: { Cookie: person.cookies } });
    expect(page.headers.get('Location')).toMatch(/^\/auth\/login(\?|$)/);
  });

  test('the organisation decides what may be set up', async () => {
    const strict = await createOrganisation();
    await asOwner(`UPDATE organisations SET allowed_mfa_methods = '["webauthn"]' WHERE id = $1`, [strict.id]);
    const person = await createPerson(strict);
    const response = await sendAs(person, 'POST', '/v1/me/mfa/enable');
    expect(response.status).toBe(403);
  });
});

describe('afterwards', () => {
  let person: MfaPerson;

  beforeAll(async () => {
    person = await createMfaPerson(organisation);
  });

  test('check says whether a code is right, once, and records a fresh authentication', async () => {
    const token = await person.authenticator.code();
    await asOwner(`UPDATE sessions SET auth_time = now() - interval '1 hour' WHERE user_id = $1`, [person.id]);
    const check = () => sendAs(person, 'POST', '/v1/me/mfa/check', { token });
    const response = await check();
    expect(await response.json()).toEqual({ valid: true });
    expect(await (await check()).json()).toEqual({ valid: false });
    const [session] = await asOwner<{ amr: string[]; fresh: boolean }>(
      `SELECT amr, auth_time > now() - interval '1 minute' AS fresh FROM sessions
       WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [person.id],
    );
    expect(session).toEqual({ amr: ['pwd', 'otp', 'mfa'], fresh: true });
  });

  test('check accepts a code once, also from two concurrent requests', async () => {
    const token = await person.authenticator.code();
    const check = () => sendAs(person, 'POST', '/v1/me/mfa/check', { token });
    const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [person.id]);
    const checks = await holdRow('sessions', session?.id ?? '', async (whenWaiting) => {
      const both = [check(), check()];
      await whenWaiting(2);
      return both;
    });
    const answers = (await Promise.all(checks)).map((answer) => answer.json());
    expect(await Promise.all(answers)).toEqual(expect.arrayContaining([{ valid: true }, { valid: false }]));
  });

  test('new backup codes void the old ones', async () => {
    const token = await person.authenticator.code();
    const response = await sendAs(person, 'POST', '/v1/me/mfa/backup-codes', { token });
    const { backupCodes, message } = (await response.json()) as { backupCodes: string[]; message: string };
    expect(message).toBe('Backup codes regenerated successfully');
    expect(backupCodes).toHaveLength(10);
    const [old = ''] = person.authenticator.backupCodes;
    expect(await (await sendAs(person, 'POST', '/v1/me/mfa/check', { token: old })).json()).toEqual({ valid: false });
    const [fresh = ''] = backupCodes;
    expect(await (await sendAs(person, 'POST', '/v1/me/mfa/check', { token: fresh })).json()).toEqual({ valid: true });
    expect(await overview(person)).toMatchObject({ backupCodesRemaining: 9 });
    const wrong = await sendAs(person, 'POST', '/v1/me/mfa/backup-codes', { token: '000000' });
    expect(await detail(wrong)).toBe('Invalid verification code');
  });

  test.each(['code', 'backup code'] as const)('disable accepts a %s, and leaves no factor', async (proof) => {
    const leaver = await createMfaPerson(organisation);
    const disable = (body: unknown) => sendAs(leaver, 'POST', '/v1/me/mfa/disable', body);
    expect((await disable({ token: 'wrong-one' })).status).toBe(400);
    const byPassword = await disable({ password: PASSWORD });
    expect([byPassword.status, await byPassword.json()]).toMatchObject([403, { requiresMfa: true }]);
    const { code, backupCodes } = leaver.authenticator;
    const response = await disable({ token: proof === 'code' ? await code() : backupCodes[0] });
    expect(await response.json()).toEqual({ message: 'MFA disabled successfully' });
    expect(await overview(leaver)).toEqual({ enabled: false, backupCodesRemaining: 0, factors: [] });
    expect((await logIn(leaver.email)).status).toBe(200);
    expect((await emailsTo(leaver.email, 'mfa-changed')).map(({ subject }) => subject)).toEqual([
      'Two-step sign-in was switched on',
      'Two-step sign-in was switched off',
    ]);
  });

  test("another person's codes are refused", async () => {
    const other = await createMfaPerson(organisation);
    await forgetSteps(person.id);
    const [backup = ''] = other.authenticator.backupCodes;
    for (const token of [await other.authenticator.code(), backup]) {
      expect(await (await sendAs(person, 'POST', '/v1/me/mfa/check', { token })).json()).toEqual({ valid: false });
    }
  });
});

test('every route needs a session and the CSRF token', async () => {
  const person = await createPerson(organisation);
  for (const path of ['enable', 'verify', 'check', 'disable', 'backup-codes']) {
    const body = JSON.stringify({ token: '123456' });
    const headers = { 'Content-Type': 'application/json' };
    expect((await send(`/v1/me/mfa/${path}`, { method: 'POST', headers, body })).status).toBe(401);
    const forged = await send(`/v1/me/mfa/${path}`, {
      method: 'POST',
      headers: { ...headers, Cookie: person.cookies },
      body,
    });
    expect(forged.status).toBe(403);
  }
});
