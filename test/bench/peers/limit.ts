/** What the runtime and the database allow at best, measured in the same rounds. */

import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { loadArgon2 } from '../../../migrations-runner/seed/argon2-node.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import { createPasswordHasher } from '../../../src/platform/passwords/hash.ts';
import type { Bundle } from '../bundle.ts';
import { ask } from '../load.ts';
import { startWorkerd, type Workerd } from '../workerd.ts';
import type { Workload } from './workloads.ts';

/** The name of the server that does these. */
export const LIMIT = 'limit';

export const LIMITS = {
  empty: 'an empty Hono route',
  select: 'one SELECT',
  insert: 'one INSERT, one Ed25519 signature',
  hash: 'one Argon2id hash',
} as const;

export type LimitName = keyof typeof LIMITS;

const PASSWORD = 'Correct-Horse-7';
const ID = '0190a000-0000-7000-8000-000000000000';

/** A table as small as one can be. */
const TABLE = `
  CREATE TABLE limits (id uuid PRIMARY KEY, token text NOT NULL, expires_at timestamptz NOT NULL);
  INSERT INTO limits SELECT gen_random_uuid(), 'token', now() FROM generate_series(1, 1000);
  INSERT INTO limits VALUES ('${ID}', 'token', now());
  ANALYZE limits`;

export async function openLimitDatabase(teardown: Teardown, serverUrl: string): Promise<string> {
  const url = await openTestDatabase(teardown, serverUrl);
  await withClient(url, (client) => client.query(TABLE));
  return url;
}

export async function startLimit(bundle: Bundle, databaseUrl: string): Promise<Workerd> {
  const hash = await createPasswordHasher(loadArgon2).hash(PASSWORD);
  return startWorkerd({ bundle, databaseUrl, variables: { PASSWORD_HASH: hash } });
}

export function limitWorkloads({ url }: Workerd): Record<LimitName, Workload> {
  const get = (path: string, expected: string): Workload => ({
    call: (agent) => ask({ url: url + path, expected }, agent),
  });
  return {
    empty: get('/empty', 'empty'),
    select: get(`/select/${ID}`, ID),
    insert: get('/insert', '"id"'),
    hash: { ...get('/hash', 'true'), callers: 2, longer: 3 },
  };
}
