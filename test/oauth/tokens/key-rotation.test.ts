import { env } from 'cloudflare:workers';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../../src/platform/database/statement.ts';
import { KV_TTL } from '../../../src/platform/keys/cache.ts';
import { generateSigningKey, SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../../src/platform/keys/jwk.ts';
import { LOCK_KEYS, PUBLISHED_STAGE, replaceKeys, rotateKeys } from '../../../src/platform/keys/lifecycle.ts';
import { COPY_AGE_MAX, JWKS_MAX_AGE, KV_LAG, MEMORY_TTL } from '../../../src/platform/keys/published-keys.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { type Isolate, openIsolate } from '../../support/isolates.ts';
import { createCache } from '../../support/key-value-cache.ts';
import fc, { runsOf } from '../../support/property.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
const BOX = createSecretBox(SECRET_ENCRYPTION_KEY);
const BROKEN_CACHE = { get: async () => null, put: () => Promise.reject(new Error('down')) } as unknown as KVNamespace;

const DAY = 86_400;
const DAYS = 30;

let database: ScratchDatabase;
/** Milliseconds since the epoch; tests move it. */
let clock: number;
let cache: KVNamespace;
const isolates: Isolate[] = [];

beforeAll(async () => {
  database = await createScratchDatabase();
});
afterAll(() => database.drop());

beforeEach(() => {
  clock = Date.parse('2026-03-01T00:00:00Z');
  cache = createCache(() => clock);
});
afterEach(async () => {
  for (const isolate of isolates.splice(0)) await isolate.close();
  await database.asOwner('DELETE FROM jwks');
});

function isolate(): Isolate {
  const opened = openIsolate(database, { cache, clock: () => clock });
  isolates.push(opened);
  return opened;
}

const wait = (seconds: number) => {
  clock += seconds * 1000;
};

const rotate = ({ keys, db }: Isolate, days = DAYS) => keys.rotate(db, { now: new Date(clock), days });

/** The stages of the keys of one algorithm, the oldest key first. */
async function stages(alg = 'EdDSA'): Promise<string[]> {
  const rows = await database.asOwner<{ stage: string }>(
    'SELECT stage FROM jwks WHERE alg = $1 ORDER BY created_at, kid',
    [alg],
  );
  return rows.map(({ stage }) => stage);
}

async function kidOf({ keys, db }: Isolate, alg: SigningAlgorithm = 'EdDSA'): Promise<string | undefined> {
  return decodeProtectedHeader(await keys.sign(db, {}, { alg, typ: 'JWT' })).kid;
}

async function published({ keys, db }: Isolate): Promise<(string | undefined)[]> {
  return (await keys.jwks(db)).keys.map(({ kid }) => kid);
}

describe('the life of a signing key', () => {
  it('is published before it signs, verifies after it has signed, and then is deleted', async () => {
    const first = await kidOf(isolate());
    expect(await rotate(isolate())).toEqual([]);
    wait(DAYS * DAY - PUBLISHED_STAGE - 1);
    expect(await rotate(isolate())).toEqual([]);
    expect(await stages()).toEqual(['signing']);
    wait(1);
    await rotate(isolate());
    expect(await stages()).toEqual(['signing', 'published']);
    expect(await kidOf(isolate())).toBe(first);
    wait(PUBLISHED_STAGE - 1);
    expect(await rotate(isolate())).toEqual([]);
    wait(1);
    await rotate(isolate());
    expect(await stages()).toEqual(['retired', 'signing']);
    expect(await kidOf(isolate())).not.toBe(first);
    wait(DAYS * DAY - PUBLISHED_STAGE);
    await rotate(isolate());
    expect(await published(isolate())).toContain(first);
    wait(PUBLISHED_STAGE);
    const changes = await rotate(isolate());
    expect(changes).toContainEqual({ kid: first, alg: 'EdDSA', change: 'removed' });
    expect(await stages()).toEqual(['retired', 'signing']);
    expect(await published(isolate())).not.toContain(first);
  });

  it('can be published before it is due, once, and signs a day later', async () => {
    const first = await kidOf(isolate());
    wait(1);
    const early = ({ keys, db }: Isolate) => keys.publishSuccessors(db, new Date(clock));
    const changes = await early(isolate());
    expect(changes.map(({ alg, change }) => `${alg} ${change}`).sort()).toEqual(
      SIGNING_ALGORITHMS.map((alg) => `${alg} published`).sort(),
    );
    expect(await early(isolate())).toEqual([]);
    const both = await Promise.all([early(isolate()), early(isolate())]);
    expect(both.flat()).toEqual([]);
    expect(await stages()).toEqual(['signing', 'published']);
    expect(await kidOf(isolate())).toBe(first);
    wait(PUBLISHED_STAGE);
    await rotate(isolate());
    expect(await stages()).toEqual(['retired', 'signing']);
    expect(await kidOf(isolate())).toBe(changes.find(({ alg }) => alg === 'EdDSA')?.kid);
  });

  it('is listed with its state and its public key', async () => {
    const first = await kidOf(isolate());
    wait(DAY);
    await isolate().keys.publishSuccessors(isolate().db, new Date(clock));
    await database.asOwner(
      `UPDATE jwks SET is_active = false, private_key = '' WHERE alg = 'ES256' AND stage = 'published'`,
    );
    const { keys, db } = isolate();
    const { keys: jwks } = await keys.jwks(db);
    const listed = await keys.list(db);
    expect(listed).toHaveLength(8);
    expect(listed.filter(({ alg }) => alg === 'EdDSA')).toEqual([
      expect.objectContaining({ state: 'published', since: new Date(clock), createdAt: new Date(clock) }),
      expect.objectContaining({ kid: first, state: 'signing', since: new Date(clock - DAY * 1000) }),
    ]);
    expect(listed.find(({ state }) => state === 'revoked')).toMatchObject({ alg: 'ES256', publicKey: null });
    for (const { kid, state, publicKey } of listed.filter(({ publicKey: key }) => key !== null)) {
      expect([kid, state, publicKey]).toEqual([kid, state, jwks.find((key) => key.kid === kid)]);
    }
    expect(listed.filter(({ publicKey }) => publicKey === null)).toHaveLength(1);
  });

  it('is reported at every change', async () => {
    await kidOf(isolate());
    const changesAt = async (seconds: number) => {
      wait(seconds);
      return (await rotate(isolate())).map(({ alg, change }) => `${alg} ${change}`).sort();
    };
    expect(await changesAt(DAYS * DAY - PUBLISHED_STAGE)).toEqual(
      SIGNING_ALGORITHMS.map((alg) => `${alg} published`).sort(),
    );
    expect(await changesAt(PUBLISHED_STAGE)).toEqual(
      SIGNING_ALGORITHMS.flatMap((alg) => [`${alg} retired`, `${alg} signing`]).sort(),
    );
  });

  it('changes by time only: a late or repeated run changes nothing too early', async () => {
    await kidOf(isolate());
    wait(400 * DAY);
    await rotate(isolate());
    await rotate(isolate());
    expect(await stages()).toEqual(['signing', 'published']);
    wait(PUBLISHED_STAGE);
    await rotate(isolate());
    expect(await stages()).toEqual(['retired', 'signing']);
  });

  it('concurrent runs make one successor and one signing key', async () => {
    await kidOf(isolate());
    const atOnce = () => Promise.all(Array.from({ length: 20 }, () => rotate(isolate())));
    wait(DAYS * DAY);
    await atOnce();
    for (const alg of SIGNING_ALGORITHMS) expect(await stages(alg)).toEqual(['signing', 'published']);
    wait(PUBLISHED_STAGE);
    const changes = (await atOnce()).flat();
    for (const alg of SIGNING_ALGORITHMS) expect(await stages(alg)).toEqual(['retired', 'signing']);
    expect(changes.filter(({ change }) => change === 'signing')).toHaveLength(SIGNING_ALGORITHMS.length);
  });

  it('concurrent inserts of a successor make one', async () => {
    await kidOf(isolate());
    wait(DAYS * DAY);
    const rotation = { now: new Date(clock), days: DAYS };
    const movers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { db } = isolate();
        const successors = [await generateSigningKey('EdDSA', BOX), await generateSigningKey('ES256', BOX)];
        // The connection is there, and the key is made: nothing but the database decides.
        await db.flight(sql`SELECT 1`);
        return () => db.flight(LOCK_KEYS, ...rotateKeys(rotation, successors));
      }),
    );
    await Promise.all(movers.map((move) => move()));
    for (const alg of ['EdDSA', 'ES256']) expect(await stages(alg)).toEqual(['signing', 'published']);
  });

  it('does not sign while the oldest cached copy may lack it', async () => {
    const [early, late, mover] = [
      isolate(),
      isolate(),
      openIsolate(database, { cache: BROKEN_CACHE, clock: () => clock }),
    ];
    isolates.push(mover);
    await kidOf(early);
    wait(DAYS * DAY - PUBLISHED_STAGE);
    // KV is written a moment before the key is made, and read a moment before it forgets that.
    await published(early);
    await rotate(mover);
    const successor = (await published(mover)).at(-1);
    wait(KV_TTL - 1);
    await published(isolate());
    wait(KV_LAG - 1);
    await published(late);
    wait(MEMORY_TTL - 1);
    expect(await published(late)).not.toContain(successor);
    wait(JWKS_MAX_AGE + DAY);
    await rotate(mover);
    for (const alg of SIGNING_ALGORITHMS) expect(await stages(alg)).toEqual(['signing', 'published']);
    wait(60);
    await rotate(mover);
    for (const alg of SIGNING_ALGORITHMS) expect(await stages(alg)).toEqual(['retired', 'signing']);
  });

  it('as retired lasts as long as the longest token of any client, which an isolate may have signed late', async () => {
    const organisationId = crypto.randomUUID();
    await database.asOwner(
      `WITH o AS (INSERT INTO organisations (id, slug, name, email) VALUES ($1, 'long', 'Long', 'a@b.example') RETURNING id)
       INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
         token_endpoint_auth_method, id_token_lifetime, deleted_at)
       SELECT gen_random_uuid(), id, 'Long', 'long', 'public', '[]', '[]', '[]', 'none', $2, now() FROM o`,
      [organisationId, 90 * DAY],
    );
    await kidOf(isolate());
    wait(DAYS * DAY);
    await rotate(isolate());
    wait(PUBLISHED_STAGE);
    await rotate(isolate());
    wait(90 * DAY + MEMORY_TTL + COPY_AGE_MAX - 1);
    await rotate(isolate(), 365);
    expect(await stages()).toContain('retired');
    wait(1);
    await rotate(isolate());
    expect((await stages()).filter((stage) => stage === 'retired')).toEqual([]);
    await database.asOwner('DELETE FROM clients');
  });

  it('still signs where an isolate has cached it, as a published key', async () => {
    const slow = isolate();
    await kidOf(slow);
    wait(DAYS * DAY);
    await rotate(isolate());
    wait(PUBLISHED_STAGE - 10);
    const old = await kidOf(slow);
    wait(10);
    await rotate(isolate());
    const fresh = await kidOf(isolate());
    expect(await kidOf(slow)).toBe(old);
    expect(await published(isolate())).toEqual(expect.arrayContaining([old, fresh]));
    wait(MEMORY_TTL);
    expect(await kidOf(slow)).toBe(fresh);
  });
});

describe('at every moment', () => {
  const step = fc.record({
    wait: fc.oneof(
      fc.integer({ min: 1, max: 2 * MEMORY_TTL }),
      fc.integer({ min: 3_600, max: DAY }),
      fc.constant(PUBLISHED_STAGE),
    ),
    act: fc.constantFrom('issue', 'fetch', 'rotate', 'rotate twice at once', 'restart'),
    isolate: fc.nat(2),
    alg: fc.constantFrom(...SIGNING_ALGORITHMS),
  });
  /** Seconds: longer than a key signs, so that lifetimes decide when it goes. */
  const LIFETIME = 5 * DAY;
  const ROTATE_DAYS = 2;

  beforeAll(async () => {
    await database.asOwner(
      `WITH o AS (INSERT INTO organisations (id, slug, name, email) VALUES (gen_random_uuid(), 'model', 'Model', 'm@b.example')
         RETURNING id)
       INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
         token_endpoint_auth_method, access_token_lifetime)
       SELECT gen_random_uuid(), id, 'Model', 'model', 'public', '[]', '[]', '[]', 'none', $1 FROM o`,
      [LIFETIME],
    );
  });

  it('every valid token verifies with every cached copy of the keys, even one kept a day too long', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 60 }), async (steps) => {
        await database.asOwner('DELETE FROM jwks');
        cache = createCache(() => clock);
        const running = [isolate(), isolate(), isolate()];
        let tokens: { jwt: string; kid: string | undefined; until: number }[] = [];
        let copies: { set: JSONWebKeySet; until: number }[] = [];
        for (const { wait: seconds, act, isolate: index, alg } of steps) {
          wait(seconds);
          const its = running[index] as Isolate;
          if (act === 'issue') {
            const jwt = await its.keys.sign(its.db, {}, { alg, typ: 'JWT' });
            tokens.push({ jwt, kid: decodeProtectedHeader(jwt).kid, until: clock + LIFETIME * 1000 });
          }
          if (act === 'rotate') await rotate(its, ROTATE_DAYS);
          if (act === 'rotate twice at once')
            await Promise.all([rotate(its, ROTATE_DAYS), rotate(isolate(), ROTATE_DAYS)]);
          if (act === 'restart') running[index] = isolate();
          const set = (await (running[index] as Isolate).keys.jwks(its.db)) as JSONWebKeySet;
          copies.push({ set, until: clock + (JWKS_MAX_AGE + DAY) * 1000 });
          tokens = tokens.filter(({ until }) => until > clock);
          copies = copies.filter(({ until }) => until > clock);
          for (const copy of copies) {
            const known = copy.set.keys.map(({ kid }) => kid);
            for (const { kid } of tokens) expect(known).toContain(kid);
          }
          const [token] = tokens;
          if (token) await jwtVerify(token.jwt, createLocalJWKSet(set));
        }
      }),
      { numRuns: runsOf(6) },
    );
  });
});

describe('an emergency', () => {
  /** The operator's command. */
  async function replace({ db }: Isolate, algorithms: SigningAlgorithm[], revoked: string[]): Promise<void> {
    const keys = await Promise.all(SIGNING_ALGORITHMS.map((alg) => generateSigningKey(alg, BOX)));
    await db.flight(LOCK_KEYS, ...replaceKeys(new Date(clock), { algorithms, revoked, keys }));
  }

  it('removes a key from every cached copy within the documented time, and signs with another', async () => {
    const running = [isolate(), isolate(), isolate()];
    const stolen = (await kidOf(running[0] as Isolate)) ?? '';
    for (const its of running) expect(await published(its)).toContain(stolen);
    wait(60);
    await replace(running[0] as Isolate, ['EdDSA'], [stolen]);
    // Constant requests, so that each copy is as old as it can be.
    for (let second = 0; second < COPY_AGE_MAX - JWKS_MAX_AGE; second += 15) {
      wait(15);
      await published(running[(second / 15) % 3] as Isolate);
    }
    for (const its of [...running, isolate()]) expect(await published(its)).not.toContain(stolen);
    const rows = await database.asOwner<{ stage: string; is_active: boolean }>(
      'SELECT stage, is_active FROM jwks WHERE kid = $1',
      [stolen],
    );
    expect(rows).toEqual([{ stage: 'retired', is_active: false }]);
    expect(await stages()).toEqual(['retired', 'signing']);
    expect((await stages('RS256')).length).toBe(1);
  });

  it('a token of the new key is verified at once, also by an isolate that has not cached it', async () => {
    const [old, late] = [isolate(), isolate()];
    const stolen = (await kidOf(old)) ?? '';
    await published(late);
    wait(120);
    await replace(old, ['EdDSA'], [stolen]);
    const signer = isolate();
    const jwt = await signer.keys.sign(signer.db, { iss: 'https://id.example.com' }, { alg: 'EdDSA', typ: 'JWT' });
    const expected = { typ: 'JWT', issuer: 'https://id.example.com', now: new Date(clock) };
    await expect(late.keys.verify(late.db, jwt, expected)).resolves.toMatchObject({ iss: 'https://id.example.com' });
  });
});
