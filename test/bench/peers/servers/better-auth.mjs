/** better-auth with its OAuth provider, on its own adapter for PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import pg from 'pg';
import { hash, verify } from './passwords.ts';
import { POOL_SIZE, readPeerInput, tellReady } from './ready.ts';

const API = 'https://api.example.com';
const SCOPE = 'api:read';
const { databaseUrl, port, person, redirectUri } = readPeerInput();

const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: randomUUID(),
  database: new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE, idleTimeoutMillis: 0 }),
  emailAndPassword: {
    enabled: true,
    password: { hash, verify: ({ password, hash: stored }) => verify(password, stored) },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: '/login',
      consentPage: '/consent',
      scopes: ['openid', 'profile', 'email', 'offline_access', SCOPE],
      clientPrivileges: () => true,
      resourcePrivileges: () => true,
    }),
  ],
};

const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);

/** Clients and resources are registered by somebody who is signed in. */
const { headers: signedUp } = await auth.api.signUpEmail({ body: person, returnHeaders: true });
const cookies = signedUp.getSetCookie().map((cookie) => cookie.split(';')[0]);
const headers = new Headers({ Cookie: cookies.join('; ') });

async function createClient(body) {
  const { client_id: id, client_secret: secret } = await auth.api.adminCreateOAuthClient({ body, headers });
  return { id, secret };
}
const client = await createClient({
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  skip_consent: true,
});
const machine = await createClient({ grant_types: ['client_credentials'], client_credentials_scopes: [SCOPE] });
await auth.api.adminCreateOAuthResource({ body: { identifier: API }, headers });
await auth.api.adminLinkClientResource({ params: { identifier: API, client_id: machine.id }, headers });

const answer = toNodeHandler(auth);
createServer((request, response) => {
  if (!request.url.startsWith('/login')) return answer(request, response);
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><title>Sign in</title><form><input name="email"><input name="password"></form>');
}).listen(port, '127.0.0.1', () => tellReady({ client, machine, parameters: { resource: API, scope: SCOPE } }));
