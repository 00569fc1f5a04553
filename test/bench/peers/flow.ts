/** The protocol's steps as an application and a browser take them, at any provider. */
import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import { ask, type Question } from '../load.ts';
import { type Browser, openBrowser, type Page } from './browser.ts';
import type { Credentials, Provider } from './provider.ts';

const VERIFIER = 'a-verifier-of-sufficient-length-0123456789-abcdefg';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const SCOPE = 'openid profile email offline_access';
/** Nobody is sent from page to page more often than that. */
const STEPS_MAX = 10;

export interface Tokens {
  access_token: string;
  refresh_token: string;
}

export interface SignedIn {
  code: string;
  /** The browser's Cookie header afterwards. */
  cookies: string;
}

export function authorizationPath({ endpoints, client }: Provider): string {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: SCOPE,
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  });
  return `${endpoints.authorization}?${query}`;
}

/** From the application to the sign-in page and back with a code. @param cookies that the browser has from before */
export async function signIn(provider: Provider, agent: Agent, cookies = ''): Promise<SignedIn> {
  const browser = openBrowser(provider, agent, cookies);
  let page = await browser.get(authorizationPath(provider));
  for (let step = 0; step < STEPS_MAX; step++) {
    if (page.location?.startsWith(provider.client.redirectUri))
      return { code: codeOf(page.location), cookies: browser.cookies };
    page = await goOn(provider, browser, page);
  }
  throw new Error(`${provider.url}: the sign-in does not end`);
}

function goOn(provider: Provider, browser: Browser, page: Page): Promise<Page> {
  if (page.location !== undefined) return browser.get(new URL(page.location, provider.issuer + page.path).toString());
  if (page.status === 200) return provider.signIn(browser, page);
  throw new Error(`${provider.url}${page.path} answered ${page.status}: ${page.body.slice(0, 300)}`);
}

function codeOf(location = ''): string {
  const code = new URL(location).searchParams.get('code');
  if (!code) throw new Error(`No code: ${location}`);
  return code;
}

/** The authorization request of somebody who is signed in. */
export function authorizeQuestion(provider: Provider, cookies: string): Question {
  const headers = { ...provider.headers, Cookie: cookies };
  return { url: provider.url + authorizationPath(provider), headers, expected: `${provider.client.redirectUri}?code=` };
}

export async function obtainCode(provider: Provider, cookies: string, agent: Agent): Promise<string> {
  const { headers } = await ask(authorizeQuestion(provider, cookies), agent);
  return codeOf(headers.location);
}

export function codeQuestion(provider: Provider, code: string): Question {
  const { redirectUri } = provider.client;
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: VERIFIER };
  return tokenQuestion(provider, provider.client, form, '"id_token"');
}

export async function exchangeCode(provider: Provider, code: string, agent: Agent): Promise<Tokens> {
  const { body } = await ask(codeQuestion(provider, code), agent);
  return JSON.parse(body.toString());
}

export function refreshQuestion(provider: Provider, token: string): Question {
  const form = { grant_type: 'refresh_token', refresh_token: token };
  return tokenQuestion(provider, provider.client, form, '"refresh_token"');
}

export function tokenQuestion(
  provider: Provider,
  client: Credentials,
  form: Record<string, string>,
  expected: string,
  endpoint = provider.endpoints.token,
): Question {
  const basic = [client.id, client.secret].map(encodeURIComponent).join(':');
  const headers = { ...provider.headers, Authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
  return { url: provider.url + endpoint, headers, body: new URLSearchParams(form).toString(), expected };
}
