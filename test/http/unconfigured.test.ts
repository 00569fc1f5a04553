/** A wrong configuration: every request gets the same answer, and the log names what is wrong. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, it, vi } from 'vitest';
import worker from '../../src/worker.ts';
import { send } from '../support/app.ts';

let lines: string[];

beforeEach(() => {
  lines = [];
  const spy = vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
  return () => spy.mockRestore();
});

const messages = () => lines.map((line) => JSON.parse(line).message as string);

const EVERYTHING = [
  '/',
  '/health',
  '/health/db',
  '/auth/login',
  '/.well-known/openid-configuration',
  '/oauth2/jwks.json',
  '/oauth2/authorize?client_id=x',
  '/v1/me/profile',
  '/no-such-page',
];

it.each(EVERYTHING)('GET %s answers 503 with Retry-After, and no details of the configuration', async (path) => {
  const response = await send(path, {}, { ISSUER_URL: 'http://id.example.com', ENVIRONMENT: 'production' });
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('60');
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await response.text()).not.toMatch(/ISSUER_URL|https in production/);
});

it('POST answers the same', async () => {
  const response = await send('/oauth2/token', { method: 'POST' }, { SECRET_ENCRYPTION_KEY: '' });
  expect(response.status).toBe(503);
});

it.each([
  ['HYPERDRIVE', { HYPERDRIVE: undefined }, 'a Hyperdrive binding is required'],
  ['HYPERDRIVE that is no URL', { HYPERDRIVE: { connectionString: 'cerberus' } }, 'HYPERDRIVE is not a URL'],
  [
    'HYPERDRIVE with a parameter that cannot be',
    { HYPERDRIVE: { connectionString: 'postgresql://a:b@c/d?connection_limit=5' } },
    'connection_limit has no meaning in a Worker',
  ],
  ['CACHE', { CACHE: undefined }, 'a KV namespace binding is required'],
  ['ISSUER_URL', { ISSUER_URL: 'id.example.com' }, 'ISSUER_URL'],
  ['SECRET_ENCRYPTION_KEY', { SECRET_ENCRYPTION_KEY: undefined }, 'SECRET_ENCRYPTION_KEY'],
  ['mail', { SMTP_HOST: 'smtp.example.com' }, 'EMAIL_FROM is not set'],
])('the log names the wrong binding: %s', async (_what, overrides, words) => {
  expect((await send('/health', {}, overrides)).status).toBe(503);
  expect(messages()).toEqual([expect.stringContaining('The Worker is not configured: ')]);
  expect(messages()[0]).toContain(words);
});

it('the log names every wrong binding in one line, at any log level, and once a minute', async () => {
  const overrides = { ISSUER_URL: undefined, SECRET_ENCRYPTION_KEY: undefined, LOG_LEVEL: 'silent' };
  for (const path of EVERYTHING) await send(path, {}, overrides);
  expect(messages()).toHaveLength(1);
  expect(messages()[0]).toMatch(/ISSUER_URL[\s\S]*SECRET_ENCRYPTION_KEY/);
});

it('a scheduled run logs it too, and counts as failed', async () => {
  const execution = createExecutionContext();
  const bindings = { ...env, ISSUER_URL: 'ftp://id.example.com', CACHE: undefined };
  worker.scheduled(createScheduledController({ cron: '7 * * * *' }) as never, bindings as never, execution);
  await expect(waitOnExecutionContext(execution)).rejects.toThrow('ISSUER_URL');
  expect(messages()).toEqual([expect.stringContaining('The Worker is not configured: ')]);
});

it('the line contains no secret', async () => {
  await send('/health', {}, { SECRET_ENCRYPTION_KEY: 'half-a-secret', ISSUER_URL: 'x' });
  await send('/health', {}, { HYPERDRIVE: { connectionString: 'postgresql//worker:hunter2-hunter2@db' } });
  expect(lines.join()).not.toMatch(/half-a-secret|hunter2/);
});
