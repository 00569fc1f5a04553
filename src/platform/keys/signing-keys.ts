/**
 * The keys that sign tokens, and the JWKS that verifies them. Private keys are decrypted once per isolate. Values are
 * cached, never promises: a promise belongs to the request that made it.
 */
import { type JWK, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import type { SystemDb } from '../database/db.ts';
import { type Statement, sql } from '../database/statement.ts';
import type { JwkSet } from './cache.ts';
import { generateSigningKey, SIGNING_ALGORITHMS, type SigningAlgorithm, type SigningKeyRow } from './jwk.ts';
import {
  type Algorithms,
  dueSuccessors,
  KEY_COLUMNS,
  type KeyChange,
  keyValues,
  LOCK_KEYS,
  PUBLISHED_STAGE,
  publishKeys,
  type Rotation,
  rotateKeys,
  WITHOUT_SUCCESSOR,
} from './lifecycle.ts';
import { createPrivateKeys, type SigningKey } from './private-keys.ts';
import { createPublishedKeys, JWKS_MAX_AGE, type KeyFailureHandlers, MEMORY_TTL } from './published-keys.ts';
import type { SecretBox } from './secret-box.ts';
import { createVerificationKeys } from './verification-keys.ts';

export interface SigningKeys {
  algorithms: readonly SigningAlgorithm[];
  /** The public keys in isolate memory, while they are fresh. */
  known(): JwkSet | undefined;
  /** The public keys, retired ones included. */
  jwks(db: SystemDb): Promise<JwkSet>;
  /** Seconds that clients may cache them. */
  maxAge: number;
  /**
   * Loads every signing key, so that the next `sign` needs no round trip. To be called before a code or token is
   * redeemed. At most one round trip more than `jwks`.
   * @throws Error when there is none; nothing has been redeemed then
   */
  prepare(db: SystemDb): Promise<void>;
  sign(db: SystemDb, claims: JWTPayload, header: { alg: SigningAlgorithm; typ: string }): Promise<string>;
  /** @throws JOSEError when the signature, the type, the issuer or the time is wrong */
  verify(db: SystemDb, jwt: string, expected: { typ: string; issuer: string; now: Date }): Promise<JWTPayload>;
  /** Every key with its stage, the newest first. One round trip; another one when the public keys are not cached. */
  list(db: SystemDb): Promise<ListedKey[]>;
  /**
   * Publishes a successor of each key that has none, before it is due: it signs a day later. Repeated, it changes
   * nothing. Three round trips at most.
   */
  publishSuccessors(db: SystemDb, now: Date): Promise<KeyChange[]>;
  /** Moves the keys that are due to their next stage. Two round trips, and one when anything changed. */
  rotate(db: SystemDb, rotation: Rotation): Promise<KeyChange[]>;
}

/** A key as administrators see it. */
export interface ListedKey {
  kid: string;
  alg: string;
  state: 'published' | 'signing' | 'retired' | 'revoked';
  /** When it came to its state. */
  since: Date;
  /** When a published key is known everywhere, and signs with the next rotation; null for others. */
  signsFrom: Date | null;
  createdAt: Date;
  /** As the JWKS has it; null when it is revoked, or not published. */
  publicKey: JWK | null;
}

/** Seconds that prepared keys stay in memory, at least. */
const PREPARED = 60;

/** @param clock milliseconds since the epoch */
export function createSigningKeys(
  box: SecretBox,
  kv: KVNamespace,
  failureHandlers: KeyFailureHandlers,
  clock: () => number = Date.now,
): SigningKeys {
  const ensureKeys = (db: SystemDb) => ensureSigningKeys(db, box, new Date(clock()));
  const published = createPublishedKeys({ box, kv, clock, ensureKeys, failureHandlers });
  const privateKeys = createPrivateKeys({ box, clock, ensureKeys, published });
  const verificationKeys = createVerificationKeys();

  async function signingKey(db: SystemDb, alg: SigningAlgorithm): Promise<SigningKey> {
    const key = (await privateKeys(db, MEMORY_TTL)).get(alg);
    if (!key) throw new Error(`There is no ${alg} signing key`);
    return key;
  }

  return {
    algorithms: SIGNING_ALGORITHMS,
    known: published.known,
    jwks: published.all,
    maxAge: JWKS_MAX_AGE,
    prepare: async (db) => void (await privateKeys(db, MEMORY_TTL - PREPARED)),
    sign: async (db, claims, { alg, typ }) => {
      const { kid, key } = await signingKey(db, alg);
      return new SignJWT(claims).setProtectedHeader({ alg, typ, kid }).sign(key);
    },
    verify: (db, jwt, expected) =>
      verify(jwt, expected, async (header, token) =>
        verificationKeys(await published.including(db, header.kid), header, token),
      ),
    list: async (db) => listKeys(db, (await published.all(db)).keys),
    publishSuccessors: (db, now) =>
      moveKeys(db, WITHOUT_SUCCESSOR, (successors) => publishKeys(now, successors, WITHOUT_SUCCESSOR)),
    rotate: (db, rotation) => moveKeys(db, dueSuccessors(rotation), (successors) => rotateKeys(rotation, successors)),
  };

  async function moveKeys(
    db: SystemDb,
    due: Algorithms,
    move: (successors: SigningKeyRow[]) => Statement<KeyChange>[],
  ): Promise<KeyChange[]> {
    const [algorithms] = await db.flight(due);
    const successors = await Promise.all(algorithms.map(({ alg }) => generateSigningKey(alg, box)));
    const [, ...moved] = await db.flight(LOCK_KEYS, ...move(successors));
    const changes = moved.flat() as KeyChange[];
    if (changes.length > 0) await published.renew(db);
    return changes;
  }
}

async function verify(
  jwt: string,
  { typ, issuer, now }: Parameters<SigningKeys['verify']>[2],
  keyOf: JWTVerifyGetKey,
): Promise<JWTPayload> {
  const expected = { typ, issuer, currentDate: now, algorithms: [...SIGNING_ALGORITHMS] };
  return (await jwtVerify(jwt, keyOf, expected)).payload;
}

async function listKeys(db: SystemDb, keys: readonly JWK[]): Promise<ListedKey[]> {
  const [rows] = await db.flight(LISTED);
  // A cached set still has a key that was just revoked.
  const publicKeyOf = ({ kid, state }: ListedRow) =>
    (state === 'revoked' ? undefined : keys.find((key) => key.kid === kid)) ?? null;
  const signsFrom = ({ state, since }: ListedRow) =>
    state === 'published' ? new Date(since.getTime() + PUBLISHED_STAGE * 1000) : null;
  return rows.map((row) => ({ ...row, signsFrom: signsFrom(row), publicKey: publicKeyOf(row) }));
}

type ListedRow = Omit<ListedKey, 'publicKey' | 'signsFrom'>;

const LISTED = sql<ListedRow>`
  SELECT kid, alg, CASE WHEN is_active THEN stage::text ELSE 'revoked' END AS state, staged_at AS since,
    created_at AS "createdAt"
  FROM jwks ORDER BY created_at DESC, alg`;

/**
 * Makes the missing signing keys. Isolates may race here: the partial unique index on the signing stage lets one of
 * them win for each algorithm, and all isolates read the winner's key.
 */
async function ensureSigningKeys(db: SystemDb, box: SecretBox, now: Date): Promise<void> {
  const [present] = await db.flight(sql<{ alg: string }>`SELECT alg FROM jwks WHERE stage = 'signing'`);
  const missing = SIGNING_ALGORITHMS.filter((alg) => !present.some((row) => row.alg === alg));
  if (missing.length === 0) return;
  const rows = await Promise.all(missing.map((alg) => generateSigningKey(alg, box)));
  await db.flight(
    ...rows.map(
      (row) => sql`
        INSERT INTO jwks (${KEY_COLUMNS}) VALUES (${keyValues(row, now)}, 'signing')
        ON CONFLICT (alg) WHERE stage = 'signing' DO NOTHING`,
    ),
  );
}
