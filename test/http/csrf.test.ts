import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/api/index.ts';
import { toBase64 } from '../../src/lib/bytes.ts';
import { cookiesOf, send } from '../support/app.ts';
import { createOrganisation, type TestOrganisation } from '../support/organisation.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const concrete = (path: string) => `/v1${path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')}`;
const PATHS = [...new Set(ROUTES.map((route) => concrete(route.path)))];
const UNSAFE = ROUTES.filter((route) => route.method !== 'get' && !/^\/(auth|public)\//.test(route.path));

const send204 = (init: RequestInit) => send('/v1/me/sessions', { method: 'DELETE', ...init });

describe('The CSRF token', () => {
  it.each([...PATHS, '/v1/no/such/route'])('is in the answers to OPTIONS and GET of %s', async (path) => {
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await send(path, { method, headers: { Cookie: organisation.cookies } });
      expect(answer.headers.get('X-CSRF-Token')).toBe(organisation.csrf);
      expect(answer.status).toBeLessThan(500);
    }
  });

  it.each(UNSAFE.map(({ method, path, files }) => [method, path, files[0] ?? 'application/json']))(
    'is required with a session cookie: %s %s',
    async (method, path, contentType) => {
      for (const token of [undefined, '', 'forged', `${organisation.csrf}x`]) {
        const headers = {
          Cookie: organisation.cookies,
          'Content-Type': contentType as string,
          ...(token === undefined ? {} : { 'X-CSRF-Token': token }),
        };
        const answer = await send(concrete(path as string), {
          method: (method as string).toUpperCase(),
          headers,
          body: '{}',
        });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({
          type: 'https://api.cerberus-iam.com/errors/forbidden',
          detail: 'Invalid CSRF token',
        });
      }
    },
  );

  it('is the value of its own cookie too, and may come in the body', async () => {
    const cookie = /cerb_csrf=([^;]+)/.exec(organisation.cookies)?.[1] ?? '';
    expect((await send204({ headers: { Cookie: organisation.cookies, 'X-CSRF-Token': cookie } })).status).toBe(204);
    const body = JSON.stringify({ _csrf: organisation.csrf });
    const headers = { Cookie: organisation.cookies, 'Content-Type': 'application/json' };
    expect((await send204({ headers, body })).status).toBe(204);
    for (const wrong of ['{"_csrf":"forged"}', '{"_csrf":["x"]}', '[]', 'null', '{', '']) {
      expect((await send204({ headers, body: wrong })).status).toBe(403);
    }
  });

  it('of another session is refused', async () => {
    const other = await createOrganisation();
    expect((await send204({ headers: { Cookie: organisation.cookies, 'X-CSRF-Token': other.csrf } })).status).toBe(403);
  });

  it('of a page from before the encryption key was replaced is valid as long as the former key is configured', async () => {
    const its = await createOrganisation();
    const { SECRET_ENCRYPTION_KEY: former } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
    const key = toBase64(crypto.getRandomValues(new Uint8Array(32)));
    const answerTo = (token: string, SECRET_ENCRYPTION_KEY: string) => {
      const headers = { Cookie: its.cookies, 'X-CSRF-Token': token, 'Content-Type': 'application/json' };
      const init = { method: 'PATCH', headers, body: '{}' };
      return send('/v1/me/profile', init, { SECRET_ENCRYPTION_KEY });
    };
    const answer = await answerTo(its.csrf, `2:${key},1:${former}`);
    expect(answer.status).toBe(200);
    const renewed = answer.headers.get('X-CSRF-Token') ?? '';
    expect(renewed).not.toBe(its.csrf);
    expect((await answerTo(its.csrf, `2:${key}`)).status).toBe(403);
    expect((await answerTo(renewed, `2:${key}`)).status).toBe(200);
  });

  it('comes with the cookie of the Sanctum route', async () => {
    const answer = await send('/sanctum/csrf-cookie', { headers: { Origin: 'http://localhost:4000' } });
    expect(answer.status).toBe(204);
    expect(cookiesOf(answer)).toBe(`cerb_csrf=${answer.headers.get('X-CSRF-Token')}`);
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true');
  });
});

describe('A path that exists for other methods', () => {
  it.each([
    ['GET', '/v1/auth/login', 'POST'],
    ['GET', '/v1/me/password', 'POST'],
    ['PUT', '/v1/me/profile', 'GET, PATCH'],
    ['POST', '/v1/me/sessions/x', 'DELETE'],
  ])('says for which: %s %s', async (method, path, allowed) => {
    const answer = await send(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('Allow')).toBe(allowed);
  });

  it('is not confused with other paths', async () => {
    for (const path of ['/v1', '/v1/', '/v1/auth/login/', '/v1/auth/loginx', '/v1/auth/login/x']) {
      expect(await (await send(path)).json()).toMatchObject({
        status: 404,
        detail: 'Route not found',
        message: 'Route not found',
      });
    }
  });
});
