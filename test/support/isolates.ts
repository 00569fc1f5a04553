/** More isolates than the one that runs the tests, each with its own memory and connection, on one database. */
import { env } from 'cloudflare:workers';
import { openRequestDb, type SystemDb } from '../../src/platform/database/db.ts';
import { createSecretBox, type SecretBox } from '../../src/platform/keys/secret-box.ts';
import { createSigningKeys, type SigningKeys } from '../../src/platform/keys/signing-keys.ts';
import { createCache } from './key-value-cache.ts';
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
  const failureHandlers = { onCacheFailure, onUnprovenKey };
  const db = openRequestDb({
    connectionString: database.bindings.HYPERDRIVE.connectionString,
    // Twenty of them make keys at the same time, so a statement may wait for the processor.
    connectTimeout: 30_000,
    statementTimeout: 20_000,
  });
  return { keys: createSigningKeys(box, cache, failureHandlers, clock), db: db.system, close: () => db.close() };
}
