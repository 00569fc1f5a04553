import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../../src/env.ts';
import { RATE_CLASSES } from '../../src/http/middleware/rate-limit.ts';
import { PRODUCTION, send } from '../support/app.ts';

const [wranglerConfiguration] = Object.values(
  import.meta.glob<string>('../../wrangler.toml', { query: '?raw', import: 'default', eager: true }),
);

const parse = (overrides: Record<string, unknown>) => parseEnv({ ...env, ...overrides });

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
  const production = (overrides: Record<string, unknown>) => parse({ ...PRODUCTION, ...overrides });

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
    // A former development key may still open what it sealed.
    const { SECRET_ENCRYPTION_KEY: random } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
    expect(production({ SECRET_ENCRYPTION_KEY: `2:${random},1:${key}` }).ENVIRONMENT).toBe('production');
  });
});

describe('an origin', () => {
  const names = ['LOGIN_UI_URL', 'ADMIN_WEB_ORIGIN', 'ADMIN_WEB_INTERNAL_ORIGIN', 'MAIL_HTTP_URL'];
  const urlsWithoutOrigin = [
    'login.example.com:443/ui',
    'admin:3000',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://login.example.com',
    'null',
    '',
  ];

  it.each(names.flatMap((name) => urlsWithoutOrigin.map((given) => [name, given] as const)))(
    'is that of an http or https URL: %s=%j is refused by its name',
    (name, given) => {
      expect(() => parse({ [name]: given, EMAIL_FROM: 'no-reply@example.com' })).toThrow(name);
    },
  );

  it.each(['LOGIN_UI_URL', 'ADMIN_WEB_ORIGIN'])('is https in production: %s', (name) => {
    expect(() => parse({ ...PRODUCTION, [name]: 'http://login.example.com' })).toThrow(name);
    expect(parse({ ...PRODUCTION, [name]: 'https://login.example.com' })).toMatchObject({
      [name]: 'https://login.example.com',
    });
    expect(parse({ ...PRODUCTION, [name]: 'http://localhost:3000' })).toMatchObject({
      [name]: 'http://localhost:3000',
    });
  });

  it('is never null, the origin of sandboxed pages', async () => {
    const answer = await send('/v1/me/profile', { headers: { Origin: 'null' } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const headers = { Origin: 'null', 'Content-Type': 'application/json' };
    expect((await send('/v1/auth/login', { method: 'POST', headers, body: '{}' })).status).toBe(403);
  });
});

describe('the session cookie', () => {
  it('is Secure beside an https issuer, whatever SESSION_COOKIE_SECURE says', () => {
    const https = { ISSUER_URL: 'https://id.example.com' };
    expect(() => parse({ ...https, SESSION_COOKIE_SECURE: 'false' })).toThrow('SESSION_COOKIE_SECURE');
    expect(parse({ ...https, SESSION_COOKIE_SECURE: 'true' }).SESSION_COOKIE_SECURE).toBe(true);
    expect(parse({ ISSUER_URL: 'http://localhost:4000', SESSION_COOKIE_SECURE: 'false' })).toBeDefined();
  });

  it.each(['__Host-cerb_sid', '__Secure-cerb_sid', '__host-cerb_sid'])(
    'has the name %s beside an https issuer only, since browsers drop it otherwise (RFC 6265bis section 4.1.3)',
    (name) => {
      expect(() => parse({ ISSUER_URL: 'http://localhost:4000', SESSION_COOKIE_NAME: name })).toThrow(
        'SESSION_COOKIE_NAME',
      );
      const https = { ISSUER_URL: 'https://id.example.com', SESSION_COOKIE_NAME: name };
      expect(parse(https).SESSION_COOKIE_NAME).toBe(name);
    },
  );

  it('cannot be set by another host of the domain in a new deployment', () => {
    expect(wranglerConfiguration).toContain('SESSION_COOKIE_NAME = "__Host-cerb_sid"');
    expect(parse({ SESSION_COOKIE_NAME: undefined }).SESSION_COOKIE_NAME).toBe('cerb_sid');
  });

  it('secrets of a new deployment are bound to their rows; an existing one keeps the former format until it is configured', () => {
    expect(wranglerConfiguration).toContain('SECRET_SEALING = "bound"');
    expect(parse({ ...PRODUCTION, ISSUER_URL: 'https://id.example.com' }).SECRET_SEALING).toBe('former');
    expect(parse({ ENVIRONMENT: 'development' }).SECRET_SEALING).toBe('bound');
    expect(parse({ SECRET_SEALING: 'bound-only' }).SECRET_SEALING).toBe('bound-only');
    expect(() => parse({ SECRET_SEALING: 'new' })).toThrow('SECRET_SEALING');
  });
});

describe('the rate limits', () => {
  it.each(Object.values(RATE_CLASSES).map(({ binding }) => binding))(
    'production has %s, or does not start',
    (binding) => {
      expect(() => parse({ ...PRODUCTION, [binding]: undefined })).toThrow(
        new RegExp(`required in production[^]*${binding}`),
      );
      expect(parse({ [binding]: undefined })).toBeDefined();
    },
  );
});

describe('the encryption key', () => {
  it.each(['', 'too short', `${'A'.repeat(43)}=,`, '2:'])('that is invalid is refused, with its name: %j', (given) => {
    expect(() => parse({ SECRET_ENCRYPTION_KEY: given })).toThrow(/SECRET_ENCRYPTION_KEY/);
  });
});

describe('JWKS_ROTATE_DAYS', () => {
  it('is thirty by default', () => {
    expect(parse({}).JWKS_ROTATE_DAYS).toBe(30);
    expect(parse({ JWKS_ROTATE_DAYS: '7' }).JWKS_ROTATE_DAYS).toBe(7);
  });

  it.each(['1', '0', '-1', '1.5', '366', 'weekly'])('%s is refused', (given) => {
    expect(() => parse({ JWKS_ROTATE_DAYS: given })).toThrow(/JWKS_ROTATE_DAYS/);
  });
});
