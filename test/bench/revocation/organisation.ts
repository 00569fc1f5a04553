/** An organisation whose people are signed in to two applications: one takes JWTs, the other opaque tokens. */
import { createHash, randomBytes } from 'node:crypto';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { SECURITY_EVENTS } from '../../../src/domain/events/security-events.ts';
import { PUSH, tellsOf } from '../../../src/domain/streams/vocabulary.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import type { BenchEnvironment } from '../soak/environment.ts';
import type { Workerd } from '../workerd.ts';

const PASSWORD = 'Correct-Horse-7';
const VERIFIER = 'a-verifier-of-sufficient-length-0123456789-abcdefg';
const SECRET = 'a-secret-of-a-resource-server-0123456789';
const REDIRECT_URI = 'https://app.example.com/callback';

interface Browser {
  cookies: string;
  csrf: string;
}

export interface SignedIn extends Browser {
  id: string;
  jwt: string;
  opaque: string;
  refreshToken: string;
}

export interface Organisation {
  owner: Browser;
  people: SignedIn[];
  /** The client with the JWTs, which introspects its own tokens. */
  introspection: { client_id: string; client_secret: string };
}

interface Place {
  environment: BenchEnvironment;
  worker: Workerd;
}

/** @param parties where logout tokens and security events go: one client each @param count of people */
export async function createOrganisation(
  { environment, worker }: Place,
  parties: readonly string[],
  count: number,
): Promise<Organisation> {
  const email = `owner-${randomBytes(6).toString('hex')}@example.com`;
  const founding = { organisationName: email, email, firstName: 'Ada', lastName: 'Owner', password: PASSWORD };
  const founded = await post(`${worker.url}/v1/auth/onboard`, founding);
  const { organisation, user } = (await founded.json()) as { organisation: { id: string }; user: { id: string } };
  const owner = browserOf(founded);
  const clients = [];
  for (const party of parties) clients.push(await createClient(environment, organisation.id, { party, format: 'jwt' }));
  const opaque = await createClient(environment, organisation.id, { party: null, format: 'opaque' });
  const people = [];
  for (const id of await createPeople(environment, { organisationId: organisation.id, ownerId: user.id, count })) {
    const browser = browserOf(
      await post(`${worker.url}/v1/auth/login`, { email: `${id}@example.com`, password: PASSWORD }),
    );
    const tokens = [];
    for (const client of clients) tokens.push(await obtainTokens(worker, client, browser));
    const { access_token } = await obtainTokens(worker, opaque, browser);
    const [{ access_token: jwt = '', refresh_token: refreshToken = '' } = {}] = tokens;
    people.push({ ...browser, id, jwt, opaque: access_token ?? '', refreshToken });
  }
  return { owner, people, introspection: { client_id: clients[0] ?? '', client_secret: SECRET } };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Confidential, so that it may introspect. @returns its client_id */
async function createClient(
  { url }: BenchEnvironment,
  organisationId: string,
  { party, format }: { party: string | null; format: 'jwt' | 'opaque' },
): Promise<string> {
  const [id, clientId] = [uuidv7(), `client-${randomBytes(8).toString('hex')}`];
  await withClient(url, async (database) => {
    await database.query(
      `INSERT INTO clients (id, organisation_id, name, client_id, client_secret, client_type, grant_types,
         redirect_uris, scopes, require_consent, is_first_party, token_endpoint_auth_method, access_token_format,
         backchannel_logout_uri)
       VALUES ($1, $2, $3, $3, $4, 'confidential', '["authorization_code", "refresh_token"]', $5,
         '["openid", "offline_access"]', false, true, 'client_secret_post', $6, $7)`,
      [
        id,
        organisationId,
        clientId,
        sha256(SECRET),
        JSON.stringify([REDIRECT_URI]),
        format,
        party && `${party}/logout`,
      ],
    );
    if (party === null) return;
    const requested = [SECURITY_EVENTS['session-revoked']];
    await database.query(
      `INSERT INTO event_streams (id, organisation_id, client_id, delivery_method, endpoint_url, events_requested, tells)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uuidv7(), organisationId, id, PUSH, `${party}/events`, requested, JSON.stringify(tellsOf(requested))],
    );
  });
  return clientId;
}

/** With the password of the owner. @returns their ids */
async function createPeople(
  { url }: BenchEnvironment,
  { organisationId, ownerId, count }: { organisationId: string; ownerId: string; count: number },
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await withClient(url, (database) =>
    database.query(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, password)
       SELECT person, $2, person || '@example.com', 'Grace', 'Person', 'Grace Person', u.password
       FROM users u, unnest($1::uuid[]) AS person WHERE u.id = $3`,
      [ids, organisationId, ownerId],
    ),
  );
  return ids;
}

async function obtainTokens({ url }: Workerd, clientId: string, { cookies }: Browser): Promise<Record<string, string>> {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid offline_access',
    code_challenge: sha256(VERIFIER),
    code_challenge_method: 'S256',
  });
  const answer = await fetch(`${url}/oauth2/authorize?${query}`, { headers: { Cookie: cookies }, redirect: 'manual' });
  const code = new URL(answer.headers.get('Location') ?? 'http://nowhere.invalid').searchParams.get('code') ?? '';
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    client_id: clientId,
    client_secret: SECRET,
    code_verifier: VERIFIER,
  });
  const exchanged = await fetch(`${url}/oauth2/token`, { method: 'POST', body: form });
  if (exchanged.status !== 200) throw new Error(`No tokens: ${exchanged.status} ${await exchanged.text()}`);
  return (await exchanged.json()) as Record<string, string>;
}

async function post(url: string, body: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function browserOf(answer: Response): Browser {
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return { cookies: cookies.join('; '), csrf: answer.headers.get('X-CSRF-Token') ?? '' };
}
