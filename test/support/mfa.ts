/** People with an authenticator application. */
import { expect } from 'vitest';
import { totpCode, totpStep } from '../../src/domain/authenticators/totp.ts';
import { cookiesOf, postJson } from './app.ts';
import { asOwner } from './database.ts';
import { PASSWORD, type TestOrganisation } from './organisation.ts';
import { createPerson, sendAs, type TestPerson } from './people.ts';

export interface TestAuthenticator {
  secret: string;
  backupCodes: string[];
  /** An unused code: the next of the three that the server accepts now. */
  code(): Promise<string>;
}

export type MfaPerson = TestPerson & { authenticator: TestAuthenticator };

/** Resets the last used time step, so that tests need not wait for the next one. */
export async function forgetSteps(userId: string): Promise<void> {
  await asOwner(`UPDATE mfa_factors SET last_step = NULL WHERE user_id = $1`, [userId]);
}

/** Resets the failed attempts at an account from an unknown address. */
export async function forgetGuesses(email: string): Promise<void> {
  await asOwner(
    `DELETE FROM sign_in_throttles WHERE key IN (
       encode(sha256(convert_to('pair ' || $1 || ' ', 'UTF8')), 'base64'),
       encode(sha256(convert_to('account ' || $1 || ' ', 'UTF8')), 'base64'))`,
    [email],
  );
}

export function codeNow(secret: string, drift = 0): string {
  return totpCode(secret, totpStep(new Date()) + drift);
}

/** Sets up an authenticator over the API, which renews the session. */
export async function enrol<Person extends { id: string; cookies: string; csrf: string }>(
  person: Person,
): Promise<Person & { authenticator: TestAuthenticator }> {
  const enabled = await sendAs(person, 'POST', '/v1/me/mfa/enable');
  expect(enabled.status).toBe(200);
  const { secret } = (await enabled.json()) as { secret: string };
  const verified = await sendAs(person, 'POST', '/v1/me/mfa/verify', { token: codeNow(secret) });
  expect(verified.status, await verified.clone().text()).toBe(200);
  const { backupCodes } = (await verified.json()) as { backupCodes: string[] };
  const code = async () => {
    await forgetSteps(person.id);
    return codeNow(secret);
  };
  const cookies = replaceCookies(person.cookies, cookiesOf(verified));
  const csrf = verified.headers.get('X-CSRF-Token') ?? '';
  return { ...person, cookies, csrf, authenticator: { secret, backupCodes, code } };
}

export async function createMfaPerson(organisation: TestOrganisation): Promise<MfaPerson> {
  return enrol(await createPerson(organisation));
}

export function logIn(email: string, extra: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return postJson('/v1/auth/login', { email, password: PASSWORD, ...extra }, headers);
}

/** The cookies of a browser after a response has set some. */
export function replaceCookies(held: string, set: string): string {
  const jar = new Map<string, string>();
  for (const pair of [...held.split('; '), ...set.split('; ')].filter(Boolean)) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    jar.set(name, value);
  }
  return [...jar].map((pair) => pair.join('=')).join('; ');
}
