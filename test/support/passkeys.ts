/** People with a passkey. */
import { expect } from 'vitest';
import { cookiesOf } from './app.ts';
import { type Authenticator, createAuthenticator, type Deviation } from './authenticator.ts';
import { replaceCookies } from './mfa.ts';
import { sendAs, type TestPerson } from './people.ts';

export type Json = Record<string, unknown>;
type Options = Parameters<Authenticator['create']>[0] & Parameters<Authenticator['get']>[0] & Json;

export async function optionsOf(response: Response): Promise<Options> {
  return (await response.json()) as Options;
}

export async function register(
  person: { cookies: string; csrf: string },
  authenticator: Authenticator,
  deviation?: Deviation,
): Promise<Response> {
  const options = await optionsOf(await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options'));
  const response = await authenticator.create(options, deviation);
  return sendAs(person, 'POST', '/v1/me/mfa/passkeys', { name: 'My laptop', response });
}

/** Adds a passkey. @returns the person with the renewed session */
export async function addPasskey(person: TestPerson, authenticator = createAuthenticator()) {
  const registered = await register(person, authenticator);
  expect(registered.status, await registered.clone().text()).toBe(201);
  const { id, backupCodes } = (await registered.json()) as { id: string; backupCodes: string[] };
  const cookies = replaceCookies(person.cookies, cookiesOf(registered));
  const csrf = registered.headers.get('X-CSRF-Token') ?? '';
  return { ...person, cookies, csrf, authenticator, passkeyId: id, backupCodes };
}
