/** Manual rotation of the signing keys; the Worker's cron job rotates them automatically. */
import type { Client } from 'pg';
import type { Statement } from '../../src/platform/database/statement.ts';
import { generateSigningKey, SIGNING_ALGORITHMS } from '../../src/platform/keys/jwk.ts';
import { type KeyChange, LOCK_KEYS, publishKeys, replaceKeys } from '../../src/platform/keys/lifecycle.ts';
import { MEMORY_TTL } from '../../src/platform/keys/published-keys.ts';
import type { SecretBox } from '../../src/platform/keys/secret-box.ts';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { inTransaction, withClient } from '../database/connection.ts';
import { assertOpens, openBox } from './sealing.ts';

export interface SigningKeyState {
  kid: string;
  alg: string;
  /** `revoked` keys are not in the JWKS. */
  stage: 'published' | 'signing' | 'retired' | 'revoked';
  since: Date;
}

const STATES = `
  SELECT kid, alg, CASE WHEN is_active THEN stage::text ELSE 'revoked' END AS stage, staged_at AS since
  FROM jwks ORDER BY alg, created_at, kid`;

export async function listSigningKeys(url: string): Promise<SigningKeyState[]> {
  return withClient(url, async (client) => (await client.query<SigningKeyState>(STATES)).rows);
}

export interface Replacement {
  changes: KeyChange[];
  /** Valid access tokens that a revoked key may have signed. */
  orphans: number;
}

/** Publishes the next key of each algorithm that has none. It signs when its published stage is over. */
export async function publishSuccessors(url: string, encryptionKey: string | undefined): Promise<KeyChange[]> {
  return changeKeys(url, encryptionKey, async ({ client, box, now }) => {
    const keys = await Promise.all(SIGNING_ALGORITHMS.map((alg) => generateSigningKey(alg, box)));
    return run(client, publishKeys(now, keys));
  });
}

/** Lets other keys sign from now on. @param revoked a `kid` or `all`; without it, the former keys still verify */
export async function replaceSigningKeys(
  url: string,
  encryptionKey: string | undefined,
  revoked: string | undefined,
): Promise<Replacement> {
  let orphans = 0;
  const changes = await changeKeys(url, encryptionKey, async ({ client, box, now }) => {
    const targets = revoked === undefined ? [] : await findKeys(client, revoked);
    const kids = targets.map(({ kid }) => kid);
    // Counted before the revocation, which overwrites the time since which the keys have signed.
    orphans = await countOrphans(client, kids);
    const algorithms = revoked === undefined ? SIGNING_ALGORITHMS : [];
    const keys = await Promise.all(SIGNING_ALGORITHMS.map((alg) => generateSigningKey(alg, box)));
    return run(client, replaceKeys(now, { algorithms, revoked: kids, keys }));
  });
  return { changes, orphans };
}

interface KeyChangeContext {
  client: Client;
  box: SecretBox;
  now: Date;
}

async function changeKeys(
  url: string,
  encryptionKey: string | undefined,
  work: (context: KeyChangeContext) => Promise<KeyChange[]>,
): Promise<KeyChange[]> {
  return withClient(url, (client) =>
    inTransaction(client, async () => {
      await run(client, [LOCK_KEYS]);
      const box = await openBox(client, encryptionKey);
      await assertOpens(client, box);
      return work({ client, box, now: new Date() });
    }),
  );
}

async function findKeys(client: Client, wanted: string): Promise<SigningKeyState[]> {
  const { rows } = await client.query<SigningKeyState>(STATES);
  const found = rows.filter(({ kid, stage }) => stage !== 'revoked' && (wanted === 'all' || kid === wanted));
  if (found.length > 0) return found;
  throw new CommandError(`There is no key "${wanted}" that could be revoked: see ${PROGRAM} keys list.`);
}

/**
 * An upper bound: the algorithm of a token is not stored. A key signs from the beginning of its signing stage, and some
 * minutes longer in isolates that have cached it.
 */
async function countOrphans(client: Client, kids: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM tokens
     WHERE token IS NULL AND revoked_at IS NULL AND expires_at > now() AND EXISTS (
       SELECT FROM jwks WHERE kid = ANY ($1) AND (
         (stage = 'signing' AND issued_at >= staged_at)
         OR (stage = 'retired' AND issued_at <= staged_at + make_interval(secs => $2))))`,
    [kids, MEMORY_TTL],
  );
  return rows[0]?.count ?? 0;
}

async function run(client: Client, statements: readonly Statement<KeyChange>[]): Promise<KeyChange[]> {
  const changes: KeyChange[] = [];
  for (const { text, values } of statements) {
    const { rows } = await client.query<KeyChange>(text, values);
    changes.push(...rows.filter(({ kid }) => kid !== undefined));
  }
  return changes;
}
