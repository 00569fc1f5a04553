/** Write access to the database must not allow issuing tokens: only keys sealed with SECRET_ENCRYPTION_KEY count. */
import { env } from 'cloudflare:workers';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sql } from '../../../src/platform/database/statement.ts';
import { generateSigningKey } from '../../../src/platform/keys/jwk.ts';
import { PUBLISHED_STAGE, replaceKeys } from '../../../src/platform/keys/lifecycle.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { ISSUER } from '../../support/app.ts';
import { type Isolate, openIsolate } from '../../support/isolates.ts';
import { createCache } from '../../support/key-value-cache.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
const OURS = createSecretBox(SECRET_ENCRYPTION_KEY);
const THEIRS = createSecretBox(btoa('an intruder has a key of his own'));

let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.asOwner('DELETE FROM jwks');
  const { keys, db } = open();
  await keys.jwks(db);
});

function open(options: Parameters<typeof openIsolate>[1] = {}): Isolate {
  const isolate = openIsolate(database, options);
  onTestFinished(() => isolate.close());
  return isolate;
}

interface Forged {
  id: string;
  kid: string;
  alg: string;
  publicKey: string;
  privateKey: string;
}

/** A key pair of the attacker, with any value in the sealed column. */
async function forge(sealed: string | null = null) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const id = crypto.randomUUID();
  const row: Forged = {
    id,
    kid,
    alg: 'ES256',
    publicKey: JSON.stringify({ ...jwk, kid, alg: 'ES256', use: 'sig' }),
    privateKey:
      sealed ?? (await THEIRS.seal(JSON.stringify(await exportJWK(privateKey)), { purpose: 'jwk.private', id })),
  };
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid }).sign(privateKey);
  return { row, sign };
}

/** As the role of the Worker. */
const insert = ({ id, kid, alg, publicKey, privateKey }: Forged, stage = 'retired') =>
  open().db.flight(sql`
    INSERT INTO jwks (id, kid, alg, public_key, private_key, stage)
    VALUES (${id}::uuid, ${kid}, ${alg}, ${publicKey}, ${privateKey}, ${stage}::"JwkStage")`);

async function sealedHere(): Promise<string> {
  const [row] = await database.asOwner<{ sealed: string }>(
    `SELECT private_key AS sealed FROM jwks WHERE alg = 'ES256' AND stage = 'signing'`,
  );
  return row?.sealed ?? '';
}

const kidsOf = async ({ keys, db }: Isolate) => (await keys.jwks(db)).keys.map(({ kid }) => kid);

describe('a key that an attacker wrote into the database', () => {
  it.each([
    ['sealed with a key of his own', async () => null],
    ['sealed by us, for another key', sealedHere],
    ['not sealed', async () => 'v1:AAAA'],
  ])('is not published and verifies nothing: %s', async (_what, sealed) => {
    const { row, sign } = await forge(await sealed());
    await insert(row);
    const refused: string[] = [];
    const isolate = open({ onUnprovenKey: (kid) => refused.push(kid) });
    expect(await kidsOf(isolate)).not.toContain(row.kid);
    expect(await kidsOf(isolate)).toHaveLength(4);
    expect(refused).toEqual([row.kid]);
    const jwt = await sign({ iss: ISSUER, sub: 'anybody' });
    const expected = { typ: 'JWT', issuer: ISSUER, now: new Date() };
    await expect(isolate.keys.verify(isolate.db, jwt, expected)).rejects.toMatchObject({ code: /ERR_JWKS/ });
  });

  it('is not published in place of one of ours: the sealed part decides, not the plain one', async () => {
    const { row } = await forge();
    await open().db.flight(sql`
      UPDATE jwks SET public_key = ${row.publicKey} WHERE alg = 'ES256' AND stage = 'signing'`);
    const reader = open();
    const { keys } = await reader.keys.jwks(reader.db);
    const ec = keys.filter(({ kty }) => kty === 'EC');
    expect(ec).toHaveLength(1);
    expect(JSON.stringify(ec)).not.toContain(JSON.parse(row.publicKey).x);
    await open().db.flight(sql`UPDATE jwks SET kid = ${row.kid} WHERE alg = 'ES256' AND stage = 'signing'`);
    expect(await kidsOf(open())).not.toContain(row.kid);
  });

  it('does not lend one of ours to another algorithm (RFC 8725 section 3.1)', async () => {
    const ours = await generateSigningKey('RS256', OURS);
    await insert({ ...ours, alg: 'PS256' });
    expect(await kidsOf(open())).not.toContain(ours.kid);
    await database.asOwner(`UPDATE jwks SET alg = 'RS256' WHERE kid = $1`, [ours.kid]);
    expect(await kidsOf(open())).toContain(ours.kid);
  });

  it('never signs, although it is the next key', async () => {
    const { row } = await forge();
    await insert(row, 'published');
    const now = new Date(Date.now() + (30 * 86_400 + PUBLISHED_STAGE) * 1000);
    const isolate = open();
    await isolate.keys.rotate(isolate.db, { now, days: 30 });
    await expect(isolate.keys.sign(isolate.db, {}, { alg: 'ES256', typ: 'JWT' })).rejects.toThrow();
    expect(await kidsOf(open())).not.toContain(row.kid);
  });

  it('is refused when it was revoked and made active again', async () => {
    const [{ kid } = { kid: '' }] = await database.asOwner<{ kid: string }>(`SELECT kid FROM jwks WHERE alg = 'ES256'`);
    const keys = [await generateSigningKey('ES256', OURS)];
    await open().db.flight(...replaceKeys(new Date(), { algorithms: [], revoked: [kid], keys }));
    await open().db.flight(sql`UPDATE jwks SET is_active = true WHERE kid = ${kid}`);
    const published = await kidsOf(open());
    expect(published).toContain(keys[0]?.kid);
    expect(published).not.toContain(kid);
  });

  it('does not reach the others through the cache', async () => {
    const { row } = await forge();
    const cache = createCache();
    await insert(row);
    await kidsOf(open({ cache }));
    expect(await kidsOf(open({ cache }))).not.toContain(row.kid);
  });
});

describe('keys that are ours', () => {
  it('of older releases, whose seal does not name the algorithm, count as before', async () => {
    const ours = await generateSigningKey('EdDSA', OURS);
    const context = { purpose: 'jwk.private', id: ours.id } as const;
    const { alg: _, ...jwk } = JSON.parse(await OURS.open(ours.privateKey, context));
    await insert({ ...ours, privateKey: await OURS.seal(JSON.stringify(jwk), context) });
    expect(await kidsOf(open())).toContain(ours.kid);
  });

  it('stay published under a key that is new, while the former one still opens them', async () => {
    const fresh = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
    const former = SECRET_ENCRYPTION_KEY.replace(/^(?!\d+:)/, '1:');
    const before = await kidsOf(open());
    expect(await kidsOf(open({ box: createSecretBox(`9:${fresh},${former}`) }))).toEqual(before);
    // Without it there is no answer, rather than an empty one that everybody would keep.
    const cache = createCache();
    const { keys, db } = open({ box: createSecretBox(`9:${fresh}`), cache });
    await expect(keys.jwks(db)).rejects.toThrow('opens none');
    expect(await kidsOf(open({ cache }))).toEqual(before);
  });
});
