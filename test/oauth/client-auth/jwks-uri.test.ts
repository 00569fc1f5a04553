import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRemoteJwks } from '../../../src/platform/keys/remote-jwks.ts';
import { flightsOf, postForm } from '../../support/app.ts';
import {
  type AssertionKey,
  createKeyClient,
  createKeyPair,
  type KeyPair,
  makeAssertion,
  presenting,
} from '../../support/assertions.ts';
import { createOrganisation, type TestClient, type TestOrganisation } from '../../support/organisation.ts';

let organisation: TestOrganisation;
let old: KeyPair;
let fresh: KeyPair;

beforeAll(async () => {
  organisation = await createOrganisation();
  [old, fresh] = [await createKeyPair('ES256'), await createKeyPair('ES256')];
});

/** The answers of the clients' servers, by URL. */
const published = new Map<string, () => Response | Promise<Response>>();
const fetched = vi.fn(async (url: string, _init?: RequestInit) => {
  const answer = published.get(url);
  if (!answer) throw new TypeError(`Nothing there: ${url}`);
  return answer();
});

beforeEach(() => {
  fetched.mockClear();
  vi.stubGlobal('fetch', fetched);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const newUri = () => `https://client.example.com/${crypto.randomUUID()}/jwks.json`;
const setOf = (...keys: KeyPair[]) => Response.json({ keys: keys.map(({ jwk }) => jwk) });

function publish(uri: string, ...keys: KeyPair[]): void {
  published.set(uri, () => setOf(...keys));
}

function createUriClient(uri: string): Promise<TestClient> {
  return createKeyClient(organisation.id, [], { jwks: null, jwks_uri: uri });
}

async function present(client: TestClient, key: AssertionKey): Promise<Response> {
  const assertion = presenting(await makeAssertion(client, key));
  return postForm('/oauth2/token', { grant_type: 'client_credentials', ...assertion });
}

async function expectInvalidClient(response: Response): Promise<void> {
  expect(await response.json()).toMatchObject({
    error: 'invalid_client',
    error_description: 'Invalid client credentials',
  });
  expect(response.status).toBe(401);
}

describe('a client whose keys are at a URI (RFC 7591 section 2, jwks_uri)', () => {
  it('authenticates with them; they are read once, and cost no round trip', async () => {
    const uri = newUri();
    publish(uri, old, fresh);
    const client = await createUriClient(uri);
    expect((await present(client, old)).status).toBe(200);
    const again = await present(client, fresh);
    expect([again.status, flightsOf(again)]).toEqual([200, 2]);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(fetched.mock.calls[0]?.[0]).toBe(uri);
  });

  it('is asked by GET, without credentials, and no redirect is followed', async () => {
    const uri = newUri();
    publish(uri, old);
    await present(await createUriClient(uri), old);
    const init = fetched.mock.calls[0]?.[1];
    expect(init).toMatchObject({ method: 'GET', redirect: 'manual', headers: { Accept: 'application/json' } });
    expect(init?.signal).toBeInstanceOf(AbortSignal);
  });

  it('with another registered method is not asked for keys', async () => {
    const uri = newUri();
    publish(uri, old);
    const client = await createKeyClient(organisation.id, [], {
      jwks_uri: uri,
      token_endpoint_auth_method: 'client_secret_jwt',
      client_secret: 'hash',
    });
    await expectInvalidClient(await present(client, old));
    expect(fetched).not.toHaveBeenCalled();
  });

  it('keys that are registered themselves come before those at the URI', async () => {
    const client = await createKeyClient(organisation.id, [old], { jwks_uri: newUri() });
    expect((await present(client, old)).status).toBe(200);
    expect(fetched).not.toHaveBeenCalled();
  });

  it('two clients may have their keys in one place', async () => {
    const uri = newUri();
    publish(uri, old);
    const [one, other] = [await createUriClient(uri), await createUriClient(uri)];
    expect([(await present(one, old)).status, (await present(other, old)).status]).toEqual([200, 200]);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['answers 404', () => Response.json({ keys: [] }, { status: 404 })],
    ['answers 500 with a key set', () => Response.json({ keys: [old.jwk] }, { status: 500 })],
    ['redirects', () => new Response(null, { status: 302, headers: { Location: 'https://evil.example/jwks' } })],
    ['answers no JSON', () => new Response('<html>')],
    ['answers null', () => Response.json(null)],
    ['answers a list', () => Response.json([old.jwk])],
    ['answers keys that are none', () => Response.json({ keys: [null, 'key'] })],
    ['answers keys that are no list', () => Response.json({ keys: { 0: old.jwk } })],
    ['answers private keys of another kind', () => Response.json({ keys: [{ kty: 'oct', k: 'AAAA', kid: old.kid }] })],
    ['answers without end', () => new Response(endless())],
    ['is not there', () => Promise.reject(new TypeError('unreachable'))],
  ])('whose server %s: invalid_client', async (_what, answer) => {
    const uri = newUri();
    published.set(uri, answer);
    await expectInvalidClient(await present(await createUriClient(uri), old));
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('whose server fails is not asked for every attempt', async () => {
    const uri = newUri();
    const client = await createUriClient(uri);
    for (let attempt = 0; attempt < 5; attempt++) await expectInvalidClient(await present(client, old));
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it.each([
    'http://client.example.com/jwks.json',
    'https://user:secret@client.example.com/jwks.json',
    'https://127.0.0.1/jwks.json',
    'https://0x7f.1/jwks.json',
    'https://[::ffff:10.0.0.1]/jwks.json',
    'https://169.254.169.254/latest/meta-data',
    'https://metadata.google.internal/',
    'https://localhost/jwks.json',
    'file:///etc/passwd',
    'nonsense',
  ])('at a place where nobody may send us is not asked: %s', async (uri) => {
    publish(uri, old);
    await expectInvalidClient(await present(await createUriClient(uri), old));
    expect(fetched).not.toHaveBeenCalled();
  });
});

function endless(): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode(`{"keys":[${' '.repeat(8192)}`);
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
}

describe('how long keys are kept', () => {
  const START = Date.UTC(2026, 0, 1);
  const at = (seconds: number) => new Date(START + seconds * 1000);
  const kids = async (set: Promise<{ keys: { kid?: string }[] }>) => (await set).keys.map(({ kid }) => kid);

  it('for a minute: then a removed key is refused', async () => {
    const [keys, uri] = [createRemoteJwks({ loopback: false }), newUri()];
    publish(uri, old);
    await keys.including(uri, old.kid, at(0));
    publish(uri, fresh);
    expect(await kids(keys.including(uri, old.kid, at(59)))).toEqual([old.kid]);
    expect(await kids(keys.including(uri, old.kid, at(60)))).toEqual([fresh.kid]);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('a new key is found as soon as it is used, except for ten seconds after the last request (OIDC Core section 10.1.1)', async () => {
    const [keys, uri] = [createRemoteJwks({ loopback: false }), newUri()];
    publish(uri, old);
    await keys.including(uri, old.kid, at(0));
    publish(uri, old, fresh);
    expect(await kids(keys.including(uri, fresh.kid, at(9)))).toEqual([old.kid]);
    expect(await kids(keys.including(uri, fresh.kid, at(10)))).toEqual([old.kid, fresh.kid]);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('unknown keys cause one request in ten seconds, however often they are presented', async () => {
    const [keys, uri] = [createRemoteJwks({ loopback: false }), newUri()];
    publish(uri, old);
    for (let second = 0; second < 40; second++) await keys.including(uri, `unknown-${second}`, at(second));
    expect(fetched).toHaveBeenCalledTimes(4);
  });

  it('a failure is not cached, and does not remove keys that are still valid', async () => {
    const [keys, uri] = [createRemoteJwks({ loopback: false }), newUri()];
    publish(uri, old);
    await keys.including(uri, old.kid, at(0));
    published.delete(uri);
    expect(await kids(keys.including(uri, 'unknown', at(20)))).toEqual([old.kid]);
    expect(await kids(keys.including(uri, old.kid, at(59)))).toEqual([old.kid]);
    await expect(keys.including(uri, old.kid, at(61))).rejects.toThrow('cannot be read');
    publish(uri, old);
    await expect(keys.including(uri, old.kid, at(70))).rejects.toThrow('cannot be read');
    expect(await kids(keys.including(uri, old.kid, at(71)))).toEqual([old.kid]);
  });

  it('requests that come together at first are all answered', async () => {
    const [keys, uri] = [createRemoteJwks({ loopback: false }), newUri()];
    publish(uri, old);
    const sets = await Promise.all(Array.from({ length: 20 }, () => kids(keys.including(uri, old.kid, at(0)))));
    expect(new Set(sets.map(String))).toEqual(new Set([old.kid]));
  });

  it('URIs are cached separately', async () => {
    const keys = createRemoteJwks({ loopback: false });
    const [one, other] = [newUri(), newUri()];
    publish(one, old);
    publish(other, fresh);
    expect(await kids(keys.including(one, undefined, at(0)))).toEqual([old.kid]);
    expect(await kids(keys.including(other, undefined, at(0)))).toEqual([fresh.kid]);
  });

  it('this machine may be asked in development only', async () => {
    const uri = 'http://localhost:8080/jwks.json';
    publish(uri, old);
    await expect(createRemoteJwks({ loopback: false }).including(uri, old.kid, at(0))).rejects.toThrow();
    expect(fetched).not.toHaveBeenCalled();
    expect(await kids(createRemoteJwks({ loopback: true }).including(uri, old.kid, at(0)))).toEqual([old.kid]);
  });
});
