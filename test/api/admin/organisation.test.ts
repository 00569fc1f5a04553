import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights, ISSUER, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

const PATH = '/v1/admin/organisation';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;
let nobody: TestPerson;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
  nobody = await createPerson(organisation);
});

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;

async function read(who: Who = organisation): Promise<Record<string, unknown>> {
  const answer = await sendAs(who, 'GET', PATH);
  expect(answer.status).toBe(200);
  expectFlights(answer, 2);
  return answer.json();
}

const change = (changes: unknown, who: Who = admin) => sendAs(who, 'PATCH', PATH, changes);

async function changed(changes: unknown, who: Who = admin): Promise<Record<string, unknown>> {
  const answer = await change(changes, who);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}

/** What the audit log says was changed, oldest first. */
async function traces({ id }: TestOrganisation = organisation): Promise<unknown[]> {
  const rows = await asOwner<{ metadata: { changes: unknown } }>(
    `SELECT metadata FROM audit_logs WHERE organisation_id = $1 AND event_type = 'organisation.updated' ORDER BY id`,
    [id],
  );
  return rows.map(({ metadata }) => metadata.changes);
}

/** An organisation whose settings nothing else changes, so that they are known. */
const another = () => createOrganisation();

describe('The organisation', () => {
  it('is read by everybody in it, whatever their roles', async () => {
    const whole = {
      id: organisation.id,
      slug: organisation.slug,
      name: organisation.name,
      email: organisation.owner.email,
      phone: null,
      website: null,
      status: 'trial',
      ownerId: organisation.owner.id,
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
      auditRetentionDays: null,
      metadata: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    };
    expect(await read()).toEqual(whole);
    expect(await read(nobody)).toEqual(whole);
    expect((await read(stranger)).id).toBe(stranger.id);
  });

  it('is changed in two round trips beside the session’s, and in one when nothing differs', async () => {
    const its = await another();
    const settings = {
      ...{ name: 'Söhne & Töchter', email: `info@${its.slug}.example`, phone: '+49 30 1234' },
      website: 'https://example.com/',
      allowedCallbackUrls: ['https://app.example.com/callback', 'com.example.app:/callback'],
      allowedLogoutUrls: ['https://app.example.com/bye'],
      allowedOrigins: [],
      sessionLifetime: 7200,
      sessionIdleTimeout: 600,
      requireMfa: true,
      allowedMfaMethods: ['webauthn', 'totp'],
      passwordPolicy: { minLength: 12, requireNumbers: false, requireSymbols: true, preventReuse: 3, maxAge: 90 },
      tokenLifetimePolicy: { accessToken: 600, refreshToken: 86_400, idToken: 300 },
      branding: { logoUrl: 'https://example.com/logo.png', primaryColor: '#0055aa' },
      metadata: { plan: { seats: 7 }, tags: ['a'] },
    };
    const before = await read(its);
    const name = `${settings.name} ${its.slug}`;
    const answer = await change({ ...settings, name }, its);
    expectFlights(answer, 3);
    const after = await answer.json();
    expect(after).toEqual({ ...before, ...settings, name, updatedAt: expect.any(String) });
    expect(await read(its)).toEqual(after);
    const { allowedOrigins: _same, ...differing } = { ...settings, name, metadata: 'changed' };
    expect(await traces(its)).toEqual([differing]);

    const again = await change({ ...settings, name }, its);
    expectFlights(again, 2);
    expect(await again.json()).toEqual(after);
    expect(await traces(its)).toHaveLength(1);
  });

  it('says how long its audit log is kept; the trace of a change names the value before it', async () => {
    const its = await another();
    expect(await changed({ auditRetentionDays: 30 }, its)).toMatchObject({ auditRetentionDays: 30 });
    expect(await changed({ auditRetentionDays: 3650 }, its)).toMatchObject({ auditRetentionDays: 3650 });
    expect(await changed({ auditRetentionDays: null, requireMfa: true }, its)).toMatchObject({
      auditRetentionDays: null,
    });
    const traced = await asOwner<{ metadata: unknown }>(
      `SELECT metadata FROM audit_logs WHERE organisation_id = $1 AND event_type = 'organisation.updated' ORDER BY id`,
      [its.id],
    );
    expect(traced.map(({ metadata }) => metadata)).toEqual([
      { changes: { auditRetentionDays: 30 }, previous: { auditRetentionDays: null } },
      { changes: { auditRetentionDays: 3650 }, previous: { auditRetentionDays: 30 } },
      { changes: { auditRetentionDays: null, requireMfa: true }, previous: { auditRetentionDays: 3650 } },
    ]);
  });

  it('keeps what a change does not name, and loses what it makes null', async () => {
    const its = await another();
    const settings = {
      ...{ phone: '1', website: 'https://example.com', allowedCallbackUrls: ['https://a.example'] },
      ...{ allowedLogoutUrls: ['https://a.example'], allowedOrigins: ['https://a.example'] },
      ...{ allowedMfaMethods: ['totp'], passwordPolicy: { minLength: 10 }, tokenLifetimePolicy: { idToken: 60 } },
      ...{ branding: { primaryColor: '#123456', logoUrl: null }, metadata: { a: 1 } },
      auditRetentionDays: 90,
    };
    await changed(settings, its);
    expect(await changed({ requireMfa: true }, its)).toMatchObject({ ...settings, requireMfa: true });
    const nothing = Object.fromEntries(Object.keys(settings).map((name) => [name, null]));
    const lists = { allowedCallbackUrls: [], allowedLogoutUrls: [], allowedOrigins: [], allowedMfaMethods: [] };
    expect(await changed(nothing, its)).toMatchObject({ ...nothing, ...lists, requireMfa: true });
    expect(await changed({ phone: '' }, its)).toMatchObject({ phone: null });
  });

  it.each(['id', 'slug', 'status', 'ownerId', 'createdAt', 'deletedAt', 'pairwiseSalt', 'onboardingInvitationId'])(
    'has no setting %s',
    async (name) => {
      const row = () => asOwner('SELECT * FROM organisations WHERE id = $1', [organisation.id]);
      const before = await row();
      await change({ [name]: stranger.id });
      expect(await row()).toEqual(before);
    },
  );

  it('is changed only with the permission, and only one’s own', async () => {
    for (const who of [nobody, await createPerson(organisation, 'manager')]) {
      const answer = await change({ name: 'Taken over' }, who);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ detail: 'Missing required permission: organisation:update' });
    }
    await changed({ phone: '42' }, stranger);
    expect(await read()).toMatchObject({ phone: null, name: organisation.name });
  });
});

describe('A name or an address that another organisation has', () => {
  it('is refused without telling which of them it is, also when that organisation was deleted', async () => {
    const [its, gone] = [await another(), await another()];
    await asOwner(`UPDATE organisations SET deleted_at = now(), status = 'cancelled' WHERE id = $1`, [gone.id]);
    const answers = [];
    for (const changes of [{ name: stranger.name }, { email: stranger.owner.email }, { name: gone.name }]) {
      const answer = await change({ ...changes, phone: '1' }, its);
      expect(answer.status).toBe(409);
      answers.push(((await answer.json()) as { detail: string }).detail);
    }
    expect(new Set(answers)).toEqual(new Set(['An organisation with this name or email already exists']));
    expect(await read(its)).toMatchObject({ name: its.name, phone: null });
    expect(await traces(its)).toEqual([]);
  });
});

describe('Settings are refused with the field that is wrong', () => {
  it.each([
    ['name', { name: '' }],
    ['name', { name: null }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'turned\u202earound' }],
    ['email', { email: 'nobody' }],
    ['email', { email: null }],
    ['phone', { phone: '1'.repeat(33) }],
    ['website', { website: 'example.com' }],
    ['website', { website: 'http://example.com' }],
    ['website', { website: 'javascript:alert(1)' }],
    ['website', { website: 'com.example.app:/home' }],
    ['allowedCallbackUrls', { allowedCallbackUrls: 'https://a.example' }],
    ['allowedCallbackUrls', { allowedCallbackUrls: ['https://a.example', 'https://*.example'] }],
    ['allowedCallbackUrls', { allowedCallbackUrls: ['https://a.example#part'] }],
    ['allowedCallbackUrls', { allowedCallbackUrls: ['https://a.example', 'https://a.example'] }],
    ['allowedLogoutUrls', { allowedLogoutUrls: ['data:text/html,hello'] }],
    ['allowedLogoutUrls', { allowedLogoutUrls: ['http://a.example'] }],
    ['allowedLogoutUrls', { allowedLogoutUrls: ['https://user:pass@a.example'] }],
    ['allowedLogoutUrls', { allowedLogoutUrls: Array.from({ length: 101 }, (_, n) => `https://a.example/${n}`) }],
    ['allowedOrigins', { allowedOrigins: ['https://a.example/'] }],
    ['allowedOrigins', { allowedOrigins: ['*'] }],
    ['allowedOrigins', { allowedOrigins: ['null'] }],
    ['allowedOrigins', { allowedOrigins: ['http://a.example'] }],
    ['sessionLifetime', { sessionLifetime: 299 }],
    ['sessionLifetime', { sessionLifetime: 604_801 }],
    ['sessionLifetime', { sessionLifetime: 3600.5 }],
    ['sessionLifetime', { sessionLifetime: null }],
    ['sessionIdleTimeout', { sessionIdleTimeout: 59 }],
    ['sessionIdleTimeout', { sessionIdleTimeout: 3601 }],
    ['sessionIdleTimeout', { sessionLifetime: 1200, sessionIdleTimeout: 1201 }],
    ['requireMfa', { requireMfa: 'yes' }],
    ['requireMfa', { requireMfa: null }],
    ['allowedMfaMethods', { requireMfa: true, allowedMfaMethods: ['sms'] }],
    ['allowedMfaMethods', { allowedMfaMethods: ['totp', 'backup_code'] }],
    ['passwordPolicy', { passwordPolicy: { minLength: 7 } }],
    ['passwordPolicy', { passwordPolicy: { minLength: 129 } }],
    ['passwordPolicy', { passwordPolicy: { minlength: 12 } }],
    ['passwordPolicy', { passwordPolicy: { preventReuse: 11 } }],
    ['passwordPolicy', { passwordPolicy: { maxAge: -1 } }],
    ['passwordPolicy', { passwordPolicy: { requireNumber: true, requireNumbers: false } }],
    ['tokenLifetimePolicy', { tokenLifetimePolicy: { accessToken: 59 } }],
    ['tokenLifetimePolicy', { tokenLifetimePolicy: { accessToken: 86_401 } }],
    ['tokenLifetimePolicy', { tokenLifetimePolicy: { accessToken: 60, accessTokenLifetime: 61 } }],
    ['tokenLifetimePolicy', { tokenLifetimePolicy: { code: 60 } }],
    ['auditRetentionDays', { auditRetentionDays: 29 }],
    ['auditRetentionDays', { auditRetentionDays: 3651 }],
    ['auditRetentionDays', { auditRetentionDays: 90.5 }],
    ['branding', { branding: { logoUrl: 'http://example.com/logo.png' } }],
    ['branding', { branding: { primaryColor: 'red' } }],
    ['branding', { branding: { css: 'body {}' } }],
    ['metadata', { metadata: [] }],
    ['metadata', { metadata: { text: 'x'.repeat(10_000) } }],
    ['metadata', { metadata: { text: 'a\u0000b' } }],
  ])('%s: %j', async (field, changes) => {
    const answer = await change(changes);
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { path: string[] }[] };
    expect(errors.map(({ path }) => path[0])).toContain(field);
  });

  it('and then nothing is changed', async () => {
    expect(await read()).toMatchObject({ name: organisation.name, createdAt: expect.any(String), website: null });
    expect(await traces()).toEqual([]);
  });

  it('all at once', async () => {
    const answer = await change({ name: '', website: 'x', sessionLifetime: 1, branding: { primaryColor: 'red' } });
    const { errors } = (await answer.json()) as { errors: { path: string[] }[] };
    expect(errors.map(({ path }) => path.join('.')).sort()).toEqual([
      ...['branding.primaryColor', 'name', 'sessionLifetime', 'website'],
    ]);
  });
});

describe('Policies in either spelling', () => {
  it('are stored and shown in one', async () => {
    const its = await another();
    const passwordPolicy = { requireNumber: true, requireSpecial: false, requireUppercase: true };
    const tokenLifetimePolicy = { accessTokenLifetime: 900, idToken: 60, idTokenLifetime: 60 };
    expect(await changed({ passwordPolicy, tokenLifetimePolicy }, its)).toMatchObject({
      passwordPolicy: { requireNumbers: true, requireSymbols: false, requireUppercase: true },
      tokenLifetimePolicy: { accessToken: 900, idToken: 60 },
    });
  });

  it('that say nothing are none that keep people out', async () => {
    const its = await another();
    await changed({ passwordPolicy: {}, tokenLifetimePolicy: {}, branding: {}, allowedMfaMethods: [] }, its);
    expect((await postJson('/v1/auth/login', { email: its.owner.email, password: PASSWORD })).status).toBe(200);
  });
});

describe('A changed setting takes effect', () => {
  it('on the lifetime of new sessions; a shorter one shortens the idle timeout', async () => {
    const its = await another();
    expect(await changed({ sessionLifetime: 600 }, its)).toMatchObject({
      sessionLifetime: 600,
      sessionIdleTimeout: 600,
    });
    await createPerson(its);
    const sessions = await asOwner(
      `SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM sessions WHERE organisation_id = $1
       ORDER BY created_at`,
      [its.id],
    );
    expect(sessions).toEqual([{ seconds: 3600 }, { seconds: 600 }]);
  });

  it('on sign-in: a second factor is demanded from the next one on', async () => {
    const its = await another();
    const who = await createPerson(its);
    await changed({ requireMfa: true }, its);
    expect((await sendAs(who, 'GET', '/v1/me/profile')).status).toBe(200);
    const next = await postJson('/v1/auth/login', { email: who.email, password: PASSWORD });
    expect([next.status, await next.json()]).toEqual([401, expect.objectContaining({ requiresEnrollment: true })]);
  });

  it('on new passwords', async () => {
    const its = await another();
    await changed({ passwordPolicy: { minLength: 20 } }, its);
    const newPassword = 'Zwölf-Pferde-8';
    const answer = await sendAs(its, 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('at least 20 characters')]);
  });

  it('on the origins that may call, at once where it was changed', async () => {
    const its = await another();
    const origin = `https://${its.slug}.example`;
    const allowed = async () => {
      const answer = await send('/v1/me/profile', { headers: { Origin: origin, Cookie: its.cookies } });
      return answer.headers.get('Access-Control-Allow-Origin');
    };
    expect(await allowed()).toBeNull();
    await changed({ allowedOrigins: [origin] }, its);
    expect(await allowed()).toBe(origin);
    await changed({ allowedOrigins: null }, its);
    expect(await allowed()).toBeNull();
  });
});

describe('Two administrators at once', () => {
  it('each change what they name', async () => {
    const its = await another();
    const other = await createPerson(its, 'admin');
    const answers = await holdRow('organisations', its.id, async (whenWaiting) => {
      const both = [change({ phone: '1' }, its), change({ website: 'https://example.com' }, other)];
      await whenWaiting(2);
      return both;
    }).then((both) => Promise.all(both));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await read(its)).toMatchObject({ phone: '1', website: 'https://example.com' });
    expect(await traces(its)).toHaveLength(2);
  });

  it('cannot make the idle timeout longer than the lifetime', async () => {
    const its = await another();
    const other = await createPerson(its, 'admin');
    const [shorter, longer] = await holdRow('organisations', its.id, async (whenWaiting) => {
      const first = change({ sessionLifetime: 600 }, its);
      await whenWaiting(1);
      const second = change({ sessionIdleTimeout: 1200 }, other);
      await whenWaiting(2);
      return [first, second] as const;
    }).then((both) => Promise.all(both));
    expect([shorter.status, longer.status]).toEqual([200, 400]);
    expect(await read(its)).toMatchObject({ sessionLifetime: 600, sessionIdleTimeout: 600 });
  });
});

describe('By token', () => {
  const readBy = (token: string) => send(PATH, { headers: { Authorization: `Bearer ${token}` } });

  it('a person’s own application reads it, a third party with the scope', async () => {
    const own = await createClient(organisation.id);
    const its = { ...organisation, cookies: nobody.cookies };
    expect((await readBy((await obtainTokens(its, own, 'openid')).access_token)).status).toBe(200);
    const scopes = ['openid', 'organisation:read'];
    const partner = { firstParty: false, requireConsent: false, scopes, columns: { allow_api: true } };
    const theirs = await createClient(organisation.id, partner);
    const status = async (scope: string) =>
      (await readBy((await obtainTokens(organisation, theirs, scope, { resource: ISSUER })).access_token)).status;
    expect(await status('openid')).toBe(403);
    expect(await status('openid organisation:read')).toBe(200);
  });
});
