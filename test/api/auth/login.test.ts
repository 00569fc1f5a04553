import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { passwords } from '../../../src/platform/passwords/passwords.ts';
import { cookiesOf, expectFlights, flightsOf, ISSUER, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { authorizeUrl, redirectParameters } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';
import { blockUser, deleteOrganisation, deleteUser, setStatus } from '../../support/states.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

function login(email: string, changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return postJson('/v1/auth/login', { email, password: PASSWORD, ...changes }, headers);
}

const WRONG = { password: 'Wrong-Horse-7' };
const INVALID = 'Invalid email or password';

async function expectRefused(response: Response, detail: string, more: Record<string, unknown> = {}): Promise<void> {
  expect(response.status).toBe(401);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    type: 'https://api.cerberus-iam.com/errors/unauthorized',
    title: 'Unauthorized',
    status: 401,
    detail,
    message: detail,
    instance: '/v1/auth/login',
    ...more,
  });
}

function sessionOf(response: Response): string | undefined {
  return /cerb_sid=(ses_[\w-]{43})/.exec(response.headers.getSetCookie().join('\n'))?.[1];
}

async function profileStatus(cookies: string): Promise<number> {
  return (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status;
}

describe('POST /v1/auth/login', () => {
  it('answers the user and the organisation, and sets the session cookie', async () => {
    const response = await login(organisation.owner.email);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      message: 'Login successful',
      user: organisation.owner,
      organisation: { id: organisation.id, slug: organisation.slug, name: organisation.name },
    });
    const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('cerb_sid='));
    expect(session).toMatch(/^cerb_sid=ses_[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/);
    const csrf = response.headers.get('X-CSRF-Token') ?? 'none';
    expect(response.headers.getSetCookie().find((cookie) => cookie.startsWith('cerb_csrf='))).toContain(csrf);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await profileStatus(cookiesOf(response))).toBe(200);
  });

  it('takes two or three round trips, however it ends', async () => {
    const its = await createOrganisation();
    for (const response of [await login(its.owner.email), await login(its.owner.email, WRONG)]) {
      expect(flightsOf(response)).toBeGreaterThanOrEqual(2);
      expect(flightsOf(response)).toBeLessThanOrEqual(3);
    }
  });

  it('finds the address in any case and with spaces around it', async () => {
    expect((await login(` ${organisation.owner.email.toUpperCase()} `)).status).toBe(200);
  });

  it('the session lives as long as the organisation says', async () => {
    const its = await createOrganisation();
    await asOwner('UPDATE organisations SET session_lifetime = 604800 WHERE id = $1', [its.id]);
    const response = await login(its.owner.email);
    expect(response.headers.getSetCookie().join('\n')).toContain('Max-Age=604800');
    const [row] = await asOwner<{ seconds: string }>(
      `SELECT extract(epoch FROM expires_at - auth_time) AS seconds FROM sessions
       WHERE organisation_id = $1 ORDER BY auth_time DESC LIMIT 1`,
      [its.id],
    );
    expect(Number(row?.seconds)).toBe(604800);
  });

  it('stores the session as a hash, with address and browser', async () => {
    const its = await createOrganisation();
    const headers = { 'CF-Connecting-IP': '192.0.2.7', 'User-Agent': `Browser/1 ${'x'.repeat(1000)}` };
    const response = await login(its.owner.email, {}, headers);
    const rows = await asOwner('SELECT * FROM sessions WHERE organisation_id = $1', [its.id]);
    expect(JSON.stringify(rows)).not.toContain(sessionOf(response));
    expect(rows).toContainEqual(
      expect.objectContaining({ ip_address: '192.0.2.7', user_agent: expect.stringMatching(/^Browser\/1 x{502}$/) }),
    );
  });

  it('counts sign-ins, and remembers the last', async () => {
    const its = await createOrganisation();
    await login(its.owner.email, {}, { 'CF-Connecting-IP': '192.0.2.8' });
    await login(its.owner.email, WRONG);
    const [user] = await asOwner('SELECT login_count, last_login_ip, last_login_at FROM users WHERE id = $1', [
      its.owner.id,
    ]);
    expect(user).toEqual({ login_count: 2, last_login_ip: '192.0.2.8', last_login_at: expect.any(Date) });
  });

  it('records successes and failures in the audit log', async () => {
    const its = await createOrganisation();
    const headers = { 'CF-Connecting-IP': '192.0.2.9', 'User-Agent': 'Browser/2' };
    await login(its.owner.email, {}, headers);
    await login(its.owner.email, WRONG, headers);
    const events = await asOwner(
      `SELECT event_type, success, user_id, ip_address, user_agent, metadata FROM audit_logs
       WHERE organisation_id = $1 AND event_type LIKE 'user.login.%' ORDER BY created_at`,
      [its.id],
    );
    const where = { user_id: its.owner.id, ip_address: '192.0.2.9', user_agent: 'Browser/2' };
    expect(events).toEqual([
      {
        event_type: 'user.login.success',
        success: true,
        ...where,
        metadata: expect.objectContaining({ mfaUsed: false }),
      },
      {
        event_type: 'user.login.failed',
        success: false,
        ...where,
        metadata: expect.objectContaining({ reason: 'wrong_password' }),
      },
    ]);
  });
});

describe('account enumeration', () => {
  it('a wrong password and an unknown address cannot be told apart', async () => {
    const known = await login(organisation.owner.email, WRONG);
    const unknown = await login(`nobody-${crypto.randomUUID()}@example.com`, WRONG);
    expect(flightsOf(unknown)).toBe(flightsOf(known));
    await expectRefused(known.clone(), INVALID);
    expect(await unknown.text()).toBe(await known.text());
    expect(headersOf(unknown)).toEqual(headersOf(known));
  });

  /** All headers but those that are random. */
  function headersOf(response: Response) {
    const {
      'x-request-id': _,
      'x-csrf-token': __,
      'x-error-code': ___,
      'set-cookie': cookies,
      ...rest
    } = Object.fromEntries(response.headers);
    return { ...rest, cookies: cookies?.replace(/csrf_[\w-]{43}/, '<token>') };
  }

  it.each([
    ['blocked', (its: TestOrganisation) => blockUser(its.owner.id)],
    ['of a suspended organisation', (its: TestOrganisation) => setStatus(its.id, 'suspended')],
    ['with a second factor', (its: TestOrganisation) => withFactor(its)],
    ['of an organisation that demands a second factor', (its: TestOrganisation) => demandFactor(its)],
    ['deleted', (its: TestOrganisation) => deleteUser(its.owner.id)],
    ['without a password', (its: TestOrganisation) => withoutPassword(its)],
  ])('an account %s cannot be told from any other by who does not know the password', async (_state, change) => {
    const its = await createOrganisation();
    await change(its);
    await expectRefused(await login(its.owner.email, WRONG), INVALID);
  });

  it('whether the address is known or not, one hash is computed', async () => {
    const spies = [vi.spyOn(passwords, 'verify'), vi.spyOn(passwords, 'pretend')];
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const its = await createOrganisation();
    await withoutPassword(its);
    const nobody = `nobody-${crypto.randomUUID()}@example.com`;
    for (const [email, verified, pretended] of [
      [organisation.owner.email, 1, 0],
      [nobody, 0, 1],
      [its.owner.email, 0, 1],
    ] as const) {
      await login(email, WRONG);
      expect(spies.map((spy) => spy.mock.calls.length)).toEqual([verified, pretended]);
      for (const spy of spies) spy.mockClear();
    }
  });

  it('a failure gives no session', async () => {
    expect(sessionOf(await login(organisation.owner.email, WRONG))).toBeUndefined();
  });
});

async function withFactor(its: TestOrganisation): Promise<void> {
  await asOwner(`UPDATE users SET mfa_enabled = true, mfa_methods = '["totp"]' WHERE id = $1`, [its.owner.id]);
}

async function demandFactor(its: TestOrganisation): Promise<void> {
  await asOwner('UPDATE organisations SET require_mfa = true WHERE id = $1', [its.id]);
}

async function withoutPassword(its: TestOrganisation): Promise<void> {
  await asOwner('UPDATE users SET password = NULL WHERE id = $1', [its.owner.id]);
}

describe('accounts that the right password does not open', () => {
  it('the audit log has the reason', async () => {
    const its = await createOrganisation();
    await blockUser(its.owner.id);
    await expectRefused(await login(its.owner.email), 'Account is blocked');
    const events = await asOwner(
      `SELECT user_id, success, error_message, metadata FROM audit_logs
       WHERE organisation_id = $1 AND event_type = 'user.login.failed'`,
      [its.id],
    );
    const failure = { success: false, error_message: 'blocked', metadata: { reason: 'blocked' } };
    expect(events).toEqual([{ user_id: its.owner.id, ...failure }]);
  });

  it.each([
    ['a blocked person', (its: TestOrganisation) => blockUser(its.owner.id), 'Account is blocked'],
    [
      'a suspended organisation',
      (its: TestOrganisation) => setStatus(its.id, 'suspended'),
      'Organisation is not active',
    ],
    [
      'a cancelled organisation',
      (its: TestOrganisation) => setStatus(its.id, 'cancelled'),
      'Organisation is not active',
    ],
    ['a deleted person', (its: TestOrganisation) => deleteUser(its.owner.id), INVALID],
    ['a deleted organisation', (its: TestOrganisation) => deleteOrganisation(its.id), INVALID],
    ['a person without a password', (its: TestOrganisation) => withoutPassword(its), INVALID],
  ])('%s', async (_whose, change, detail) => {
    const its = await createOrganisation();
    await change(its);
    const response = await login(its.owner.email);
    await expectRefused(response, detail);
    expect(sessionOf(response)).toBeUndefined();
  });

  it('a person with a second factor must give it', async () => {
    const its = await createOrganisation();
    await withFactor(its);
    const response = await login(its.owner.email);
    await expectRefused(response, 'Multi-factor authentication required', { requiresMfa: true });
    expect(sessionOf(response)).toBeUndefined();
  });

  it('a person without one, where the organisation requires it, must enrol and can use no application', async () => {
    const its = await createOrganisation();
    await demandFactor(its);
    const response = await login(its.owner.email);
    await expectRefused(response, 'MFA enrollment required before logging in', { requiresEnrollment: true });
    const authorization = await authorizeUrl(await createClient(its.id), { prompt: 'none' });
    const visit = await send(authorization, { headers: { Cookie: cookiesOf(response) } });
    expect(redirectParameters(visit).get('error')).toBe('login_required');
  });
});

describe('the previous session (fixation)', () => {
  it('ends, and the new one has another token', async () => {
    const its = await createOrganisation();
    const first = await login(its.owner.email);
    const second = await login(its.owner.email, {}, { Cookie: cookiesOf(first) });
    expect(sessionOf(second)).not.toBe(sessionOf(first));
    expect(await profileStatus(cookiesOf(first))).toBe(401);
    expect(await profileStatus(cookiesOf(second))).toBe(200);
    expect(await profileStatus(its.cookies)).toBe(200);
  });

  it('a token that an attacker chose is not used', async () => {
    const chosen = `ses_${'A'.repeat(43)}`;
    const response = await login(organisation.owner.email, {}, { Cookie: `cerb_sid=${chosen}` });
    expect(sessionOf(response)).not.toBe(chosen);
    expect(await profileStatus(`cerb_sid=${chosen}`)).toBe(401);
  });

  it('survives a failed sign-in', async () => {
    const its = await createOrganisation();
    await login(its.owner.email, WRONG, { Cookie: its.cookies });
    expect(await profileStatus(its.cookies)).toBe(200);
  });
});

describe('client_id', () => {
  it("gives the context: a person of the client's organisation may sign in, another's may not", async () => {
    const { clientId } = await createClient(organisation.id);
    expect((await login(organisation.owner.email, { client_id: clientId })).status).toBe(200);
    const other = await createOrganisation();
    const refused = await login(other.owner.email, { client_id: clientId });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: 'You are not a member of this organisation' });
    expect(cookiesOf(refused)).not.toContain('cerb_sid');
    expectFlights(refused, 2);
    expect((await login(other.owner.email)).status).toBe(200);
  });

  it('of no client gives no context', async () => {
    expect((await login(organisation.owner.email, { client_id: 'nobody' })).status).toBe(200);
  });
});

describe('imported password hashes', () => {
  /** `Correct-Horse-7` by another implementation with the parameters of the original: 64 MiB, three passes, four lanes. */
  const HASH = '$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$xnXZDQAw6vxd33CBl1WtW3uw5+9Eft7yR2hPg+GXMZg';

  it('still verify, and are replaced by one with the current parameters', async () => {
    const its = await createOrganisation();
    await asOwner('UPDATE users SET password = $2 WHERE id = $1', [its.owner.id, HASH]);
    await expectRefused(await login(its.owner.email, WRONG), INVALID);
    expect((await login(its.owner.email)).status).toBe(200);
    const [user] = await asOwner<{ password: string }>('SELECT password FROM users WHERE id = $1', [its.owner.id]);
    expect(user?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await login(its.owner.email)).status).toBe(200);
    await expectRefused(await login(its.owner.email, WRONG), INVALID);
  });

  it.each([
    ['asked for', 'UPDATE users SET mfa_enabled = TRUE WHERE organisation_id = $1'],
    ['to be set up', 'UPDATE organisations SET require_mfa = TRUE WHERE id = $1'],
  ])('are replaced when a second factor is %s', async (_, text) => {
    const its = await createOrganisation();
    const colleague = await createPerson(its);
    await asOwner('UPDATE users SET password = $2 WHERE organisation_id = $1', [its.id, HASH]);
    await asOwner(text, [its.id]);
    expect((await login(its.owner.email)).status).toBe(401);
    const hashes = await asOwner('SELECT password FROM users WHERE id = ANY ($1) ORDER BY id = $2', [
      [its.owner.id, colleague.id],
      colleague.id,
    ]);
    expect(hashes).toEqual([{ password: expect.stringContaining('m=19456,t=2,p=1') }, { password: HASH }]);
  });
});

describe('invalid bodies', () => {
  it.each([
    ['email', { email: undefined }],
    ['email', { email: 'nobody' }],
    ['email', { email: ['a@example.com'] }],
    ['email', { email: { $ne: null } }],
    ['email', { email: 'a\0@example.com' }],
    ['email', { email: `${'a'.repeat(300)}@example.com` }],
    ['password', { password: undefined }],
    ['password', { password: '' }],
    ['password', { password: 7 }],
    ['password', { password: 'a'.repeat(1025) }],
    ['client_id', { client_id: 'a\0b' }],
    ['client_id', { client_id: 'a'.repeat(256) }],
    ['mfaToken', { mfaToken: 123456 }],
  ])('400, naming %s: %j', async (field, change) => {
    const response = await login(organisation.owner.email, change);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { detail: string; errors: { path: string[] }[] };
    expect(problem.detail).toBe('Invalid input');
    expect(problem.errors.map((issue) => issue.path[0])).toEqual([field]);
  });

  it.each(['', '{', 'null', '[]', '"text"', '7', '{"email": "a@example.com"', 'email=a@example.com&password=b'])(
    'no JSON object: %s',
    async (body) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await send('/v1/auth/login', { method: 'POST', headers, body });
      expect(response.status).toBe(400);
      expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    },
  );

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'of a type that a form of another site can send: 415 (%s)',
    async (type) => {
      const body = JSON.stringify({ email: organisation.owner.email, password: PASSWORD });
      const response = await send('/v1/auth/login', { method: 'POST', headers: { 'Content-Type': type }, body });
      expect(response.status).toBe(415);
    },
  );

  it('without a content type: not read as JSON', async () => {
    const body = new TextEncoder().encode(JSON.stringify({ email: organisation.owner.email, password: PASSWORD }));
    expect((await send('/v1/auth/login', { method: 'POST', body })).status).toBe(415);
  });

  it('beyond 100 KiB: 413', async () => {
    expect((await login(organisation.owner.email, { padding: 'x'.repeat(110_000) })).status).toBe(413);
  });
});

describe('requests from other sites (login CSRF)', () => {
  it.each([
    ['Origin of another site', { Origin: 'https://evil.example' }],
    ['Origin null', { Origin: 'null' }],
    ['Origin of a subdomain look-alike', { Origin: `${ISSUER}.evil.example` }],
    ['Origin with another port', { Origin: 'http://localhost:4001' }],
    ['Sec-Fetch-Site cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('%s: 403, and nobody is signed in', async (_what, headers) => {
    const response = await login(organisation.owner.email, {}, headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(sessionOf(response)).toBeUndefined();
  });

  it.each([
    ['our own', ISSUER, {}],
    ['the admin web', 'https://admin.example.com', { ADMIN_WEB_ORIGIN: 'https://admin.example.com/' }],
    [
      'the sign-in page of the operator',
      'https://login.example.com',
      { LOGIN_UI_URL: 'https://login.example.com/sign-in' },
    ],
  ])('Origin of %s is fine', async (_what, origin, overrides) => {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin },
      body: JSON.stringify({ email: organisation.owner.email, password: PASSWORD }),
    };
    expect((await send('/v1/auth/login', init, overrides)).status).toBe(200);
  });
});

it('no log line contains a secret, at the lowest log level', async () => {
  const its = await createOrganisation();
  const spies = (['debug', 'info', 'warn', 'error', 'log'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation(() => {}),
  );
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const attempt = (password: string, cookies = '') =>
    send(
      '/v1/auth/login',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Cookie: cookies, Authorization: 'Bearer the-bearer-token' },
        body: JSON.stringify({ email: its.owner.email, password, mfaToken: '987654' }),
      },
      { LOG_LEVEL: 'debug' },
    );
  const response = await attempt(PASSWORD, its.cookies);
  await attempt('Wrong-Horse-7');
  await send('/v1/me/profile', { headers: { Cookie: cookiesOf(response) } }, { LOG_LEVEL: 'debug' });
  const lines = spies.flatMap((spy) => spy.mock.calls.map((call) => call.map(String).join(' ')));
  expect(lines.length).toBeGreaterThan(3);
  const [, oldSession = ''] = /cerb_sid=([^;]+)/.exec(its.cookies) ?? [];
  const secrets = [
    PASSWORD,
    'Wrong-Horse-7',
    'the-bearer-token',
    '987654',
    oldSession,
    sessionOf(response) ?? '',
    '$argon2id',
  ];
  for (const secret of secrets) {
    expect(secret).not.toBe('');
    expect(lines.join('\n')).not.toContain(secret);
  }
});
