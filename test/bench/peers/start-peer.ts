/** The other servers, each in a process of its own, on the same PostgreSQL. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../migrations-runner/command-line/ports.ts';
import { endProcess } from '../../../migrations-runner/command-line/processes.ts';
import { DEMO_OWNER } from '../../../migrations-runner/seed/demo-data.ts';
import type { Browser, Page } from './browser.ts';
import { readForm } from './browser.ts';
import type { Provider } from './provider.ts';
import type { PeerInput, Ready } from './servers/ready.ts';

const { email, password, firstName, lastName } = DEMO_OWNER;
const PERSON = { email, password, name: `${firstName} ${lastName}` };
const REDIRECT_URI = 'https://app.example.com/callback';

interface Peer {
  /** Of servers/. */
  file: string;
  /** Where its issuer is below its address. */
  base: string;
  endpoints: Provider['endpoints'];
  signIn: Provider['signIn'];
}

export const PEERS = {
  'oidc-provider': {
    file: 'oidc-provider.mjs',
    base: '',
    endpoints: {
      discovery: '/.well-known/openid-configuration',
      jwks: '/jwks',
      token: '/token',
      introspection: '/token/introspection',
      userinfo: '/me',
      authorization: '/auth',
    },
    signIn: (browser, page) => browser.post(readForm(page).action, new URLSearchParams({ email, password }).toString()),
  },
  'better-auth': {
    file: 'better-auth.mjs',
    base: '/api/auth',
    endpoints: {
      discovery: '/api/auth/.well-known/openid-configuration',
      jwks: '/api/auth/jwks',
      token: '/api/auth/oauth2/token',
      introspection: '/api/auth/oauth2/introspect',
      userinfo: '/api/auth/oauth2/userinfo',
      authorization: '/api/auth/oauth2/authorize',
    },
    signIn: signInByScript,
  },
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof PEERS;

/** As the script of its sign-in page does: the query of the page goes with the password, and the answer says where to. */
async function signInByScript(browser: Browser, { path }: Page): Promise<Page> {
  const { search } = new URL(path, 'http://localhost');
  const body = JSON.stringify({ email, password, oauth_query: search.slice(1) });
  const page = await browser.post('/api/auth/sign-in/email', body, 'application/json');
  const { url } = JSON.parse(page.body) as { url?: string };
  if (!url) throw new Error(`The sign-in leads nowhere: ${page.status} ${page.body.slice(0, 300)}`);
  return { ...page, location: url };
}

export interface StartedPeer {
  pid: number;
  provider: Provider;
  stop(): Promise<void>;
}

/** @param databaseUrl of an empty database */
export async function startPeer(name: PeerName, databaseUrl: string): Promise<StartedPeer> {
  const { file, base, endpoints, signIn } = PEERS[name];
  const port = await freePort();
  const input: PeerInput = { databaseUrl, port, person: PERSON, redirectUri: REDIRECT_URI };
  const env = { ...process.env, NODE_ENV: 'production', PEER_INPUT: JSON.stringify(input) };
  const path = join(import.meta.dirname, 'servers', file);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { client, machine, parameters } = await whenReady(child, name);
  const url = `http://127.0.0.1:${port}`;
  const provider: Provider = {
    url,
    issuer: url + base,
    headers: {},
    endpoints,
    client: { ...client, redirectUri: REDIRECT_URI },
    machine: { ...machine, parameters },
    signIn,
  };
  return { pid: child.pid ?? 0, provider, stop: () => endProcess(child.pid ?? 0, 'SIGKILL') };
}

/** Its first line says that it listens. */
async function whenReady(child: ChildProcess, name: string): Promise<Ready> {
  if (!child.stdout) throw new Error('It has no output');
  const lines = createInterface(child.stdout);
  const outcome = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
  if (!outcome) throw new Error(`${name} did not start`);
  return JSON.parse(String(outcome[0]));
}
