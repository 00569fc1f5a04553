import { beforeAll, describe, expect, it } from 'vitest';
import { organisationsAllowing } from '../../src/domain/clients/allowed-origins.ts';
import { flightsOf, send } from '../support/app.ts';
import { asOwner, withContext } from '../support/database.ts';
import { obtainTokens } from '../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../support/organisation.ts';

const ADMIN = 'https://admin.example.com';
const BINDINGS = {
  ADMIN_WEB_ORIGIN: ADMIN,
  ADMIN_WEB_INTERNAL_ORIGIN: 'http://admin.internal:3000',
  LOGIN_UI_URL: 'https://login.example.com/start?x=1',
};

const from = (origin: string, path = '/v1/me/profile', init: RequestInit = {}) =>
  send(path, { ...init, headers: { ...init.headers, Origin: origin } }, BINDINGS);

describe('Other origins', () => {
  it.each([ADMIN, 'http://admin.internal:3000', 'https://login.example.com', 'http://localhost:4000'])(
    'that we trust may read answers, with cookies: %s',
    async (origin) => {
      const answer = await from(origin);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true');
      expect(answer.headers.get('Access-Control-Expose-Headers')).toBe(
        'X-CSRF-Token,X-Request-ID,X-Error-Code,Retry-After,WWW-Authenticate,ETag,Location,Idempotency-Replayed',
      );
      expect(answer.headers.get('Vary')).toContain('Origin');
    },
  );

  it.each([
    'https://evil.example',
    'https://admin.example.com.evil.example',
    'http://admin.example.com',
    'null',
    'http://localhost:3000',
    `https://${'a'.repeat(300)}.example`,
  ])('that we do not know get no header: %s', async (origin) => {
    const answers = [await from(origin), await from(origin, '/v1/me/profile', { method: 'OPTIONS' })];
    for (const answer of answers) {
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect(answers.map((answer) => answer.status)).toEqual([401, 204]);
  });

  it('of development servers are trusted only in development', async () => {
    const bindings = { ...BINDINGS, ENVIRONMENT: 'development' };
    for (const origin of [
      'http://localhost:3000',
      'https://localhost:3000',
      'http://localhost:5173',
      'https://localhost:5173',
    ]) {
      const answer = await send('/v1/me/profile', { headers: { Origin: origin } }, bindings);
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true');
    }
  });

  it('get an answer to a preflight without a round trip', async () => {
    const answer = await from(ADMIN, '/v1/admin/users', {
      method: 'OPTIONS',
      headers: {
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'x-csrf-token,x-org-domain',
      },
    });
    expect(answer.status).toBe(204);
    expect(flightsOf(answer)).toBe(0);
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS']) {
      expect(answer.headers.get('Access-Control-Allow-Methods')?.split(',')).toContain(method);
    }
    for (const header of [
      'Content-Type',
      'X-Org-Domain',
      'X-CSRF-Token',
      'Authorization',
      'Accept',
      'X-Requested-With',
      'X-XSRF-TOKEN',
      'traceparent',
      'sentry-trace',
    ]) {
      expect(answer.headers.get('Access-Control-Allow-Headers')?.split(',')).toContain(header);
    }
  });
});

describe('Origins of an organisation and its clients', () => {
  let organisation: TestOrganisation;
  const unique = crypto.randomUUID();
  const ours = `https://app-${unique}.example.com`;
  const client = `https://client-${unique}.example.com`;

  beforeAll(async () => {
    organisation = await createOrganisation();
    await asOwner('UPDATE organisations SET allowed_origins = $2 WHERE id = $1', [
      organisation.id,
      JSON.stringify([ours]),
    ]);
    await createClient(organisation.id, { allowedOrigins: [client] });
  });

  it('may read answers without cookies, for that organisation alone', async () => {
    const stranger = await createOrganisation();
    const bearerOf = async (who: TestOrganisation) => {
      const tokens = await obtainTokens(who, await createClient(who.id));
      return { Authorization: `Bearer ${tokens.access_token}` };
    };
    for (const origin of [ours, client]) {
      const answer = await from(origin, '/v1/me/profile', { headers: await bearerOf(organisation) });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
      const other = await from(origin, '/v1/me/profile', { headers: await bearerOf(stranger) });
      expect(other.headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
    const preflight = await from(ours, '/v1/me/profile', { method: 'OPTIONS' });
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(ours);
  });

  it.each([
    ['an organisation', 'deleted', 'UPDATE organisations SET deleted_at = now() WHERE id = $1'],
    ['a client', 'deleted', 'UPDATE clients SET deleted_at = now() WHERE organisation_id = $1'],
    ['a client', 'revoked', 'UPDATE clients SET revoked = true WHERE organisation_id = $1'],
    ['a client', 'inactive', 'UPDATE clients SET is_active = false WHERE organisation_id = $1'],
  ])('are not those of %s that is %s', async (whose, _state, change) => {
    const { id } = await createOrganisation();
    const origin = `https://${crypto.randomUUID()}.example.com`;
    if (whose === 'a client') await createClient(id, { allowedOrigins: [origin] });
    else await asOwner('UPDATE organisations SET allowed_origins = $2 WHERE id = $1', [id, JSON.stringify([origin])]);
    await asOwner(change, [id]);
    const organisationIds = await withContext(({ system }) => organisationsAllowing(system, origin));
    expect([...organisationIds]).toEqual([]);
  });

  it('may neither sign in nor change anything with a cookie', async () => {
    for (const path of ['/v1/auth/login', '/v1/auth/logout', '/v1/me/password']) {
      const answer = await from(ours, path, {
        method: 'POST',
        headers: { Cookie: organisation.cookies, 'X-CSRF-Token': organisation.csrf },
      });
      expect(answer.status).toBe(403);
    }
  });
});
