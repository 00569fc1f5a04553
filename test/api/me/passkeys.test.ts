/** Passkeys (WebAuthn Level 3): registration, use instead of the password and after it, and refusals. */
import { beforeAll, describe, expect, test } from 'vitest';
import { toBase64Url, utf8 } from '../../../src/lib/bytes.ts';
import { cookiesOf, expectFlights, ISSUER, postJson, send } from '../../support/app.ts';
import { type Authenticator, createAuthenticator, type Deviation } from '../../support/authenticator.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo } from '../../support/mailbox.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { addPasskey, type Json, optionsOf, register } from '../../support/passkeys.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function createPasskeyPerson(authenticator = createAuthenticator(), given?: TestPerson) {
  return addPasskey(given ?? (await createPerson(organisation)), authenticator);
}

const request = async (body: Json = {}, cookies = '') =>
  optionsOf(await postJson('/v1/auth/passkey/options', body, { Cookie: cookies }));

async function signInBy(authenticator: Authenticator, deviation?: Deviation, headers: Record<string, string> = {}) {
  const response = await authenticator.get(await request(), deviation);
  return postJson('/v1/auth/passkey', { response }, headers);
}

describe('registering', () => {
  test('has the required options, and tells the authenticator nothing about the person', async () => {
    const person = await createPerson(organisation);
    const options = await optionsOf(await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options'));
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Cerberus' },
      user: { id: toBase64Url(utf8(person.id)), name: person.email },
      attestation: 'none',
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
    expect(options.challenge).toMatch(/^[\w-]{43}$/);
  });

  test('the first passkey enables two-step sign-in, with backup codes and a message', async () => {
    const person = await createPasskeyPerson();
    expect(person.backupCodes).toHaveLength(10);
    const overview = await (await sendAs(person, 'GET', '/v1/me/mfa')).json();
    expect(overview).toMatchObject({ enabled: true, factors: [{ type: 'webauthn', name: 'My laptop' }] });
    expect(await emailsTo(person.email, 'mfa-changed')).toHaveLength(1);
    const [user] = await asOwner(`SELECT mfa_methods FROM users WHERE id = $1`, [person.id]);
    expect(user).toEqual({ mfa_methods: ['webauthn'] });
  });

  test('a second passkey excludes the first, and brings no new codes', async () => {
    const person = await createPasskeyPerson();
    const options = await optionsOf(await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options'));
    expect(options.excludeCredentials).toMatchObject([{ id: person.authenticator.credentials[0]?.id }]);
    const registered = await register(person, createAuthenticator());
    expect(registered.status).toBe(201);
    expect(await registered.json()).not.toHaveProperty('backupCodes');
  });

  test.each<[string, Deviation]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another relying party', { rpId: 'evil.example' }],
    ['of another ceremony', { type: 'webauthn.get' }],
    ['of a challenge that was never given', { challenge: toBase64Url(new Uint8Array(32)) }],
  ])('a response %s is refused', async (_name, deviation) => {
    const response = await register(await createPerson(organisation), createAuthenticator(), deviation);
    expect(response.status).toBe(400);
  });

  test('a challenge belongs to one person, and works once', async () => {
    const person = await createPerson(organisation);
    const colleague = await createPerson(organisation);
    const options = await optionsOf(await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options'));
    const response = await createAuthenticator().create(options);
    expect((await sendAs(colleague, 'POST', '/v1/me/mfa/passkeys', { response })).status).toBe(400);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => sendAs(person, 'POST', '/v1/me/mfa/passkeys', { response })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  test('the first passkey voids another factor that is not confirmed yet', async () => {
    const person = await createPerson(organisation);
    expect((await sendAs(person, 'POST', '/v1/me/mfa/enable')).status).toBe(200);
    expect((await register(person, createAuthenticator())).status).toBe(201);
    const factors = await asOwner('SELECT type FROM mfa_factors WHERE user_id = $1', [person.id]);
    expect(factors).toEqual([{ type: 'webauthn' }]);
  });

  test('a passkey belongs to one person', async () => {
    const person = await createPasskeyPerson();
    const thief = await createPerson(organisation);
    const options = await optionsOf(await sendAs(thief, 'POST', '/v1/me/mfa/passkeys/options'));
    // The thief's own key, under an identifier that is taken.
    const response = await createAuthenticator().create(options);
    await asOwner(`UPDATE mfa_factors SET credential_id = $1 WHERE id = $2`, [response.id, person.passkeyId]);
    expect((await sendAs(thief, 'POST', '/v1/me/mfa/passkeys', { response })).status).toBe(409);
  });

  test('an old sign-in is not enough', async () => {
    const person = await createPerson(organisation);
    await asOwner(`UPDATE sessions SET auth_time = now() - interval '16 minutes' WHERE user_id = $1`, [person.id]);
    const response = await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ requiresReauthentication: true });
  });
});

describe('additional data of authenticators and password managers', () => {
  const ODD = { authenticatorAttachment: 'hybrid', clientExtensionResults: null };

  test('is ignored: an unknown attachment is none (WebAuthn Level 3 section 5.1), and null is absent', async () => {
    const person = await createPerson(organisation);
    const authenticator = createAuthenticator();
    const options = await optionsOf(await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options'));
    const made = await authenticator.create(options);
    const response = { ...made, ...ODD, response: { ...(made.response as Json), transports: null } };
    const registered = await sendAs(person, 'POST', '/v1/me/mfa/passkeys', { response });
    expect(registered.status, await registered.clone().text()).toBe(201);
    const found = await authenticator.get(await request());
    expect((await postJson('/v1/auth/passkey', { response: { ...found, ...ODD } })).status).toBe(200);
  });
});

describe('instead of the password', () => {
  test('signs in, in two round trips', async () => {
    const person = await createPasskeyPerson();
    const response = await signInBy(person.authenticator);
    expect(response.status, await response.clone().text()).toBe(200);
    expect(await response.json()).toMatchObject({ message: 'Login successful', user: { id: person.id } });
    expectFlights(response, 2);
    const session = { cookies: cookiesOf(response), csrf: '' };
    expect((await sendAs(session, 'GET', '/v1/me/profile')).status).toBe(200);
    const rows = await asOwner(`SELECT amr FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`, [
      person.id,
    ]);
    expect(rows).toEqual([{ amr: ['hwk', 'user', 'mfa'] }]);
  });

  test('a synchronised passkey counts as a software key', async () => {
    const person = await createPasskeyPerson(createAuthenticator({ synced: true }));
    await signInBy(person.authenticator);
    const rows = await asOwner(`SELECT amr FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`, [
      person.id,
    ]);
    expect(rows).toEqual([{ amr: ['swk', 'user', 'mfa'] }]);
  });

  test('the options name no account', async () => {
    const options = await request();
    expect(options).not.toHaveProperty('allowCredentials');
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  });

  test.each<[string, Deviation]>([
    ['without user verification', { userVerified: false }],
    ['of another origin', { origin: 'http://localhost.evil.example' }],
    ['of another relying party', { rpId: 'evil.example' }],
    ['of another ceremony', { type: 'webauthn.create' }],
    ['with a counter that went back', { counter: 0 }],
    ["with somebody else's user handle", { userHandle: toBase64Url(utf8('somebody')) }],
    ['of a challenge that was never given', { challenge: toBase64Url(new Uint8Array(32)) }],
  ])('a response %s is refused', async (_name, deviation) => {
    const person = await createPasskeyPerson();
    expect((await signInBy(person.authenticator)).status).toBe(200);
    const response = await signInBy(person.authenticator, deviation);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ detail: 'This passkey could not be used to sign in' });
  });

  test('twenty concurrent uses of one response sign in once', async () => {
    const person = await createPasskeyPerson();
    const response = await person.authenticator.get(await request());
    const answers = await Promise.all(Array.from({ length: 20 }, () => postJson('/v1/auth/passkey', { response })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('a challenge for one ceremony does not work for the other', async () => {
    const person = await createPasskeyPerson();
    const pending = await logIn(person.email);
    const cookies = cookiesOf(pending);
    const response = await person.authenticator.get(await request({ secondFactor: true }, cookies));
    expect((await postJson('/v1/auth/passkey', { response })).status).toBe(401);
    const other = await person.authenticator.get(await request());
    const crossed = await postJson('/v1/auth/passkey', { response: other, secondFactor: true }, { Cookie: cookies });
    expect(crossed.status).toBe(401);
  });

  test('blocked people, and those whose organisation no longer allows passkeys, cannot sign in', async () => {
    const person = await createPasskeyPerson();
    await asOwner(`UPDATE users SET blocked_at = now() WHERE id = $1`, [person.id]);
    expect(await (await signInBy(person.authenticator)).json()).toMatchObject({ detail: 'Account is blocked' });
    const strict = await createOrganisation();
    const other = await createPasskeyPerson(createAuthenticator(), await createPerson(strict));
    await asOwner(`UPDATE organisations SET allowed_mfa_methods = '["totp"]' WHERE id = $1`, [strict.id]);
    expect((await signInBy(other.authenticator)).status).toBe(401);
  });

  test.each([
    ['a deleted person', 'UPDATE users SET deleted_at = now() WHERE id = $1'],
    [
      'somebody of a deleted organisation',
      'UPDATE organisations o SET deleted_at = now() FROM users u WHERE u.organisation_id = o.id AND u.id = $1',
    ],
    ['somebody without second factors any more', 'UPDATE users SET mfa_enabled = false WHERE id = $1'],
    ['somebody who has not confirmed it', 'UPDATE mfa_factors SET confirmed_at = NULL WHERE user_id = $1'],
  ])('that of %s is like one that nobody has', async (_whose, change) => {
    const person = await createPasskeyPerson(createAuthenticator(), await createPerson(await createOrganisation()));
    await asOwner(change, [person.id]);
    const response = await signInBy(person.authenticator);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ detail: 'This passkey could not be used to sign in' });
  });

  test('the previous session ends', async () => {
    const person = await createPasskeyPerson();
    await signInBy(person.authenticator, {}, { Cookie: person.cookies });
    expect((await sendAs(person, 'GET', '/v1/me/profile')).status).toBe(401);
  });

  test.each([
    {},
    { response: {} },
    { response: { id: 'a', rawId: 'a', type: 'public-key', response: {} } },
    { response: 'x' },
  ])('%j is no response', async (body) => {
    expect((await postJson('/v1/auth/passkey', body)).status).toBe(400);
  });
});

describe('after the password', () => {
  async function pend(email: string) {
    const response = await logIn(email);
    expect(await response.json()).toMatchObject({
      requiresMfa: true,
      mfaMethods: expect.arrayContaining(['webauthn']),
    });
    return cookiesOf(response);
  }

  test('a passkey finishes the pending sign-in, also without user verification', async () => {
    const person = await createPasskeyPerson();
    const cookies = await pend(person.email);
    const options = await request({ secondFactor: true }, cookies);
    expect(options.allowCredentials).toMatchObject([{ id: person.authenticator.credentials[0]?.id }]);
    const response = await person.authenticator.get(options, { userVerified: false });
    const finished = await postJson('/v1/auth/passkey', { response, secondFactor: true }, { Cookie: cookies });
    expect(finished.status, await finished.clone().text()).toBe(200);
    expectFlights(finished, 3);
    const replayed = await postJson('/v1/auth/passkey', { response, secondFactor: true }, { Cookie: cookies });
    expect(replayed.status).toBe(401);
  });

  test("somebody else's passkey does not", async () => {
    const person = await createPasskeyPerson();
    const colleague = await createPasskeyPerson();
    const cookies = await pend(person.email);
    const { allowCredentials: _, ...options } = await request({ secondFactor: true }, cookies);
    const response = await colleague.authenticator.get(options);
    const finished = await postJson('/v1/auth/passkey', { response, secondFactor: true }, { Cookie: cookies });
    expect(finished.status).toBe(401);
  });

  test('a passkey without a pending sign-in is refused', async () => {
    expect((await postJson('/v1/auth/passkey/options', { secondFactor: true })).status).toBe(401);
  });
});

describe('managing passkeys', () => {
  test('listed, renamed, removed', async () => {
    const person = await createPasskeyPerson();
    const path = `/v1/me/mfa/passkeys/${person.passkeyId}`;
    expect(await (await sendAs(person, 'PATCH', path, { name: 'Key ring' })).json()).toMatchObject({
      name: 'Key ring',
    });
    expect(await (await sendAs(person, 'GET', '/v1/me/mfa/passkeys')).json()).toEqual({
      data: [{ id: person.passkeyId, name: 'Key ring', createdAt: expect.any(String), lastUsedAt: null }],
      total: 1,
    });
    expect((await sendAs(person, 'DELETE', path)).status, 'without showing a factor').toBe(403);
    const response = await person.authenticator.get(
      await optionsOf(await sendAs(person, 'POST', '/v1/me/mfa/check/options')),
    );
    expect(await (await sendAs(person, 'POST', '/v1/me/mfa/check', { response })).json()).toEqual({ valid: true });
    expect((await sendAs(person, 'DELETE', path)).status).toBe(204);
    expect(await (await sendAs(person, 'GET', '/v1/me/mfa')).json()).toMatchObject({
      enabled: false,
      backupCodesRemaining: 0,
    });
    expect((await signInBy(person.authenticator)).status).toBe(401);
    expect((await logIn(person.email)).status, 'the password alone is enough again').toBe(200);
  });

  test('with another factor left, two-step sign-in stays', async () => {
    const authenticator = createAuthenticator();
    const mfaPerson = await createMfaPerson(organisation);
    const person = await createPasskeyPerson(authenticator, mfaPerson);
    const token = await mfaPerson.authenticator.code();
    expect((await sendAs(person, 'DELETE', `/v1/me/mfa/passkeys/${person.passkeyId}`, { token })).status).toBe(204);
    expect(await (await sendAs(person, 'GET', '/v1/me/mfa')).json()).toMatchObject({
      enabled: true,
      backupCodesRemaining: 10,
      factors: [{ type: 'totp' }],
    });
  });

  test("a colleague's passkey is not found", async () => {
    const person = await createPasskeyPerson();
    const colleague = await createPerson(organisation);
    const path = `/v1/me/mfa/passkeys/${person.passkeyId}`;
    expect((await sendAs(colleague, 'PATCH', path, { name: 'Mine' })).status).toBe(404);
    expect((await sendAs(colleague, 'DELETE', path)).status).toBe(404);
    expect((await sendAs(colleague, 'DELETE', path.replace('passkeys', 'factors'))).status).toBe(404);
  });
});

test('our other sites may use the passkeys, and no others may (section 5.11)', async () => {
  const bindings = { ADMIN_WEB_ORIGIN: 'https://admin.example.com' };
  const response = await send('/.well-known/webauthn', {}, bindings);
  expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
  expect(await response.json()).toEqual({ origins: [ISSUER, 'https://admin.example.com'] });
  expectFlights(response, 0);
  const person = await createPasskeyPerson();
  const answer = await person.authenticator.get(await request(), { origin: 'https://admin.example.com' });
  const headers = { 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ response: answer }) };
  expect((await send('/v1/auth/passkey', init, bindings)).status).toBe(200);
});
