/** Cerberus as production has it: the bundled Worker, and a pooler where Hyperdrive stands. */

import { DEMO_CLIENTS, DEMO_OWNER, DEMO_SERVICE } from '../../../migrations-runner/seed/demo-data.ts';
import type { Bundle } from '../bundle.ts';
import type { SeededDatabase } from '../seeded-database.ts';
import { startWorkerd, type Workerd } from '../workerd.ts';
import { type Browser, type Page, readForm } from './browser.ts';
import type { Provider } from './provider.ts';

const ISSUER = 'https://id.example.com';
const CLIENT = 'demo-web';

export interface CerberusOptions {
  bundle: Bundle;
  database: SeededDatabase;
  /** The connection string of the pooler. */
  databaseUrl: string;
  /** Whether statements have names. */
  named: boolean;
}

export function startCerberus({ bundle, database, databaseUrl, named }: CerberusOptions): Promise<Workerd> {
  const variables = {
    ENVIRONMENT: 'production',
    ISSUER_URL: ISSUER,
    SECRET_ENCRYPTION_KEY: database.encryptionKey,
    SESSION_COOKIE_NAME: '__Host-cerb_sid',
    SECRET_SEALING: 'bound',
    JWT_ALG: 'EdDSA',
    DATABASE_PREPARED_STATEMENTS: String(named),
  };
  return startWorkerd({ bundle, databaseUrl, variables, production: true });
}

export function cerberusProvider({ url }: Workerd, { seed }: SeededDatabase): Provider {
  const secretOf = (clientId: string) => seed.demo?.[clientId]?.newSecret ?? '';
  const { settings } = DEMO_CLIENTS.find(({ clientId }) => clientId === CLIENT) ?? {};
  // What Cloudflare tells of who asks: people and clients are counted by it.
  const headers = { 'CF-Connecting-IP': '203.0.113.7' };
  return {
    url,
    issuer: ISSUER,
    headers,
    endpoints: {
      discovery: '/.well-known/openid-configuration',
      jwks: '/oauth2/jwks.json',
      token: '/oauth2/token',
      introspection: '/oauth2/introspect',
      userinfo: '/oauth2/userinfo',
      authorization: '/oauth2/authorize',
    },
    client: { id: CLIENT, secret: secretOf(CLIENT), redirectUri: settings?.redirectUris?.[0] ?? '' },
    machine: { id: DEMO_SERVICE, secret: secretOf(DEMO_SERVICE), parameters: {} },
    signIn,
    keeps: /cerb_device=/,
    profile: (cookies) => ({
      url: `${url}/v1/me/profile`,
      headers: { ...headers, Cookie: cookies },
      expected: DEMO_OWNER.email,
    }),
  };
}

function signIn(browser: Browser, page: Page): Promise<Page> {
  const { action, fields } = readForm(page);
  const { email, password } = DEMO_OWNER;
  return browser.post(action, new URLSearchParams({ ...fields, email, password }).toString());
}
