import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { cookiesOf, expectFlights, PRODUCTION, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { logIn } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';

function unique(): string {
  return crypto.randomUUID().slice(0, 13);
}

function input(changes: Record<string, unknown> = {}) {
  const id = unique();
  return {
    organisationName: `Onboarding ${id}`,
    email: `founder-${id}@example.com`,
    firstName: 'Grace',
    lastName: 'Founder',
    password: PASSWORD,
    ...changes,
  };
}

const onboard = (changes: Record<string, unknown> = {}) => postJson('/v1/auth/onboard', input(changes));

interface Problem {
  detail: string;
  errors: { path: string[]; code: string; message: string }[];
}

async function expectProblem(response: Response, status: number, detail: string): Promise<Problem> {
  const problem = (await response.json()) as Problem;
  expect([response.status, problem.detail]).toEqual([status, detail]);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(problem).toMatchObject({ status, message: detail, instance: '/v1/auth/onboard' });
  return problem;
}

describe('POST /v1/auth/onboard', () => {
  it('answers the organisation, its owner, its four roles and the defaults of invitations', async () => {
    const metadata = { plan: 'gold', seats: [1, null, { deep: '☃' }] };
    const given = input({ metadata });
    const response = await postJson('/v1/auth/onboard', given);
    expect(response.status).toBe(201);
    const body = (await response.json()) as { roles: { slug: string; isDefault: boolean; id: string }[] };
    const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(body).toEqual({
      message: 'Organisation onboarded successfully',
      organisation: {
        id,
        name: given.organisationName,
        slug: given.organisationName.toLowerCase().replace(' ', '-'),
        configs: {
          allowedCallbackUrls: [],
          allowedLogoutUrls: [],
          allowedOrigins: [],
          sessionLifetime: 3600,
          sessionIdleTimeout: 1800,
          requireMfa: false,
          allowedMfaMethods: [],
          passwordPolicy: null,
          tokenLifetimePolicy: null,
          branding: null,
          metadata,
        },
      },
      user: { id, email: given.email, name: 'Grace Founder' },
      roles: expect.any(Array),
      invitationDefaults: {
        roleId: body.roles.find((role) => role.slug === 'staff')?.id,
        expiresInHours: 168,
        maxUses: 1,
      },
    });
    for (const role of body.roles) {
      expect(role).toEqual({
        id,
        name: expect.any(String),
        slug: expect.any(String),
        description: expect.any(String),
        isDefault: role.slug === 'staff',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        permissions: expect.arrayContaining([
          { id: expect.any(String), slug: expect.any(String), name: expect.any(String) },
        ]),
        _count: { users: role.slug === 'owner' ? 1 : 0 },
      });
    }
    expect(body.roles.map((role) => role.slug).sort()).toEqual(['admin', 'manager', 'owner', 'staff']);
  });

  it('takes two round trips', async () => {
    expectFlights(await onboard(), 2);
  });

  it('signs the owner in: cookies and CSRF token work at once', async () => {
    const response = await onboard();
    const [session, device, csrf] = response.headers.getSetCookie();
    expect(session).toMatch(/^cerb_sid=ses_[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(device).toMatch(/^cerb_device=dev_[\w-]{43}\.[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(csrf).toMatch(/^cerb_csrf=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(csrf).toContain(response.headers.get('X-CSRF-Token') ?? 'none');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const { user } = (await response.json()) as { user: { id: string } };
    const profile = await send('/v1/me/profile', { headers: { Cookie: cookiesOf(response) } });
    expect(await profile.json()).toMatchObject({ id: user.id, emailVerified: false, permissions: ['*'] });
  });

  it('remembers the browser: a sign-in from another one is notified, from this one it is not', async () => {
    const given = input();
    const founded = await postJson('/v1/auth/onboard', given);
    const Cookie = cookiesOf(founded);
    expect((await send('/v1/auth/logout', { method: 'POST', headers: { Cookie } })).status).toBe(200);
    const device = /cerb_device=[^;]+/.exec(Cookie)?.[0] ?? '';
    expect((await logIn(given.email, {}, { Cookie: device })).status).toBe(200);
    expect(await emailsTo(given.email, 'new-device')).toHaveLength(0);
    expect((await logIn(given.email)).status).toBe(200);
    expect(await emailsTo(given.email, 'new-device')).toHaveLength(1);
  });

  it('keeps the device cookie that a browser has', async () => {
    const Cookie = cookiesOf(await onboard());
    const device = /cerb_device=[^;]+/.exec(Cookie)?.[0] ?? '';
    const again = await postJson('/v1/auth/onboard', input(), { Cookie: device });
    expect(cookiesOf(again)).toContain(device);
    const forged = await postJson('/v1/auth/onboard', input(), { Cookie: 'cerb_device=mine' });
    expect(cookiesOf(forged)).toMatch(/cerb_device=dev_/);
  });

  it('sends Secure cookies when the issuer is https', async () => {
    const body = JSON.stringify(input());
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    const response = await send('/v1/auth/onboard', init, { ISSUER_URL: 'https://id.example.com' });
    for (const cookie of response.headers.getSetCookie()) expect(cookie).toContain('; Secure');
  });

  it('accepts only a device cookie with the prefix __Host-, which no other host of the domain can set', async () => {
    const secure = { ISSUER_URL: 'https://id.example.com' };
    const found = (Cookie: string) => {
      const headers = { 'Content-Type': 'application/json', Cookie };
      return send('/v1/auth/onboard', { method: 'POST', headers, body: JSON.stringify(input()) }, secure);
    };
    const planted = `dev_${'A'.repeat(43)}`;
    const answer = await found(`cerb_device=${planted}`);
    expect(cookiesOf(answer)).toMatch(/__Host-cerb_device=dev_/);
    expect(cookiesOf(answer)).not.toContain(planted);
    expect(cookiesOf(await found(`__Host-cerb_device=${planted}`))).toContain(`__Host-cerb_device=${planted}`);
  });

  it('gives the owner the owner role, records events and sends a welcome message', async () => {
    const response = await onboard();
    const { organisation, user } = (await response.json()) as { organisation: { id: string }; user: { id: string } };
    const [row] = await asOwner('SELECT owner_id, status FROM organisations WHERE id = $1', [organisation.id]);
    expect(row).toEqual({ owner_id: user.id, status: 'trial' });
    const events = await asOwner<{ event_type: string }>(
      'SELECT event_type, success, user_id FROM audit_logs WHERE organisation_id = $1 ORDER BY event_type',
      [organisation.id],
    );
    expect(events).toEqual([
      { event_type: 'organisation.created', success: true, user_id: user.id },
      { event_type: 'user.created', success: true, user_id: user.id },
    ]);
    const mails = await asOwner('SELECT template, recipient FROM outbound_emails WHERE organisation_id = $1', [
      organisation.id,
    ]);
    expect(mails).toEqual([{ template: 'welcome', recipient: expect.stringMatching(/^founder-/) }]);
  });

  it('stores the password as an Argon2id hash, and nowhere else', async () => {
    const { organisation } = (await (await onboard()).json()) as { organisation: { id: string } };
    const [user] = await asOwner<{ password: string }>('SELECT * FROM users WHERE organisation_id = $1', [
      organisation.id,
    ]);
    expect(user?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const rows = [
      await asOwner('SELECT * FROM organisations WHERE id = $1', [organisation.id]),
      await asOwner('SELECT * FROM audit_logs WHERE organisation_id = $1', [organisation.id]),
      await asOwner('SELECT * FROM outbound_emails WHERE organisation_id = $1', [organisation.id]),
    ];
    expect(JSON.stringify([user, rows])).not.toContain(PASSWORD);
  });

  it('trims names and writes the address in lower case', async () => {
    const id = unique();
    const response = await onboard({
      organisationName: ` Trim ${id} `,
      email: ` FOUNDER-${id}@Example.COM `,
      firstName: ' Grace ',
    });
    expect(await response.json()).toMatchObject({
      organisation: { name: `Trim ${id}` },
      user: { email: `founder-${id}@example.com`, name: 'Grace Founder' },
    });
  });

  it('stores names of other alphabets, and names with special characters, unchanged', async () => {
    const id = unique();
    const name = `Größe 日本 <b>'; DROP TABLE users; --</b> ${id}`;
    const response = await onboard({ organisationName: name, lastName: "O'Néill <i>" });
    expect(await response.json()).toMatchObject({ organisation: { name }, user: { name: "Grace O'Néill <i>" } });
  });
});

describe('conflicts', () => {
  const CONFLICT = 'An organisation with this name or email already exists';
  let existing: TestOrganisation;

  beforeAll(async () => {
    existing = await createOrganisation();
  });

  it.each([
    ['the same name', () => ({ organisationName: existing.name })],
    ['the same name with spaces', () => ({ organisationName: `  ${existing.name} ` })],
    ['the same address', () => ({ email: existing.owner.email })],
    ['the same address in another case', () => ({ email: existing.owner.email.toUpperCase() })],
  ])('%s: 409', async (_what, changes) => {
    await expectProblem(await onboard(changes()), 409, CONFLICT);
  });

  it('the address of a deleted person stays reserved', async () => {
    const gone = await createOrganisation();
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [gone.owner.id]);
    await expectProblem(await onboard({ email: gone.owner.email }), 409, CONFLICT);
  });

  it('a 409 leaves nothing behind, no session either', async () => {
    const given = input({ email: existing.owner.email });
    const response = await postJson('/v1/auth/onboard', given);
    expect(response.headers.getSetCookie().some((cookie) => cookie.startsWith('cerb_sid='))).toBe(false);
    expect(await asOwner('SELECT FROM organisations WHERE name = $1', [given.organisationName])).toHaveLength(0);
  });

  it('concurrent requests with the same name create one organisation', async () => {
    const organisationName = `Race ${unique()}`;
    const responses = await Promise.all(Array.from({ length: 6 }, () => onboard({ organisationName })));
    expect(responses.map((response) => response.status).sort()).toEqual([201, ...Array(5).fill(409)]);
    expect(await asOwner('SELECT FROM organisations WHERE name = $1', [organisationName])).toHaveLength(1);
  });

  it('names that make the same slug get numbers', async () => {
    const id = unique();
    const slugs: string[] = [];
    for (const organisationName of [`Acme ${id}`, `Acme, ${id}`, `ACME ${id}!`]) {
      const { organisation } = (await (await onboard({ organisationName })).json()) as {
        organisation: { slug: string };
      };
      slugs.push(organisation.slug);
    }
    expect(slugs).toEqual([`acme-${id}`, `acme-${id}-2`, `acme-${id}-3`]);
    await asOwner('UPDATE organisations SET deleted_at = now() WHERE slug = $1', [`acme-${id}-3`]);
    const answer = await onboard({ organisationName: `(Acme) ${id}` });
    expect(await answer.json()).toMatchObject({ organisation: { slug: `acme-${id}-4` } });
  });

  it('concurrent names with the same slug do not conflict', async () => {
    const id = unique();
    const names = [`Acme ${id}`, `Acme, ${id}`, `ACME ${id}!`, `(Acme) ${id}`];
    const responses = await Promise.all(names.map((organisationName) => onboard({ organisationName })));
    expect(responses.map((response) => response.status)).toEqual([201, 201, 201, 201]);
    const rows = await asOwner<{ slug: string }>('SELECT slug FROM organisations WHERE slug LIKE $1', [`acme-${id}%`]);
    expect(new Set(rows.map((row) => row.slug)).size).toBe(4);
  });
});

describe('passwords that are too weak', () => {
  it('are refused with everything that is wrong, in order', async () => {
    const problem = await expectProblem(await onboard({ password: 'aaaaaaaa' }), 400, 'Password too weak');
    expect(problem.errors).toEqual([
      'Password must contain at least one uppercase letter',
      'Password must contain at least one number',
      'Password must contain at least one special character',
    ]);
  });

  it.each(['Aa1!', `Aa1!${'a'.repeat(200)}`])(
    'are refused as input when they are too short or too long',
    async (password) => {
      const problem = await expectProblem(await onboard({ password }), 400, 'Invalid input');
      expect(problem.errors).toEqual([expect.objectContaining({ path: ['password'], message: expect.any(String) })]);
    },
  );

  it('are not repeated in the answer', async () => {
    const response = await onboard({ password: 'sesame-sesame' });
    expect(await response.text()).not.toContain('sesame');
  });
});

describe('invalid input: 400, naming the field', () => {
  const LONG = 'x'.repeat(10_000);

  it.each([
    ['organisationName', undefined],
    ['organisationName', ''],
    ['organisationName', '   '],
    ['organisationName', 7],
    ['organisationName', ['a']],
    ['organisationName', LONG],
    ['organisationName', 'a\0b'],
    ['organisationName', 'line\nbreak'],
    ['organisationName', '\ud800'],
    ['organisationName', 'a\u202eb'],
    ['organisationName', '\u200b\u2060'],
    ['firstName', undefined],
    ['firstName', LONG],
    ['firstName', 'a\0b'],
    ['firstName', '\u0007'],
    ['firstName', 'a\u2066b'],
    ['firstName', '\u200b'],
    ['lastName', ''],
    ['lastName', 'a\u2028b'],
    ['lastName', LONG],
    ['email', undefined],
    ['email', 'nobody'],
    ['email', 'a@b'],
    ['email', 'a\0b@example.com'],
    ['email', `${LONG}@example.com`],
    ['email', 'a@example.com, b@example.com'],
    ['email', 'a@example.com\r\nBcc: b@example.com'],
    ['password', undefined],
    ['password', 12345678],
    ['metadata', 'text'],
    ['metadata', ['list']],
    ['metadata', { large: LONG.repeat(2) }],
    ['metadata', { nul: 'a\0b' }],
    ['metadata', { 'key\0': 1 }],
    ['metadata', { half: '\ud83d' }],
  ])('%s: %j', async (field, value) => {
    const problem = await expectProblem(await onboard({ [field]: value }), 400, 'Invalid input');
    expect(new Set(problem.errors.map((issue) => issue.path[0]))).toEqual(new Set([field]));
  });

  it.each([
    ['a backslash before u0000, which is no NUL', { path: 'C:\\u0000' }],
    ['a pair of surrogates, which is a character', { emoji: '😀' }],
    ['depth', { deep: JSON.parse(`${'['.repeat(25)}${']'.repeat(25)}`) }],
    ['names that objects inherit', JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
  ])('but metadata with %s is stored', async (_what, metadata) => {
    expect((await onboard({ metadata })).status).toBe(201);
  });

  it('all of it at once', async () => {
    const problem = await expectProblem(await postJson('/v1/auth/onboard', {}), 400, 'Invalid input');
    const fields = problem.errors.map((issue) => issue.path[0]);
    expect(fields).toEqual(['organisationName', 'email', 'firstName', 'lastName', 'password']);
    for (const issue of problem.errors)
      expect(issue).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });

  it.each([{ status: 'active' }, { slug: 'mine' }, { isAdmin: true }, { id: unique() }])(
    'unknown fields are refused (no mass assignment): %j',
    async (field) => {
      const response = await onboard(field);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ path: Object.keys(field), message: 'Unknown field' }] });
    },
  );
});

/** OIDC Core section 5.1: verified is what "affirmative steps" showed, and onboarding is none. */
describe("the owner's address", () => {
  const isVerified = async (email: string) => {
    const [row] = await asOwner<{ yes: boolean }>(
      'SELECT email_verified_at IS NOT NULL AS yes FROM users WHERE email = $1',
      [email],
    );
    return row?.yes;
  };

  it('is not verified until the link in the mailbox was used', async () => {
    const given = input();
    expect((await postJson('/v1/auth/onboard', given)).status).toBe(201);
    expect(await isVerified(given.email)).toBe(false);
    const token = await newestToken(given.email, 'welcome');
    expect((await postJson('/v1/auth/verify-email', { token })).status).toBe(200);
    expect(await isVerified(given.email)).toBe(true);
  });

  it('is one, however its domain is written (RFC 5891 section 5)', async () => {
    const name = unique();
    const email = (domain: string) => `founder@${name}-${domain}`;
    expect((await onboard({ email: email('müller.example') })).status).toBe(201);
    const again = await onboard({ email: `founder@${new URL(`http://${name}-müller.example`).hostname}` });
    expect(again.status).toBe(409);
    expect((await logIn(email('MÜLLER.example'))).status).toBe(200);
  });
});

describe('ONBOARDING', () => {
  const found = (mode: string | undefined, given: Record<string, unknown>) => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given) };
    return send(
      '/v1/auth/onboard',
      init,
      mode === undefined ? { ...PRODUCTION, ONBOARDING: undefined } : { ONBOARDING: mode },
    );
  };
  const isThere = async (given: { email: string }) =>
    (await asOwner('SELECT FROM organisations WHERE email = $1', [given.email])).length > 0;

  /** As the operator's command writes it. */
  async function invitation({ email, hours = 1 }: { email?: string; hours?: number } = {}): Promise<string> {
    const token = newSecret('onboarding');
    await asOwner(
      `INSERT INTO onboarding_invitations (id, email, token, expires_at)
       VALUES (gen_random_uuid(), $1, $2, now() + make_interval(hours => $3))`,
      [email ?? null, await sha256(token), hours],
    );
    return token;
  }

  it.each([undefined, 'closed'])('%s lets nobody found an organisation, even with an invitation', async (mode) => {
    const given = input({ invitationToken: await invitation() });
    const answer = await found(mode, given);
    expect([answer.status, await isThere(given)]).toEqual([403, false]);
    expect(await answer.json()).toMatchObject({ detail: 'New organisations are created by the operator only' });
  });

  it('invite-only accepts an invitation, once', async () => {
    const token = await invitation();
    const first = input({ invitationToken: token });
    const second = input({ invitationToken: token });
    expect((await found('invite-only', first)).status).toBe(201);
    expect((await found('invite-only', second)).status).toBe(403);
    expect(await isThere(second)).toBe(false);
    await asOwner('UPDATE organisations SET deleted_at = now() WHERE email = $1', [first.email]);
    expect((await found('invite-only', second)).status).toBe(403);
  });

  it('invite-only accepts one of many concurrent requests with the same invitation', async () => {
    const token = await invitation();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => found('invite-only', input({ invitationToken: token }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);
  });

  it.each<[string, () => Promise<Record<string, unknown>>]>([
    ['none', async () => ({})],
    ['one that nobody wrote', async () => ({ invitationToken: newSecret('onboarding') })],
    ['something else', async () => ({ invitationToken: 'x' })],
    ['one that has expired', async () => ({ invitationToken: await invitation({ hours: -1 }) })],
    ['one for another address', async () => ({ invitationToken: await invitation({ email: 'other@example.com' }) })],
  ])('invite-only refuses %s', async (_what, changes) => {
    const given = input(await changes());
    expect((await found('invite-only', given)).status).toBe(403);
    expect(await isThere(given)).toBe(false);
  });

  it('invite-only accepts an invitation for that address only', async () => {
    const given = input();
    const invitationToken = await invitation({ email: given.email });
    expect((await found('invite-only', { ...given, invitationToken })).status).toBe(201);
  });
});
