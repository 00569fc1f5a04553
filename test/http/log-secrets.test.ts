/**
 * ASVS 5.0 section 16.2.5: no secret is in the log, at its most talkative, whether a request succeeds or fails. Every
 * secret that the product knows goes through here; each is used, misused, and used without a database.
 */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { newSecret, type SecretKind } from '../../src/lib/secrets.ts';
import { createLog } from '../../src/platform/log/log.ts';
import worker from '../../src/worker.ts';
import { createApiKey } from '../support/api-keys.ts';
import { cookiesOf, send } from '../support/app.ts';
import { inviteSomebody } from '../support/invitations.ts';
import { newestToken } from '../support/mailbox.ts';
import { codeNow, createMfaPerson, forgetSteps } from '../support/mfa.ts';
import { authorizeUrl, redirectParameters, VERIFIER } from '../support/oauth.ts';
import { createOperator } from '../support/operators.ts';
import { createClient, createOrganisation, PASSWORD } from '../support/organisation.ts';
import { createPerson } from '../support/people.ts';

const NO_DATABASE = { HYPERDRIVE: { connectionString: 'postgresql://worker:sesame-of-the-database@127.0.0.1:1/c' } };
const METRICS_TOKEN = 'metrics-token-0123456789-0123456789';
const MAIL = {
  EMAIL_FROM: 'id@example.com',
  MAIL_HTTP_URL: 'https://mail.example/send',
  MAIL_HTTP_TOKEN: 'mail-provider-key-1',
};
const WRONG_PASSWORD = 'Wrong-Secret-Horse-8';
const ASSERTION = `eyJhbGciOiJSUzI1NiJ9.${btoa('{"iss":"x"}').replace(/=/g, '')}.c2lnbmF0dXJlLW9mLWFuLWFzc2VydGlvbg`;

let lines: string[];
/** By what they are. */
const secrets = new Map<string, string>();
const secret = (name: string, value: string) => {
  secrets.set(name, value);
  return value;
};

beforeAll(() => {
  lines = [];
  const levels = ['log', 'debug', 'info', 'warn', 'error'] as const;
  const spies = levels.map((level) =>
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line))),
  );
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
});

afterAll(() => {
  expect(lines.length).toBeGreaterThan(100);
  const text = lines.join('\n');
  for (const [name, value] of secrets) {
    expect(value.length, name).toBeGreaterThan(5);
    const spellings = [value, encodeURIComponent(value), btoa(value), JSON.stringify(value).slice(1, -1)];
    for (const spelling of spellings) expect(text.includes(spelling), `${name} is in the log`).toBe(false);
  }
});

/** The same request at a deployment that works, and at one whose database does not answer. */
async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  await send(path, init, { LOG_LEVEL: 'debug', METRICS_TOKEN, ...NO_DATABASE });
  return send(path, init, { LOG_LEVEL: 'debug', METRICS_TOKEN });
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

const organisation = await createOrganisation();

test('passwords, cookies, one-time codes and recovery codes', async () => {
  secret('password', PASSWORD);
  const { email } = await createPerson(organisation);
  const answer = await ask('/v1/auth/login', json({ email, password: PASSWORD }));
  const cookies = cookiesOf(answer);
  secret('session', /cerb_sid=([\w-]+)/.exec(cookies)?.[1] ?? '');
  const csrf = secret('CSRF token', answer.headers.get('X-CSRF-Token') ?? '');
  await ask('/v1/auth/login', json({ email, password: secret('wrong password', WRONG_PASSWORD) }));
  await ask('/auth/login', form({ email, password: PASSWORD, _csrf: csrf }, { Cookie: cookies }));
  await ask('/v1/me/profile', { headers: { Cookie: cookies } });
  const change = { currentPassword: WRONG_PASSWORD, newPassword: secret('new password', 'Another-Horse-99-x') };
  await ask('/v1/me/password', json(change, { Cookie: cookies, 'X-CSRF-Token': csrf }));
  const person = await createMfaPerson(organisation);
  await forgetSteps(person.id);
  secret('TOTP secret', person.authenticator.secret);
  const login = { email: person.email, password: PASSWORD };
  const [backupCode = ''] = person.authenticator.backupCodes;
  await ask('/v1/auth/login', json({ ...login, mfaToken: secret('wrong code', '19283746') }));
  await ask('/v1/auth/login', json({ ...login, mfaToken: secret('TOTP code', codeNow(person.authenticator.secret)) }));
  await ask('/v1/auth/login', json({ ...login, mfaToken: secret('recovery code', backupCode) }));
});

test('links in mail', async () => {
  const { email } = await createPerson(organisation);
  await ask('/v1/auth/forgot-password', json({ email }));
  const reset = secret('reset link', await newestToken(email, 'password-reset'));
  await ask(`/auth/reset-password?token=${reset}`);
  await ask('/v1/auth/reset-password', json({ token: reset, password: 'x' }));
  await ask(
    '/v1/auth/reset-password',
    json({ token: reset, password: secret('chosen password', 'Chosen-Horse-77-y') }),
  );
  const { token } = await inviteSomebody(organisation);
  secret('invitation', token);
  await ask(`/invite/${token}`);
  await ask(`/v1/public/invitations/${token}`);
  await ask(`/v1/public/invitations/${token}/accept`, json({ password: 'short' }));
  for (const [kind, path] of [
    ['emailVerification', '/v1/auth/verify-email'],
    ['emailVerification', '/auth/verify-email'],
    ['recovery', '/auth/undo'],
  ] as const) {
    const link = secret(`${kind} ${path}`, newSecret(kind));
    await ask(`${path}?token=${link}`);
    await ask(path, json({ token: link }));
    await ask(path, form({ token: link }));
  }
  const onboarding = secret('onboarding', newSecret('onboarding'));
  await ask('/v1/auth/onboard', json({ invitationToken: onboarding, password: PASSWORD, email }));
});

test('codes, tokens, and proofs of clients', async () => {
  const client = await createClient(organisation.id);
  secret('verifier', VERIFIER);
  const parameters = { state: secret('state', 'state-0123456789'), nonce: secret('nonce', 'nonce-0123456789') };
  const url = await authorizeUrl(client, { ...parameters, scope: 'openid offline_access' });
  const answer = await ask(url, { headers: { Cookie: organisation.cookies } });
  const code = secret('code', redirectParameters(answer).get('code') ?? '');
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  const named = { client_id: client.clientId, code_verifier: VERIFIER };
  const tokens: Record<string, string> = await (await ask('/oauth2/token', form({ ...exchange, ...named }))).json();
  for (const name of ['access_token', 'refresh_token', 'id_token']) secret(name, tokens[name] ?? '');
  const refresh = {
    grant_type: 'refresh_token',
    client_id: client.clientId,
    refresh_token: tokens.refresh_token ?? '',
  };
  const again: Record<string, string> = await (await ask('/oauth2/token', form(refresh))).json();
  secret('next refresh token', again.refresh_token ?? '');
  await ask('/oauth2/token', form({ ...exchange, ...named }));
  await ask('/oauth2/userinfo', bearer(again.access_token ?? ''));
  await ask(`/oauth2/userinfo?access_token=${tokens.access_token}`);
  await ask('/oauth2/userinfo', bearer(`${tokens.access_token}x`));
  await ask(`/oauth2/logout?id_token_hint=${tokens.id_token}`);
  await ask('/oauth2/revoke', form({ token: tokens.refresh_token ?? '', client_id: client.clientId }));
  const confidential = await createClient(organisation.id, { confidential: true, grantTypes: ['client_credentials'] });
  const right = secret('client secret', confidential.secret ?? '');
  for (const given of [right, secret('wrong client secret', newSecret('clientSecret'))]) {
    const basic = { Authorization: `Basic ${secret(`Basic ${given}`, btoa(`${confidential.clientId}:${given}`))}` };
    await ask('/oauth2/token', form({ grant_type: 'client_credentials' }, basic));
    await ask('/oauth2/introspect', form({ token: tokens.access_token ?? '' }, basic));
    const posted = { client_id: confidential.clientId, client_secret: given };
    await ask('/oauth2/token', form({ grant_type: 'client_credentials', ...posted }));
  }
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const assertion = { client_assertion_type: type, client_assertion: secret('assertion', ASSERTION) };
  await ask('/oauth2/token', form({ grant_type: 'client_credentials', ...assertion }));
});

test('keys of programs and operators', async () => {
  const { key } = await createApiKey(organisation, ['users:read']);
  for (const given of [secret('API key', key), secret('wrong API key', newSecret('apiKey'))]) {
    await ask('/v1/admin/users', bearer(given));
  }
  const operator = await createOperator();
  for (const given of [secret('operator key', operator.key), secret('wrong operator key', newSecret('operator'))]) {
    await ask('/v1/system/organisations', bearer(given));
  }
  for (const given of [
    secret('metrics token', METRICS_TOKEN),
    secret('wrong metrics token', `${METRICS_TOKEN}-wrong`),
  ]) {
    await ask('/metrics', bearer(given));
  }
  secret('password of the database', 'sesame-of-the-database');
  secret('key of the encryption', (env as unknown as { SECRET_ENCRYPTION_KEY: string }).SECRET_ENCRYPTION_KEY);
});

test('mail whose provider repeats in its refusal what it was sent', async () => {
  vi.stubGlobal('fetch', async (_url: string, { body }: RequestInit) => new Response(String(body), { status: 422 }));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  secret('key of the mail provider', MAIL.MAIL_HTTP_TOKEN);
  const { email } = await createPerson(organisation);
  await send('/v1/auth/forgot-password', json({ email }), { LOG_LEVEL: 'debug', ...MAIL });
  const execution = createExecutionContext();
  const bindings = { ...env, LOG_LEVEL: 'debug', ...MAIL };
  worker.scheduled(createScheduledController({ cron: 'mail' }) as never, bindings as never, execution);
  await waitOnExecutionContext(execution);
});

test.each<SecretKind>(['session', 'apiKey', 'invitation', 'refreshToken'])(
  'what looks like a secret is masked: %s',
  (kind) => {
    const value = secret(`masked ${kind}`, newSecret(kind));
    const before = lines.length;
    createLog('debug', {}).error(`about ${value}`, { error: new Error(`https://x/${value}?a`), text: `"${value}"` });
    expect(lines.slice(before).join()).toContain('[masked]');
    expect(lines.slice(before).join()).not.toContain(value);
  },
);
