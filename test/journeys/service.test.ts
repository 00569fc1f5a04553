/** A service that acts for itself, against the real Worker. */
import * as openid from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_SERVICE } from '../../migrations-runner/seed/demo-data.ts';
import { discover, verifyAccessToken } from './support/application.ts';
import { required, type Server, startServer } from './support/server.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

function discoverAs(secret: string): Promise<openid.Configuration> {
  return discover(server.issuer, DEMO_SERVICE, openid.ClientSecretBasic(secret));
}

test('a service gets a token for what its registration allows', async () => {
  const configuration = await discoverAs(required('TEST_DEMO_SERVICE_SECRET'));
  const tokens = await openid.clientCredentialsGrant(configuration);
  expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'users:read roles:read', expires_in: 3600 });
  expect(tokens.refresh_token).toBeUndefined();
  const { payload } = await verifyAccessToken(configuration, tokens.access_token, DEMO_SERVICE);
  expect(payload).toMatchObject({ sub: DEMO_SERVICE, client_id: DEMO_SERVICE, scope: 'users:read roles:read' });
});

test('less may be asked for, more may not', async () => {
  const configuration = await discoverAs(required('TEST_DEMO_SERVICE_SECRET'));
  const less = await openid.clientCredentialsGrant(configuration, { scope: 'users:read' });
  expect(less.scope).toBe('users:read');
  for (const scope of ['users:write', 'openid']) {
    const asked = openid.clientCredentialsGrant(configuration, { scope });
    await expect(asked).rejects.toMatchObject({ error: 'invalid_scope', status: 400 });
  }
});

test('a wrong secret gets nothing', async () => {
  const asked = openid.clientCredentialsGrant(await discoverAs('not-the-secret'));
  await expect(asked).rejects.toMatchObject({ status: 401, cause: [{ scheme: 'basic' }] });
});

test('its token is no person, and opens the administration as far as its registration allows', async () => {
  const { access_token } = await openid.clientCredentialsGrant(await discoverAs(required('TEST_DEMO_SERVICE_SECRET')));
  const headers = { Authorization: `Bearer ${access_token}` };
  const profile = await fetch(`${server.issuer}/v1/me/profile`, { headers });
  expect(profile.status).toBe(403);
  const administration = (path: string) => fetch(`${server.issuer}/v1/admin/${path}`, { headers });
  // users:read: there is nobody of that name, and nothing else is said about it.
  expect((await administration('users/00000000-0000-7000-8000-000000000000/consents')).status).toBe(404);
  const refused = await administration('invitations');
  expect([refused.status, refused.headers.get('WWW-Authenticate')]).toEqual([
    403,
    'Bearer realm="cerberus", error="insufficient_scope", scope="invitations:read"',
  ]);
  expect(server.complaints()).toEqual([]);
});
