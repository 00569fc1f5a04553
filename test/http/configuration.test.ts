import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../../src/env.ts';

const parse = (overrides: Record<string, string>) => parseEnv({ ...env, ...overrides });

describe('the issuer is an origin (docs/decisions/0014)', () => {
  it.each([
    ['https://id.example.com', 'https://id.example.com'],
    ['https://id.example.com/', 'https://id.example.com'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['https://id.example.com:8443', 'https://id.example.com:8443'],
  ])('%s', (given, issuer) => {
    expect(parse({ ISSUER_URL: given }).ISSUER_URL).toBe(issuer);
  });

  it.each([
    'https://example.com/id',
    'https://example.com//',
    'https://id.example.com/?a=b',
    'https://id.example.com?',
    'https://id.example.com/#a',
    'https://user@id.example.com',
    'https://ID.example.com',
    'https://id.example.com:443',
    'ftp://id.example.com',
    'id.example.com',
  ])('%s is refused', (given) => {
    expect(() => parse({ ISSUER_URL: given })).toThrow(/ISSUER_URL/);
  });
});

describe('in production', () => {
  const production = (overrides: Record<string, string>) => parse({ ENVIRONMENT: 'production', ...overrides });

  it.each(['http://id.example.com', 'http://127.0.0.1.example.com', 'http://localhost.example.com'])(
    'the issuer is https: %s is refused (RFC 8414 section 2)',
    (given) => {
      expect(() => production({ ISSUER_URL: given })).toThrow('https in production');
    },
  );

  it.each(['https://id.example.com', 'http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])(
    '%s is accepted',
    (given) => {
      expect(production({ ISSUER_URL: given }).ISSUER_URL).toBe(given);
    },
  );

  it.each([
    ['zeros', new Uint8Array(32)],
    ['a pattern', new Uint8Array(32).map((_, index) => index % 8)],
    ['a text', new TextEncoder().encode('0123456789abcdefghijklmnopqrstuv')],
  ])('the encryption key is random: %s is refused', (_what, bytes) => {
    const key = btoa(String.fromCharCode(...bytes));
    expect(() => production({ SECRET_ENCRYPTION_KEY: key })).toThrow('openssl rand -base64 32');
    // The former key of a developer may still open what it sealed.
    const { SECRET_ENCRYPTION_KEY: random } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
    expect(production({ SECRET_ENCRYPTION_KEY: `2:${random},1:${key}` }).ENVIRONMENT).toBe('production');
  });
});

describe('the encryption key', () => {
  it.each(['', 'too short', `${'A'.repeat(43)}=,`, '2:'])('that is none is refused by its name: %j', (given) => {
    expect(() => parse({ SECRET_ENCRYPTION_KEY: given })).toThrow(/SECRET_ENCRYPTION_KEY/);
  });
});

describe('JWKS_ROTATE_DAYS', () => {
  it('is thirty, or what is given', () => {
    expect(parse({}).JWKS_ROTATE_DAYS).toBe(30);
    expect(parse({ JWKS_ROTATE_DAYS: '7' }).JWKS_ROTATE_DAYS).toBe(7);
  });

  it.each(['1', '0', '-1', '1.5', '366', 'weekly'])('%s is refused', (given) => {
    expect(() => parse({ JWKS_ROTATE_DAYS: given })).toThrow(/JWKS_ROTATE_DAYS/);
  });
});
