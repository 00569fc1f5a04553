/** A receiver of security events: makes streams, takes what is pushed, and checks tokens as RFC 8417 says. */
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { onTestFinished, vi } from 'vitest';
import { ISSUER, postForm, send } from './app.ts';
import { obtainTokens } from './oauth.ts';
import { createClient, type TestClient, type TestOrganisation } from './organisation.ts';

export interface Receiver extends TestClient {
  /** Of the client itself. */
  token: string;
}

export interface PushedToken {
  url: string;
  headers: Record<string, string>;
  token: string;
}

/** A confidential client of the organisation to which people sign in, and which manages its own streams. */
export async function createReceiver(
  organisation: Pick<TestOrganisation, 'id'>,
  {
    scopes = ['ssf.manage'],
    ofPeople = [],
    columns = {},
  }: { scopes?: string[]; ofPeople?: string[]; columns?: Record<string, unknown> } = {},
): Promise<Receiver> {
  const client = await createClient(organisation.id, {
    confidential: true,
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['openid', 'profile', 'email', 'offline_access', ...ofPeople, ...scopes],
    columns,
  });
  return { ...client, token: await ownToken(client, scopes) };
}

export async function ownToken(client: TestClient, scopes: string[]): Promise<string> {
  const basic = btoa(`${encodeURIComponent(client.clientId)}:${encodeURIComponent(client.secret ?? '')}`);
  const form = { grant_type: 'client_credentials', scope: scopes.join(' ') };
  const answer = await postForm('/oauth2/token', form, { Authorization: `Basic ${basic}` });
  if (answer.status !== 200) throw new Error(await answer.text());
  return ((await answer.json()) as { access_token: string }).access_token;
}

export function ask(
  { token }: Pick<Receiver, 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return send(path, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

export async function createStream(receiver: Receiver, settings: Record<string, unknown> = {}): Promise<string> {
  const answer = await ask(receiver, 'POST', '/ssf/stream', settings);
  if (answer.status !== 201) throw new Error(await answer.text());
  return ((await answer.json()) as { stream_id: string }).stream_id;
}

/** A stream that is pushed to an address of its own. */
export async function createPushedStream(receiver: Receiver, more: Record<string, unknown> = {}) {
  const url = `https://${crypto.randomUUID()}.example.com/events`;
  const delivery = { method: 'urn:ietf:rfc:8935', endpoint_url: url, authorization_header: 'Bearer of-the-receiver' };
  return { url, id: await createStream(receiver, { delivery, ...more }) };
}

/** Replaces the network until the test ends. @returns what was pushed, in order */
export function receivePushes(answer: (pushed: PushedToken) => Response = () => new Response(null, { status: 202 })) {
  const received: PushedToken[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const pushed = { url, headers: init.headers as Record<string, string>, token: String(init.body) };
    received.push(pushed);
    return answer(pushed);
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return received;
}

export interface EventToken {
  jti: string;
  aud: string;
  sub_id: Record<string, unknown>;
  events: Record<string, Record<string, unknown>>;
}

/** Verifies a token with the published keys, and that it cannot be taken for an ID or access token. */
export async function verifyEventToken(token: string, client: TestClient): Promise<EventToken> {
  const keys = createLocalJWKSet((await (await send('/oauth2/jwks.json')).json()) as JSONWebKeySet);
  const expected = { issuer: ISSUER, audience: client.clientId, typ: 'secevent+jwt' };
  const { payload } = await jwtVerify(token, keys, expected);
  if ('sub' in payload || 'exp' in payload) throw new Error('A security event token has neither sub nor exp');
  return payload as unknown as EventToken;
}

export async function pollStream(receiver: Receiver, id: string, body: Record<string, unknown> = {}) {
  const answer = await ask(receiver, 'POST', `/ssf/poll/${id}`, { returnImmediately: true, ...body });
  if (answer.status !== 200) throw new Error(await answer.text());
  const { sets, moreAvailable } = (await answer.json()) as { sets: Record<string, string>; moreAvailable: boolean };
  const tokens = await Promise.all(Object.values(sets).map((token) => verifyEventToken(token, receiver)));
  return { tokens, ids: Object.keys(sets), moreAvailable };
}

/** Takes all that waits, so that the next look begins with nothing. */
export async function takeEvents(receiver: Receiver, id: string): Promise<EventToken[]> {
  const { ids, tokens } = await pollStream(receiver, id);
  await pollStream(receiver, id, { ack: ids, maxEvents: 0 });
  return tokens;
}

/** Makes the person known to the client: it has tokens of theirs. */
export async function introduce(person: Pick<TestOrganisation, 'cookies'>, client: TestClient): Promise<void> {
  await obtainTokens(person as TestOrganisation, client, 'openid');
}
