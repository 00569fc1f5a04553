/// <reference types="vite/types/importMeta.d.ts" />
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { RATE_CLASSES } from '../../src/http/middleware/rate-limit.ts';
import { send } from '../support/app.ts';
import { createClient, createOrganisation } from '../support/organisation.ts';
import { createPerson } from '../support/people.ts';

const [wrangler = ''] = Object.values(
  import.meta.glob<string>('../../wrangler.toml', { query: '?raw', import: 'default', eager: true }),
);

/** Miniflare's simulator: three a minute. */
const SIMULATED = (env as unknown as { TEST_RATE_LIMIT: RateLimit }).TEST_RATE_LIMIT;
const post = (path: string, address: string, bindings: Record<string, unknown>) =>
  send(
    path,
    { method: 'POST', headers: { 'CF-Connecting-IP': address, 'Content-Type': 'application/json' }, body: '{}' },
    bindings,
  );

/** Refuses everything, and records the keys. */
function refusing() {
  const keys: string[] = [];
  return { keys, limit: async ({ key }: { key: string }) => ({ success: !keys.push(key) }) };
}

describe('A caller over the limit', () => {
  it('gets 429 with Retry-After', async () => {
    const bindings = { RATE_LIMIT_AUTH: SIMULATED };
    const address = '198.51.100.7';
    const statuses = [];
    for (let request = 0; request < 3; request++)
      statuses.push((await post('/v1/auth/login', address, bindings)).status);
    expect(statuses).toEqual([400, 400, 400]);
    const refused = await post('/v1/auth/login', address, bindings);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('60');
    expect(refused.headers.get('X-CSRF-Token')).not.toBeNull();
    expect(await refused.json()).toMatchObject({
      type: 'https://api.cerberus-iam.com/errors/rate-limit',
      title: 'Too Many Requests',
      detail: 'Rate limit exceeded. Please try again later.',
    });
    expect((await post('/v1/auth/login', '198.51.100.8', bindings)).status).toBe(400);
  });

  it.each([
    ['POST', '/v1/auth/login', 'RATE_LIMIT_AUTH'],
    ['POST', '/v1/auth/onboard', 'RATE_LIMIT_AUTH'],
    ['POST', '/v1/auth/forgot-password', 'RATE_LIMIT_AUTH'],
    ['POST', '/v1/auth/reset-password', 'RATE_LIMIT_AUTH'],
    ['GET', '/v1/auth/verify-email', 'RATE_LIMIT_AUTH'],
    ['POST', '/v1/auth/logout', 'RATE_LIMIT_GENERAL'],
    ['GET', '/v1/me/profile', 'RATE_LIMIT_GENERAL'],
    ['GET', '/oauth2/authorize', 'RATE_LIMIT_GENERAL'],
    ['POST', '/oauth2/authorize', 'RATE_LIMIT_GENERAL'],
    ['GET', '/oauth2/logout', 'RATE_LIMIT_GENERAL'],
    ['POST', '/oauth2/logout/confirm', 'RATE_LIMIT_GENERAL'],
    ['GET', '/.well-known/webauthn', 'RATE_LIMIT_GENERAL'],
    ['GET', '/health/db', 'RATE_LIMIT_GENERAL'],
    ['GET', '/auth/login', 'RATE_LIMIT_GENERAL'],
    ['POST', '/auth/login', 'RATE_LIMIT_AUTH'],
    ['POST', '/oauth2/token', 'RATE_LIMIT_CLIENT'],
    ['POST', '/oauth2/revoke', 'RATE_LIMIT_CLIENT'],
    ['POST', '/oauth2/introspect', 'RATE_LIMIT_CLIENT'],
    ['GET', '/oauth2/userinfo', 'RATE_LIMIT_CLIENT'],
    ['POST', '/oauth2/token', 'RATE_LIMIT_TOKEN'],
    ['POST', '/oauth2/revoke', 'RATE_LIMIT_TOKEN'],
    ['POST', '/oauth2/introspect', 'RATE_LIMIT_TOKEN'],
    ['GET', '/oauth2/userinfo', 'RATE_LIMIT_TOKEN'],
  ])('is counted: %s %s by %s', async (method, path, binding) => {
    const limiter = refusing();
    const answer = await send(
      path,
      { method, headers: { 'CF-Connecting-IP': '2001:db8:1:2:3::4' } },
      { [binding]: limiter },
    );
    expect(answer.status).toBe(429);
    expect(answer.headers.get('Retry-After')).toBe('60');
    expect(limiter.keys).toHaveLength(1);
    // All addresses of one subscriber.
    expect(limiter.keys[0]).toMatch(/:address:2001:db8:1:2::\/64$/);
  });

  it('gets temporarily_unavailable from the protocol’s endpoints, not server_error', async () => {
    const headers = { 'CF-Connecting-IP': '198.51.100.11' };
    const answer = await send('/oauth2/token', { method: 'POST', headers }, { RATE_LIMIT_CLIENT: refusing() });
    expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable', status: 429 });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it('is counted as a person once they are authenticated', async () => {
    const organisation = await createOrganisation();
    const person = await createPerson(organisation);
    const limiter = refusing();
    const headers = { Cookie: person.cookies, 'CF-Connecting-IP': '198.51.100.9' };
    expect((await send('/v1/me/profile', { headers }, { RATE_LIMIT_GENERAL: limiter })).status).toBe(429);
    expect(limiter.keys).toEqual([`general:person:${person.id}`]);
    expect(
      (await send('/v1/me/profile', { headers: { ...headers, Cookie: 'cerb_sid=x' } }, { RATE_LIMIT_GENERAL: limiter }))
        .status,
    ).toBe(429);
    expect(limiter.keys[1]).toBe('general:address:198.51.100.9');
  });

  it('is counted on a development server too, which logs it', async () => {
    const bindings = { RATE_LIMIT_AUTH: refusing(), ENVIRONMENT: 'development', LOG_LEVEL: 'info' };
    const said = vi.spyOn(console, 'info').mockImplementation(() => {});
    expect((await post('/v1/auth/login', '198.51.100.10', bindings)).status).toBe(429);
    expect(said.mock.calls.join()).toContain('rate limit reached');
    expect(said.mock.calls.join()).toContain('RATE_LIMIT_AUTH');
    said.mockRestore();
  });

  it('is not counted without a binding, which is logged once', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await post('/v1/auth/login', '198.51.100.10', { LOG_LEVEL: 'warn' });
    await post('/v1/auth/login', '198.51.100.10', { LOG_LEVEL: 'warn' });
    expect(warned.mock.calls.filter(([line]) => String(line).includes('RATE_LIMIT_AUTH')).length).toBeLessThanOrEqual(
      1,
    );
    warned.mockRestore();
  });

  it.each(Object.entries(RATE_CLASSES))('waits as long as the binding counts: %s', (_name, { binding, period }) => {
    const block = wrangler.split('[[ratelimits]]').find((part) => part.includes(`"${binding}"`));
    expect(block).toContain(`period = ${period}`);
  });
});

/** A call that never answers, one that fails, and one that fails at once. */
const BROKEN: [string, () => Promise<never>][] = [
  ['hangs', () => new Promise<never>(() => {})],
  ['fails', () => Promise.reject(new Error('internal error'))],
  [
    'fails at once',
    () => {
      throw new Error('internal error');
    },
  ],
];

describe.each(BROKEN)('A limit that %s', (_what, limit) => {
  const bindings = {
    ...Object.fromEntries(Object.values(RATE_CLASSES).map(({ binding }) => [binding, { limit }])),
    LOG_LEVEL: 'warn',
  };

  it('lets requests pass, and is logged', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect((await post('/v1/auth/login', '198.51.100.12', bindings)).status).toBe(400);
    // Counted before it, and after its refusal: the refusal stays the same.
    expect((await post('/oauth2/token', '198.51.100.12', bindings)).status).toBe(400);
    expect(warned.mock.calls.join()).toContain('a rate limit did not answer');
    warned.mockRestore();
  });
});

/** Counts as the platform does, with a limit for each class. */
function counting(limits: Partial<Record<keyof typeof RATE_CLASSES, number>>) {
  const counts = new Map<string, number>();
  const limiter = {
    limit: async ({ key }: { key: string }) => {
      const used = (counts.get(key) ?? 0) + 1;
      counts.set(key, used);
      const limit = limits[key.split(':')[0] as keyof typeof RATE_CLASSES];
      return { success: limit === undefined || used <= limit };
    },
  };
  return { counts, bindings: Object.fromEntries(Object.values(RATE_CLASSES).map(({ binding }) => [binding, limiter])) };
}

async function repeat(times: number, request: () => Promise<Response>): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < times; index++) statuses.push((await request()).status);
  return statuses;
}

const statuses = (count: number, status: number) => Array.from({ length: count }, () => status);

describe('Clients', async () => {
  const organisation = await createOrganisation();
  const client = await createClient(organisation.id, {
    confidential: true,
    grantTypes: ['client_credentials'],
    scopes: ['users:read'],
  });
  const secret = client.secret ?? '';
  const tokenOf = (password: string, address: string, bindings: Record<string, unknown>, scope = 'users:read') => {
    const headers = {
      'CF-Connecting-IP': address,
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${btoa(`${client.clientId}:${password}`)}`,
    };
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope });
    return send('/oauth2/token', { method: 'POST', headers, body }, bindings);
  };

  it('that succeed do not count against the limit of failures', async () => {
    const { bindings, counts } = counting({ token: 3, client: 100 });
    expect(await repeat(10, () => tokenOf(secret, '198.51.100.20', bindings))).toEqual(statuses(10, 200));
    expect(counts.get(`client:client:${client.id}`)).toBe(10);
  });

  it('that fail are counted by address, and do not stop those of the same address that succeed', async () => {
    const { bindings } = counting({ token: 3, client: 100 });
    const failing = () => tokenOf('wrong', '198.51.100.21', bindings);
    expect(await repeat(5, failing)).toEqual([401, 401, 401, 429, 429]);
    expect((await tokenOf(secret, '198.51.100.21', bindings)).status).toBe(200);
  });

  it('have a limit of their own, at any address', async () => {
    const { bindings } = counting({ client: 4 });
    let host = 0;
    const asking = () => tokenOf(secret, `198.51.101.${++host}`, bindings);
    expect(await repeat(6, asking)).toEqual([200, 200, 200, 200, 429, 429]);
  });

  it('that are authenticated are not counted by their address when they are refused', async () => {
    const { bindings, counts } = counting({ token: 1, client: 100 });
    const asking = () => tokenOf(secret, '198.51.100.22', bindings, 'not:registered');
    expect(await repeat(3, asking)).toEqual([400, 400, 400]);
    expect([...counts.keys()].filter((key) => key.startsWith('token:'))).toEqual([]);
  });
});

describe('A browser in which somebody signed in before', async () => {
  const organisation = await createOrganisation();
  const address = '198.51.100.30';
  const ask = (Cookie: string, bindings: Record<string, unknown>) =>
    send('/auth/login', { headers: { Cookie, 'CF-Connecting-IP': address } }, bindings);
  const deviceOf = (cookies: string) => /cerb_device=[^;]+/.exec(cookies)?.[0] ?? '';

  it('is not locked out by a flood from its network', async () => {
    const person = await createPerson(organisation);
    const { bindings } = counting({ general: 2 });
    expect(await repeat(4, () => ask('', bindings))).toEqual([200, 200, 429, 429]);
    expect((await ask(deviceOf(person.cookies), bindings)).status).toBe(200);
  });

  it('has a limit too', async () => {
    const person = await createPerson(organisation);
    const { bindings } = counting({ general: 2 });
    expect(await repeat(3, () => ask(deviceOf(person.cookies), bindings))).toEqual([200, 200, 429]);
  });

  it('proves it by its cookie: a forged one is ignored', async () => {
    const { bindings } = counting({ general: 2 });
    let made = 0;
    const forged = () => ask(`cerb_device=dev_${String(++made).padStart(43, 'A')}.${'B'.repeat(43)}`, bindings);
    const bare = () => ask(`cerb_device=dev_${String(++made).padStart(43, 'A')}`, bindings);
    expect(await repeat(3, forged)).toEqual([200, 200, 429]);
    expect(await repeat(1, bare)).toEqual([429]);
  });

  it('also counts against the limit of its network', async () => {
    const person = await createPerson(organisation);
    const { bindings } = counting({ client: 3 });
    expect(await repeat(5, () => ask(deviceOf(person.cookies), bindings))).toEqual([200, 200, 200, 429, 429]);
  });
});
