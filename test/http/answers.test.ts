import { describe, expect, it } from 'vitest';
import { cookiesOf, ISSUER, PRODUCTION, send } from '../support/app.ts';
import { API_POLICY } from '../support/content-security-policy.ts';
import { createOrganisation } from '../support/organisation.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('errors of the JSON API (RFC 9457)', () => {
  it.each([
    ['GET', '/v1/nothing'],
    ['POST', '/v1/nothing'],
    ['GET', '/v1'],
    ['GET', '/nothing'],
    ['GET', '/v1/%'],
    ['GET', '/v1/%00'],
    ['GET', '/v1/../../etc/passwd'],
    ['POST', '/oauth2/nothing'],
    ['GET', `/v1/${'a'.repeat(4000)}`],
  ])('%s %s: 404 as a problem document that also has a message', async (method, path) => {
    const response = await send(path, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      type: 'https://api.cerberus-iam.com/errors/not-found',
      title: 'Not Found',
      status: 404,
      detail: 'Route not found',
      message: 'Route not found',
      instance: expect.stringMatching(/^\//),
    });
  });

  it.each([
    ['GET', '/v1/auth/login', 'POST'],
    ['DELETE', '/v1/auth/logout', 'POST'],
    ['GET', '/v1/auth/session', 'DELETE'],
  ])('%s %s: 405, naming what is allowed', async (method, path, allowed) => {
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toContain(allowed);
    expect(await response.json()).toMatchObject({
      status: 405,
      title: 'Method Not Allowed',
      message: expect.any(String),
    });
  });

  it('an internal error shows no details', async () => {
    const broken = { connectionString: 'postgresql://someone:sesame@127.0.0.1:1/nowhere' };
    const body = JSON.stringify({ email: 'a@example.com', password: 'x' });
    const init = { method: 'POST', headers: JSON_TYPE, body };
    const response = await send('/v1/auth/login', init, { HYPERDRIVE: broken });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status: 503, title: 'Service Unavailable' });
    for (const inside of ['sesame', '127.0.0.1', 'nowhere', 'ECONN', 'at ', 'pg']) expect(text).not.toContain(inside);
  });

  it('a Worker without its configuration tells the caller no details', async () => {
    const response = await send('/v1/me/profile', {}, { SECRET_ENCRYPTION_KEY: 'too short' });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('too short');
  });
});

describe('X-Request-ID', () => {
  it.each(['req_01HZX', '01a20e38-d8f1-72b7-8828-097064db0b24', 'a.b-c_d.12345678', 'x'.repeat(128)])(
    'is kept when it can do no harm: %s',
    async (id) => {
      expect((await send('/health', { headers: { 'X-Request-ID': id } })).headers.get('X-Request-ID')).toBe(id);
    },
  );

  it.each([
    '',
    'short',
    'x'.repeat(129),
    'with space 123',
    '{"level":"error"}',
    '<script>alert(1)</script>',
    'ümlaut-12345',
  ])('is replaced when it could forge a log line: %s', async (id) => {
    const response = await send('/health', { headers: { 'X-Request-ID': encodeURI(id) === id ? id : encodeURI(id) } });
    expect(response.headers.get('X-Request-ID')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('differs between requests', async () => {
    const ids = [await send('/health'), await send('/health')].map((response) => response.headers.get('X-Request-ID'));
    expect(new Set(ids).size).toBe(2);
  });
});

describe('security headers', () => {
  it.each([
    ['GET', '/health'],
    ['GET', '/nothing'],
    ['GET', '/v1/me/profile'],
    ['OPTIONS', '/v1/me/profile'],
    ['GET', '/oauth2/authorize'],
    ['POST', '/oauth2/token'],
    ['OPTIONS', '/oauth2/token'],
    ['GET', '/oauth2/userinfo'],
    ['GET', '/.well-known/webauthn'],
    ['GET', '/auth/login'],
  ])('are on every answer: %s %s', async (method, path) => {
    const { headers } = await send(path, { method });
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('X-XSS-Protection')).toBe('0');
    expect(headers.get('Strict-Transport-Security')).toBe('max-age=15552000; includeSubDomains');
    // Pages need the origin of their own forms.
    expect(headers.get('Referrer-Policy')).toMatch(/^(no-referrer|same-origin)$/);
    // Those of pages: test/pages/policy.test.ts.
    const isPage = headers.get('Content-Type')?.startsWith('text/html') ?? false;
    const policy = isPage ? expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/) : API_POLICY;
    expect(headers.get('Content-Security-Policy')).toEqual(policy);
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('X-Request-ID')).not.toBeNull();
  });

  it('the number of round trips is not shown in production', async () => {
    expect((await send('/health')).headers.get('Server-Timing')).not.toBeNull();
    expect((await send('/health', {}, PRODUCTION)).headers.get('Server-Timing')).toBeNull();
  });
});

describe('X-CSRF-Token', () => {
  it.each([
    ['GET', '/v1/me/profile'],
    ['GET', '/v1/auth/login'],
    ['GET', '/v1/nothing'],
    ['OPTIONS', '/v1/auth/login'],
    ['OPTIONS', '/v1/nothing'],
    ['POST', '/v1/auth/login'],
    ['POST', '/v1/auth/logout'],
    ['DELETE', '/v1/auth/session'],
    ['POST', '/v1/nothing'],
  ])('is on every answer under /v1: %s %s', async (method, path) => {
    const its = ['POST', 'DELETE'].includes(method) ? { body: '{}', headers: JSON_TYPE } : {};
    const response = await send(path, { method, ...its });
    expect(response.headers.get('X-CSRF-Token')).toMatch(/^[\w-]{43,}$/);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it('is on refusals too', async () => {
    const large = { method: 'POST', headers: JSON_TYPE, body: 'x'.repeat(200_000) };
    const foreign = { method: 'POST', headers: { ...JSON_TYPE, Origin: 'https://evil.example' }, body: '{}' };
    for (const [init, status] of [
      [large, 413],
      [foreign, 403],
    ] as const) {
      const response = await send('/v1/auth/login', init);
      expect(response.status).toBe(status);
      expect(response.headers.get('X-CSRF-Token')).not.toBeNull();
    }
  });

  it('stays the same as long as the session, and differs from that of another session', async () => {
    const [its, other] = [await createOrganisation(), await createOrganisation()];
    const tokenOf = async (cookies: string) =>
      (await send('/v1/me/profile', { headers: { Cookie: cookies } })).headers.get('X-CSRF-Token');
    expect(await tokenOf(its.cookies)).toBe(its.csrf);
    expect(await tokenOf(its.cookies)).toBe(its.csrf);
    expect(await tokenOf(other.cookies)).not.toBe(its.csrf);
  });

  it('the cookie has the same value, and is set once only', async () => {
    const its = await createOrganisation();
    const [session = ''] = its.cookies.split('; ');
    const response = await send('/v1/me/profile', { headers: { Cookie: session } });
    expect(cookiesOf(response)).toBe(`cerb_csrf=${its.csrf}`);
    const again = await send('/v1/me/profile', { headers: { Cookie: its.cookies } });
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it('without a session a browser keeps its token', async () => {
    const first = await send('/v1/auth/login');
    const second = await send('/v1/auth/login', { headers: { Cookie: cookiesOf(first) } });
    expect(second.headers.get('X-CSRF-Token')).toBe(first.headers.get('X-CSRF-Token'));
    const forged = await send('/v1/auth/login', { headers: { Cookie: 'cerb_csrf=chosen-by-somebody-else' } });
    expect(forged.headers.get('X-CSRF-Token')).not.toContain('chosen');
  });
});

describe('requests that change something, by cookie', () => {
  const change = (headers: Record<string, string>) =>
    send('/v1/nothing', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: '{}' });

  it('need the CSRF token of their session', async () => {
    const [its, other] = [await createOrganisation(), await createOrganisation()];
    const attempts: Record<string, string>[] = [{}, { 'X-CSRF-Token': '' }, { 'X-CSRF-Token': other.csrf }];
    for (const headers of attempts) {
      const response = await change({ Cookie: its.cookies, ...headers });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ detail: 'Invalid CSRF token' });
    }
    expect((await change({ Cookie: its.cookies, 'X-CSRF-Token': its.csrf })).status).toBe(404);
  });

  it('a planted CSRF cookie does not help: the token belongs to the session', async () => {
    const its = await createOrganisation();
    const [session] = its.cookies.split('; ');
    const planted = `csrf_${'A'.repeat(43)}`;
    const response = await change({ Cookie: `${session}; cerb_csrf=${planted}`, 'X-CSRF-Token': planted });
    expect(response.status).toBe(403);
  });

  it('an Authorization header without a bearer token does not replace it', async () => {
    const its = await createOrganisation();
    for (const authorization of ['Basic dXNlcjpwYXNz', 'Bearer', 'x']) {
      expect((await change({ Cookie: its.cookies, Authorization: authorization })).status).toBe(403);
    }
  });

  it('with a bearer token no CSRF token is needed', async () => {
    expect((await change({ Authorization: 'Bearer something' })).status).toBe(404);
  });

  it('must come from our own origin or have none', async () => {
    const its = await createOrganisation();
    const headers = { Cookie: its.cookies, 'X-CSRF-Token': its.csrf };
    expect((await change({ ...headers, Origin: ISSUER })).status).toBe(404);
    expect((await change({ ...headers, Origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('health', () => {
  it('GET /health: 200, whatever the state of the database', async () => {
    const closed = { HYPERDRIVE: { connectionString: 'postgresql://a:b@127.0.0.1:1/c' } };
    for (const overrides of [{}, closed]) {
      const response = await send('/health', {}, overrides);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: 'ok', timestamp: expect.stringMatching(/^\d{4}-.*Z$/) });
    }
  });

  it('GET /health/db: the database answers', async () => {
    const response = await send('/health/db');
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({
      status: 'ok',
      database: 'connected',
      queryDurationMs: expect.any(Number),
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('GET /health/db: 503 when the database is down, without telling why', async () => {
    const connectionString = 'postgresql://someone:sesame@127.0.0.1:1/nowhere';
    const response = await send('/health/db', {}, { HYPERDRIVE: { connectionString } });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      status: 'error',
      database: 'disconnected',
      error: expect.any(String),
      timestamp: expect.any(String),
    });
    expect(text).not.toContain('sesame');
  });
});
