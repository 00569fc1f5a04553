/** Isolates beside the one that runs the tests: each with memory and a connection of its own, on one database. */
import { env } from 'cloudflare:workers';
import { openRequestDb, type SystemDb } from '../../src/platform/database/db.ts';
import { createSecretBox, type SecretBox } from '../../src/platform/keys/secret-box.ts';
import { createSigningKeys, type SigningKeys } from '../../src/platform/keys/signing-keys.ts';
import type { ScratchDatabase } from './scratch-database.ts';

const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };

export interface Isolate {
  keys: SigningKeys;
  db: SystemDb;
  close(): Promise<void>;
}

interface IsolateOptions {
  cache?: KVNamespace;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  box?: SecretBox;
  onCacheFailure?: (error: unknown) => void;
  onUnprovenKey?: (kid: string) => void;
}

export function openIsolate(database: ScratchDatabase, options: IsolateOptions = {}): Isolate {
  const { cache = createCache(), clock = Date.now, box = createSecretBox(SECRET_ENCRYPTION_KEY) } = options;
  const { onCacheFailure = () => {}, onUnprovenKey = () => {} } = options;
  const troubles = { onCacheFailure, onUnprovenKey };
  const db = openRequestDb({
    connectionString: database.bindings.HYPERDRIVE.connectionString,
    // Twenty of them make keys at once: that says nothing about the database.
    connectTimeout: 30_000,
    statementTimeout: 20_000,
  });
  return { keys: createSigningKeys(box, cache, troubles, clock), db: db.system, close: () => db.close() };
}

/** Milliseconds that KV may go on answering what it answered before. */
const LAG = 60_000;

/** A KV namespace by the test's own clock, as slow to forget as the real one is allowed to be. */
export function createCache(clock: () => number = Date.now): KVNamespace {
  let current: { value: string; expiresAt: number } | undefined;
  let answered: { value: string | null; readAt: number } | undefined;
  return {
    get: async () => {
      if (!answered || clock() - answered.readAt >= LAG) {
        answered = { value: current && clock() < current.expiresAt ? current.value : null, readAt: clock() };
      }
      return answered.value === null ? null : JSON.parse(answered.value);
    },
    put: async (_key: string, value: string, { expirationTtl }: { expirationTtl: number }) => {
      current = { value, expiresAt: clock() + expirationTtl * 1000 };
    },
  } as unknown as KVNamespace;
}
