import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIGNING_ALGORITHMS } from '../../../src/platform/keys/jwk.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { expectFlights, ISSUER, send } from '../../support/app.ts';
import { type Isolate, openIsolate } from '../../support/isolates.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

async function published(): Promise<JSONWebKeySet> {
  return (await send('/oauth2/jwks.json')).json();
}

describe('the JWK Set (RFC 7517)', () => {
  it.each(['/oauth2/jwks.json', '/.well-known/jwks.json'])(
    '%s: for everybody, to be kept for five minutes',
    async (path) => {
      const response = await send(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toMatch(/^application\/(jwk-set\+)?json/);
      expect(response.headers.get('Cache-Control')).toBe('public, max-age=300');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(response.headers.get('Set-Cookie')).toBeNull();
      expect(await response.json()).toEqual(await published());
    },
  );

  it('holds no private member (section 9.2)', async () => {
    const { keys } = await published();
    const allowed = new Set(['kty', 'kid', 'alg', 'use', 'n', 'e', 'crv', 'x', 'y']);
    for (const key of keys) for (const member of Object.keys(key)) expect(allowed).toContain(member);
  });

  it('holds keys of every algorithm we sign with, each with a kid of its own (section 4.5)', async () => {
    const { keys } = await published();
    // Twice when another test has had their successors published.
    expect([...new Set(keys.map((key) => key.alg))].sort()).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256']);
    expect(new Set(keys.map((key) => key.kid)).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatchObject({ use: 'sig', kid: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('has an RSA key of at least 2048 bits (RFC 7518 section 3.3)', async () => {
    const { keys } = await published();
    const modulus = keys.find((key) => key.kty === 'RSA')?.n ?? '';
    expect(modulus.length * 6).toBeGreaterThanOrEqual(2048);
  });

  it('costs no round trip once the isolate has it', async () => {
    await published();
    expectFlights(await send('/oauth2/jwks.json'), 0);
  });

  it('costs no round trip in a new isolate either: it is in the cache', async () => {
    await published();
    // Other bindings are another isolate: nothing of what this one remembers applies.
    const response = await send('/oauth2/jwks.json', {}, { LOG_LEVEL: 'silent' });
    expectFlights(response, 0);
    expect(await response.json()).toEqual(await published());
  });

  it('is answered when the cache is empty', async () => {
    const broken = { get: () => Promise.reject(new Error('down')), put: () => Promise.reject(new Error('down')) };
    const response = await send('/oauth2/jwks.json', {}, { CACHE: broken });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(await published());
  });
});

describe('the first keys of a new deployment', () => {
  let database: ScratchDatabase;

  beforeAll(async () => {
    database = await createScratchDatabase();
  });
  afterAll(() => database.drop());

  async function using<T>(work: (isolate: Isolate) => Promise<T>): Promise<T> {
    const isolate = openIsolate(database);
    try {
      return await work(isolate);
    } finally {
      await isolate.close();
    }
  }

  it('are created once, however many isolates start concurrently', async () => {
    const sets = await Promise.all(Array.from({ length: 8 }, () => using(({ keys, db }) => keys.jwks(db))));
    const rows = await database.asOwner<{ kid: string; stage: string }>('SELECT kid, stage FROM jwks ORDER BY kid');
    expect(rows).toHaveLength(SIGNING_ALGORITHMS.length);
    for (const set of sets) expect(set.keys.map((key) => key.kid).sort()).toEqual(rows.map((row) => row.kid));
  });

  it('sign tokens that every isolate verifies', async () => {
    const now = new Date();
    const jwt = await using(({ keys, db }) => keys.sign(db, { iss: ISSUER, sub: 'a' }, { alg: 'ES256', typ: 'JWT' }));
    const payload = await using(({ keys, db }) => keys.verify(db, jwt, { typ: 'JWT', issuer: ISSUER, now }));
    expect(payload).toEqual({ iss: ISSUER, sub: 'a' });
    const set = await using(({ keys, db }) => keys.jwks(db));
    await jwtVerify(jwt, createLocalJWKSet(set));
  });

  it('are sealed at rest: no private member is readable, and another key does not open them', async () => {
    const rows = await database.asOwner<{ private_key: string }>('SELECT private_key FROM jwks');
    for (const row of rows) expect(row.private_key).toMatch(/^d1:[A-Za-z0-9+/=]+$/);
    const stranger = openIsolate(database, { box: createSecretBox(btoa('k'.repeat(32))) });
    await expect(stranger.keys.sign(stranger.db, {}, { alg: 'EdDSA', typ: 'JWT' })).rejects.toThrow();
    await stranger.close();
  });

  it('that are published or retired are shown but do not sign; deleted ones are not shown', async () => {
    await database.asOwner(`UPDATE jwks SET stage = 'retired' WHERE alg = 'EdDSA'`);
    const { set, jwt } = await using(async ({ keys, db }) => ({
      jwt: await keys.sign(db, {}, { alg: 'EdDSA', typ: 'JWT' }),
      set: await keys.jwks(db),
    }));
    const signed = JSON.parse(atob(jwt.split('.')[0] ?? '')).kid;
    const eddsa = set.keys.filter((key) => key.alg === 'EdDSA').map((key) => key.kid);
    expect(eddsa).toHaveLength(2);
    const retired = await database.asOwner<{ kid: string }>(`SELECT kid FROM jwks WHERE stage = 'retired'`);
    expect(retired.map((row) => row.kid)).not.toContain(signed);
    await database.asOwner(`UPDATE jwks SET is_active = false WHERE stage = 'retired'`);
    const after = await using(({ keys, db }) => keys.jwks(db));
    expect(after.keys.map((key) => key.kid)).toHaveLength(SIGNING_ALGORITHMS.length);
  });
});
