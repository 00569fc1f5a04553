/** oidc-provider as somebody would run it who wants of it what Cerberus does: everything is in PostgreSQL. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';
import pg from 'pg';
import { adapterOf, TABLE } from './oidc-adapter.ts';
import { hash, verify } from './passwords.ts';
import { POOL_SIZE, readPeerInput, tellReady } from './ready.ts';

const { databaseUrl, port, person, redirectUri } = readPeerInput();
const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE, idleTimeoutMillis: 0 });
const API = 'https://api.example.com';
const issuer = `http://127.0.0.1:${port}`;

const statement = (name, text) => async (value) => (await pool.query({ name, text, values: [value] })).rows[0];
const accountById = statement('account', 'SELECT id, email, name FROM accounts WHERE id = $1');
const accountByEmail = statement('account by e-mail', 'SELECT id, password FROM accounts WHERE email = $1');

const keyOf = (type, alg, options) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg,
  kid: alg,
});

const provider = new Provider(issuer, {
  adapter: adapterOf(pool),
  jwks: { keys: [keyOf('rsa', 'RS256', { modulusLength: 2048 }), keyOf('ed25519', 'EdDSA')] },
  cookies: { keys: [randomUUID()] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: async (_ctx, id) => {
    const account = await accountById(id);
    return account && { accountId: id, claims: () => ({ sub: id, email: account.email, name: account.name }) };
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'EdDSA' } } }),
    },
  },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  pkce: { required: () => true },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  ttl: {
    AccessToken: 3600,
    AuthorizationCode: 600,
    ClientCredentials: 3600,
    Grant: 86_400,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 86_400,
    Session: 86_400,
  },
});
provider.on('server_error', (_ctx, error) => console.error(error));

/** Its page asks for e-mail and password; the application is one of our own, so nobody is asked for consent. */
async function interact(request, response) {
  const { uid, params } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>Sign in</title><form method="post" action="/interaction/${uid}">
      <input name="email"><input name="password" type="password"><button>Sign in</button></form>`);
    return;
  }
  const form = new URLSearchParams(await text(request));
  const account = await accountByEmail(form.get('email'));
  if (!account || !(await verify(form.get('password') ?? '', account.password))) {
    response.writeHead(403).end('Wrong e-mail address or password');
    return;
  }
  const grant = new provider.Grant({ accountId: account.id, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: account.id }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

await pool.query(TABLE);
await pool.query('CREATE TABLE accounts (id uuid PRIMARY KEY, email text UNIQUE, name text, password text)');
const account = [randomUUID(), person.email, person.name, await hash(person.password)];
await pool.query('INSERT INTO accounts (id, email, name, password) VALUES ($1, $2, $3, $4)', account);
const [client, machine] = ['web', 'machine'].map((id) => ({ id, secret: randomUUID() }));
const clients = new (adapterOf(pool))('Client');
await clients.upsert(client.id, {
  client_id: client.id,
  client_secret: client.secret,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: [redirectUri],
});
await clients.upsert(machine.id, {
  client_id: machine.id,
  client_secret: machine.secret,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
});

const answer = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  interact(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end(String(error));
  });
}).listen(port, '127.0.0.1', () => tellReady({ client, machine, parameters: { resource: API } }));
