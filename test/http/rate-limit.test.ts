/// <reference types="vite/types/importMeta.d.ts" />
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { RATE_CLASSES } from '../../src/http/middleware/rate-limit.ts';
import { send } from '../support/app.ts';
import { createOrganisation } from '../support/organisation.ts';
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

/** Says no to everything, and remembers what it was asked. */
function refusing() {
  const keys: string[] = [];
  return { keys, limit: async ({ key }: { key: string }) => ({ success: !keys.push(key) }) };
}

describe('Whoever asks too often', () => {
  it('waits, and is told how long', async () => {
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
    ['POST', '/oauth2/token', 'RATE_LIMIT_TOKEN'],
    ['POST', '/oauth2/revoke', 'RATE_LIMIT_TOKEN'],
    ['POST', '/oauth2/introspect', 'RATE_LIMIT_INTROSPECTION'],
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

  it('is told so in the words of the protocol: not that we failed, but that later will do', async () => {
    const headers = { 'CF-Connecting-IP': '198.51.100.11' };
    const answer = await send('/oauth2/token', { method: 'POST', headers }, { RATE_LIMIT_TOKEN: refusing() });
    expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable', status: 429 });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it('is counted as the person they are, once that is known', async () => {
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

  it('is not counted on a development server, nor without a binding, which is said', async () => {
    const limiter = refusing();
    const bindings = { RATE_LIMIT_AUTH: limiter, ENVIRONMENT: 'development' };
    expect((await post('/v1/auth/login', '198.51.100.10', bindings)).status).toBe(400);
    expect(limiter.keys).toEqual([]);
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
