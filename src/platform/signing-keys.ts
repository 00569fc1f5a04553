/**
 * The keys that sign tokens, and the JWKS that verifies them.
 *
 * Public keys are read from isolate memory, then KV, and only then the database; private keys are opened once per
 * isolate. Values are cached, never promises: a promise belongs to the request that made it.
 */
import { createLocalJWKSet, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { SecretBox } from './crypto.ts';
import type { SystemDb } from './db.ts';
import { generateSigningKey, openPrivateKey, SIGNING_ALGORITHMS, type SigningAlgorithm } from './jwk.ts';
import { sql } from './statement.ts';

export interface JwkSet {
  keys: JWK[];
}

export interface SigningKeys {
  /** The public keys, retired ones included. */
  jwks(db: SystemDb): Promise<JwkSet>;
  sign(db: SystemDb, claims: JWTPayload, header: { alg: SigningAlgorithm; typ: string }): Promise<string>;
  /** @throws JOSEError when the signature, the type, the issuer or the time is wrong */
  verify(db: SystemDb, jwt: string, expected: { typ: string; issuer: string; now: Date }): Promise<JWTPayload>;
}

interface SigningKey {
  kid: string;
  key: CryptoKey;
}

const KV_KEY = 'jwks';
/** Seconds. A new key is published long before it signs, so a stale copy never misses one. */
const KV_TTL = 3600;
/** Milliseconds a copy in memory serves. */
const MEMORY_TTL = 300_000;
/** Milliseconds between two refreshes that an unknown `kid` may cause. */
const REFRESH_INTERVAL = 60_000;

export function createSigningKeys(box: SecretBox, kv: KVNamespace): SigningKeys {
  const signing = new Map<SigningAlgorithm, SigningKey & { readAt: number }>();
  const published = createPublishedKeys(box, kv);

  async function signingKey(db: SystemDb, alg: SigningAlgorithm): Promise<SigningKey> {
    const cached = signing.get(alg);
    if (cached && Date.now() - cached.readAt < MEMORY_TTL) return cached;
    const fresh = { ...(await loadSigningKey(db, box, alg)), readAt: Date.now() };
    signing.set(alg, fresh);
    return fresh;
  }

  return {
    jwks: published.all,
    sign: async (db, claims, { alg, typ }) => {
      const { kid, key } = await signingKey(db, alg);
      return new SignJWT(claims).setProtectedHeader({ alg, typ, kid }).sign(key);
    },
    verify: async (db, jwt, { typ, issuer, now }) => {
      const keysOf = async (header: { kid?: string }) => createLocalJWKSet(await published.including(db, header.kid));
      const { payload } = await jwtVerify(jwt, async (header, token) => (await keysOf(header))(header, token), {
        typ,
        issuer,
        currentDate: now,
        algorithms: [...SIGNING_ALGORITHMS],
      });
      return payload;
    },
  };
}

/** The public keys: from memory, else KV, else the database. */
function createPublishedKeys(box: SecretBox, kv: KVNamespace) {
  let memory: { set: JwkSet; readAt: number } | undefined;

  async function all(db: SystemDb): Promise<JwkSet> {
    if (memory && Date.now() - memory.readAt < MEMORY_TTL) return memory.set;
    // The cache failing (KV allows one write a second for a key) costs a query, not the request.
    const cached = await kv.get<JwkSet>(KV_KEY, 'json').catch(() => null);
    return remember(cached ?? (await readFromDatabase(db)));
  }

  /** Looks again when the key is not among those at hand. */
  async function including(db: SystemDb, kid: string | undefined): Promise<JwkSet> {
    const set = await all(db);
    const known = set.keys.some((key) => key.kid === kid);
    if (known || (memory && Date.now() - memory.readAt < REFRESH_INTERVAL)) return set;
    return remember(await readFromDatabase(db));
  }

  async function readFromDatabase(db: SystemDb): Promise<JwkSet> {
    const set = await loadPublicKeys(db, box);
    await kv.put(KV_KEY, JSON.stringify(set), { expirationTtl: KV_TTL }).catch(() => {});
    return set;
  }

  function remember(set: JwkSet): JwkSet {
    memory = { set, readAt: Date.now() };
    return set;
  }

  return { all, including };
}

interface JwkRow {
  kid: string;
  alg: SigningAlgorithm;
  public_key: string;
  private_key: string;
}

async function loadPublicKeys(db: SystemDb, box: SecretBox): Promise<JwkSet> {
  await ensureSigningKeys(db, box);
  const [rows] = await db.flight(
    sql<JwkRow>`SELECT kid, alg, public_key, private_key FROM jwks WHERE is_active ORDER BY created_at, kid`,
  );
  return { keys: rows.map((row) => JSON.parse(row.public_key) as JWK) };
}

async function loadSigningKey(db: SystemDb, box: SecretBox, alg: SigningAlgorithm): Promise<SigningKey> {
  const select = sql<JwkRow>`
    SELECT kid, alg, public_key, private_key FROM jwks WHERE alg = ${alg} AND stage = 'signing' AND is_active`;
  let [[row]] = await db.flight(select);
  if (!row) {
    await ensureSigningKeys(db, box);
    [[row]] = await db.flight(select);
  }
  if (!row) throw new Error(`There is no ${alg} signing key`);
  const privateJwk = await openPrivateKey(
    { kid: row.kid, alg, publicKey: row.public_key, privateKey: row.private_key },
    box,
  );
  return { kid: row.kid, key: (await importJWK(privateJwk, alg)) as CryptoKey };
}

/**
 * Makes the missing signing keys. Isolates may do this at the same moment: the partial unique index on the signing
 * stage lets one of them win for each algorithm, and everybody reads the winner's key.
 */
async function ensureSigningKeys(db: SystemDb, box: SecretBox): Promise<void> {
  const [present] = await db.flight(sql<{ alg: string }>`SELECT alg FROM jwks WHERE stage = 'signing'`);
  const missing = SIGNING_ALGORITHMS.filter((alg) => !present.some((row) => row.alg === alg));
  if (missing.length === 0) return;
  const rows = await Promise.all(missing.map((alg) => generateSigningKey(alg, box)));
  await db.flight(
    ...rows.map(
      (row) => sql`
        INSERT INTO jwks (id, kid, alg, public_key, private_key, stage, updated_at)
        VALUES (gen_random_uuid(), ${row.kid}, ${row.alg}, ${row.publicKey}, ${row.privateKey}, 'signing', now())
        ON CONFLICT (alg) WHERE stage = 'signing' DO NOTHING`,
    ),
  );
}
