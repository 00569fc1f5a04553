/** JWTs, and sets of keys, whose JSON is nobody's mistake: a refusal in the protocol's words, wherever one is read. */
import { base64url } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { postForm, send } from '../../support/app.ts';
import { createKeyClient, createKeyPair, type KeyPair, presenting } from '../../support/assertions.ts';
import { asOwner } from '../../support/database.ts';
import { DEEP_JSON, HOSTILE_JSON, UNTYPED_JSON } from '../../support/hostile-json.ts';
import { authorizeUrl } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

let organisation: TestOrganisation;
let client: TestClient;
let key: KeyPair;

beforeAll(async () => {
  organisation = await createOrganisation();
  key = await createKeyPair('ES256');
  client = await createKeyClient(organisation.id, [key]);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const encode = (...parts: string[]) => parts.map((part) => base64url.encode(part)).join('.');
const membersOf = (members: Record<string, string>) =>
  `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`;

const OF_MEMBERS = [...UNTYPED_JSON, ...DEEP_JSON, 'null', '[]', '1e999', String.raw`"\u0000"`, String.raw`"\ud800"`];

/** The object as JSON, with all of it, or each of its members in turn, in the place of a hostile value; also given twice. */
function spoilt(members: Record<string, string>): string[] {
  const names = Object.keys(members);
  return [
    ...HOSTILE_JSON,
    ...OF_MEMBERS.flatMap((value) => [
      ...names.map((name) => membersOf({ ...members, [name]: value })),
      `{"${names[0]}":${value},${membersOf(members).slice(1)}`,
    ]),
  ];
}

const HEADER = { alg: '"ES256"', kid: '"k"', typ: '"JWT"', crit: '["exp"]' };
/** What is looked at before the signature. */
const CLAIMS = { iss: '"x"', sub: '"x"' };
const GARBAGE = [
  ...spoilt(HEADER).map((header) => `${encode(header, membersOf(CLAIMS))}.AAAA`),
  ...spoilt(CLAIMS).map((claims) => `${encode('{"alg":"ES256"}', claims)}.AAAA`),
];

/** The statuses of answers that are neither a refusal nor one of these, each with a token that got it. */
async function unexpected(
  ask: (token: string) => Promise<Response>,
  expected: number[],
  tokens = GARBAGE,
): Promise<[number, string][]> {
  const statuses = await answersTo(ask, tokens);
  return [...statuses].filter(([status]) => !expected.includes(status) && (status < 400 || status >= 500));
}

/** Concurrently, but not all at once. */
async function answersTo(ask: (token: string) => Promise<Response>, tokens: string[]): Promise<Map<number, string>> {
  const statuses = new Map<number, string>();
  for (let start = 0; start < tokens.length; start += 25) {
    const group = tokens.slice(start, start + 25);
    const answers = await Promise.all(group.map(ask));
    for (const [index, { status }] of answers.entries()) statuses.set(status, group[index]?.slice(0, 200) ?? '');
  }
  return statuses;
}

describe('a token with hostile JSON', () => {
  it.each(['/oauth2/userinfo', '/v1/me/profile'])('is refused as a bearer token of %s', async (path) => {
    const ask = (token: string) => send(path, { headers: { Authorization: `Bearer ${token}` } });
    expect([...(await answersTo(ask, GARBAGE)).keys()]).toEqual([401]);
  });

  it('is not active, and revokes nothing', async () => {
    const { clientId, secret } = await createClient(organisation.id, { confidential: true });
    const fields = { client_id: clientId, client_secret: secret ?? '' };
    for (const path of ['/oauth2/introspect', '/oauth2/revoke']) {
      expect(await unexpected((token) => postForm(path, { ...fields, token }), [200]), path).toEqual([]);
    }
  });

  it('is no id_token_hint', async () => {
    const app = await createClient(organisation.id);
    const headers = { Cookie: organisation.cookies };
    const authorize = async (id_token_hint: string) => send(await authorizeUrl(app, { id_token_hint }), { headers });
    expect(await unexpected(authorize, [302])).toEqual([]);
    const logOut = (hint: string) => send(`/oauth2/logout?id_token_hint=${hint}`, { headers });
    expect(await unexpected(logOut, [200])).toEqual([]);
  });
});

describe('an assertion with hostile JSON', () => {
  const present = (assertion: string) =>
    postForm('/oauth2/token', { grant_type: 'client_credentials', ...presenting(assertion) });

  async function signed(header: string, claims: string): Promise<string> {
    const text = encode(header, claims);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const bytes = await crypto.subtle.sign(algorithm, key.key as CryptoKey, new TextEncoder().encode(text));
    return `${text}.${base64url.encode(new Uint8Array(bytes))}`;
  }

  const good = () => ({
    ...{ iss: JSON.stringify(client.clientId), sub: JSON.stringify(client.clientId), aud: '"http://localhost:4000"' },
    ...{ exp: String(Math.floor(Date.now() / 1000) + 60), jti: JSON.stringify(crypto.randomUUID()) },
  });
  const head = () => ({ alg: '"ES256"', kid: JSON.stringify(key.kid) });

  it('that is not signed is refused', async () => {
    expect(await unexpected(present, [])).toEqual([]);
  });

  it('that is signed is refused, or accepted where the value is ignored', async () => {
    expect((await present(await signed(membersOf(head()), membersOf(good())))).status).toBe(200);
    const headers = spoilt({ ...head(), typ: '"JWT"', crit: '[]' });
    const claims = spoilt({ ...good(), iat: '1', nbf: '1', scope: '""' });
    const assertions = await Promise.all([
      ...headers.map((header) => signed(header, membersOf(good()))),
      ...claims.map((body) => signed(membersOf(head()), body)),
    ]);
    expect(await unexpected(present, [200], assertions)).toEqual([]);
  });

  it('by keys that are hostile JSON is refused', async () => {
    const jwk = { kty: '"EC"', crv: '"P-256"', x: '"AA"', y: '"AA"', kid: JSON.stringify(key.kid) };
    const sets = [
      ...HOSTILE_JSON.flatMap((value) => [value, `{"keys":${value}}`]),
      ...spoilt({ ...jwk, use: '"sig"', key_ops: '["verify"]' }).map((one) => `{"keys":[${one}]}`),
    ];
    let answer = '';
    vi.stubGlobal('fetch', async () => new Response(answer));
    for (const set of sets) {
      answer = set;
      // From where nobody has looked yet.
      const uri = `https://client.example.com/${crypto.randomUUID()}`;
      await asOwner('UPDATE clients SET jwks = NULL, jwks_uri = $2 WHERE id = $1', [client.id, uri]);
      const { status } = await present(await signed(membersOf(head()), membersOf(good())));
      expect(status, set.slice(0, 200)).toBe(401);
    }
  });
});
