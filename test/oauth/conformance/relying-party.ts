/** The suite's side of a plan: a confidential client that sends neither PKCE nor more than a module is about. */
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { expect } from 'vitest';
import { type Browser, csrfOf, openBrowser, type Page } from '../../pages/browser.ts';
import { ISSUER, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, PASSWORD, type TestClient } from '../../support/organisation.ts';

export type Fields = Record<string, string>;

export interface RelyingParty {
  client: TestClient;
  /** The suite's second client, of the same provider. */
  secondClient: TestClient;
  browser: Browser;
  /** The person who signs in. */
  email: string;
  organisationId: string;
}

const SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

/** A person with all claims, in a new browser. */
export async function openRelyingParty(): Promise<RelyingParty> {
  const organisation = await createOrganisation();
  await fillProfile(organisation.owner.id);
  // The plan sends requests with neither PKCE nor nonce, and they have to succeed.
  const columns = { allow_unbound_codes: true };
  const options = { confidential: true, requirePkce: false, requireConsent: false, scopes: SCOPES, columns };
  const client = await createClient(organisation.id, options);
  const secondClient = await createClient(organisation.id, options);
  return {
    client,
    secondClient,
    browser: openBrowser(),
    email: organisation.owner.email,
    organisationId: organisation.id,
  };
}

async function fillProfile(userId: string): Promise<void> {
  await asOwner(
    `UPDATE users SET middle_name = 'King', nickname = 'Ada', preferred_username = 'ada', gender = 'female',
       profile_url = 'https://example.com/ada', website = 'https://example.com', birthdate = '1815-12-10',
       profile_photo_path = 'https://example.com/ada.png', zoneinfo = 'Europe/London', locale = 'en-GB',
       phone = '+442079460000', address = $2, email_verified_at = now() WHERE id = $1`,
    [userId, JSON.stringify({ formatted: '12 St James Square\nLondon', locality: 'London', country: 'GB' })],
  );
}

export function authorizationPath(client: TestClient, fields: Fields = {}): string {
  const all = {
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'the-state',
    nonce: 'the-nonce',
    ...fields,
  };
  return `/oauth2/authorize?${new URLSearchParams(all)}`;
}

/** The authorization response, in any response mode. */
export type Answer = Readonly<Fields>;

/** Sends the browser off and signs the person in if the provider asks. */
export async function authorize(party: RelyingParty, fields: Fields = {}, client = party.client): Promise<Answer> {
  return answerOf(await follow(party, await party.browser.get(authorizationPath(client, fields))), fields);
}

/** Goes where the provider sends the browser, until it is back at the client. */
export async function follow(party: RelyingParty, first: Page): Promise<Page> {
  let page = first;
  while (page.location?.startsWith('/')) {
    const path = page.location;
    page = path.startsWith('/auth/login') ? await signIn(party, path) : await party.browser.get(path);
  }
  return page;
}

export async function signIn({ browser, email }: RelyingParty, path: string): Promise<Page> {
  const page = await browser.get(path);
  return browser.post(path, { _csrf: csrfOf(page), email, password: PASSWORD });
}

/** Reads the answer where its response mode puts it, and nowhere else. */
export function answerOf(page: Page, { response_mode: mode = 'query' }: Fields): Answer {
  const answer =
    mode === 'form_post' ? postedAnswer(page) : Object.fromEntries(new URL(page.location ?? '').searchParams);
  // RFC 9207 section 2: in every response.
  expect(answer.iss).toBe(ISSUER);
  return answer;
}

/** OAuth 2.0 Form Post Response Mode: a form that posts itself, with the answer in its hidden fields. */
function postedAnswer({ status, body, location }: Page): Answer {
  expect([status, location]).toEqual([200, null]);
  const form = /<form[^>]*method="post"[^>]*>/i.exec(body)?.[0] ?? '';
  expect(/action="([^"]*)"/.exec(form)?.[1]).toMatch(/^https:\/\/app\.example\.com\/callback$/);
  const fields = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, decodeEntities(value)]));
}

const decodeEntities = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => ENTITIES[entity] ?? '');
const ENTITIES: Fields = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export const basic = ({ clientId, secret }: TestClient): Fields => ({
  Authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
});

export interface TokenAnswer {
  status: number;
  headers: Headers;
  body: Fields;
}

async function toAnswer(response: Response): Promise<TokenAnswer> {
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** client_secret_basic, as the plan registers its clients. */
export async function redeem(client: TestClient, code: string, fields: Fields = {}): Promise<TokenAnswer> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, ...fields };
  return toAnswer(await postForm('/oauth2/token', form, basic(client)));
}

export async function refresh(client: TestClient, token: string): Promise<TokenAnswer> {
  return toAnswer(
    await postForm('/oauth2/token', { grant_type: 'refresh_token', refresh_token: token }, basic(client)),
  );
}

/** The whole flow; the ID token is verified as OIDC Core section 3.1.3.7 says. */
export async function signInTo(party: RelyingParty, fields: Fields = {}, client = party.client) {
  const { code, state, error } = await authorize(party, fields, client);
  expect({ error, state }).toEqual({ error: undefined, state: 'the-state' });
  const { status, body } = await redeem(client, code ?? '');
  expect(status).toBe(200);
  return { code: code ?? '', tokens: body, idToken: await verifyIdToken(client, body.id_token ?? '') };
}

export async function verifyIdToken(client: TestClient, token: string): Promise<JWTPayload> {
  const keys = await (await send('/oauth2/jwks.json')).json();
  const expected = { issuer: ISSUER, audience: client.clientId, algorithms: ['RS256'] };
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys as never), expected);
  expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  return payload;
}

export async function userinfo(token: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await send('/oauth2/userinfo', { ...init, headers: { Authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return response.json();
}
