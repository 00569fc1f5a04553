/** Keys of platform operators: who works across organisations, and belongs to none of them. */
import { uuidv7 } from '../../lib/ids.ts';
import { looksLikeSecret, newSecret, sha256 } from '../../lib/secrets.ts';
import { required } from '../../platform/database/required-row.ts';
import { json, sql } from '../../platform/database/statement.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

/** The operator of a request. */
export interface PlatformOperator {
  id: string;
  /** For the audit logs of organisations. */
  name: string;
  /** CIDR; null for every network. */
  networks: string[] | null;
}

/** The characters of a key by which people recognise it. */
const PREFIX_LENGTH = 10;

/** Also records that the key is used. One round trip; null for a key that does not exist, has expired or was revoked. */
export async function findOperator({ db }: System, key: string): Promise<PlatformOperator | null> {
  if (!looksLikeSecret('operator', key)) return null;
  // SQL: a function, since the Worker's roles cannot read the table
  const [[operator]] = await db.flight(
    sql<PlatformOperator>`SELECT id, name, networks FROM use_operator_key(${await sha256(key)})`,
  );
  return operator ?? null;
}

export interface NewOperatorKey {
  name: string;
  networks: readonly string[] | null;
  expiresAt: Date;
}

/** The key, and the statement that stores its hash. SQL: only commands of the owner of the tables write to this table */
export async function createOperatorKey(now: Date, { name, networks, expiresAt }: NewOperatorKey) {
  const key = newSecret('operator');
  const id = uuidv7(now);
  const statement = sql`
    INSERT INTO operator_keys (id, name, key_prefix, key_hash, networks, expires_at, created_at)
    VALUES (${id}, ${name}, ${key.slice(0, PREFIX_LENGTH)}, ${await sha256(key)}, ${json(networks)}::jsonb, ${expiresAt},
            ${now})`;
  return { id, key, statement };
}

export interface ListedOperatorKey {
  id: string;
  name: string;
  keyPrefix: string;
  networks: string[] | null;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

// SQL: for the owner of the tables, like all that follows
export function listOperatorKeys() {
  return sql<ListedOperatorKey>`
    SELECT id, name, key_prefix AS "keyPrefix", networks, expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
           revoked_at AS "revokedAt", created_at AS "createdAt"
    FROM operator_keys ORDER BY created_at, id`;
}

/** A key that was revoked before keeps the time of its revocation. */
// SQL: for the owner of the tables
export function revokeOperatorKey(now: Date, name: string, missing: () => Error) {
  return required(
    sql<{ revokedAt: Date }>`
      UPDATE operator_keys SET revoked_at = COALESCE(revoked_at, ${now}) WHERE name = ${name}
      RETURNING revoked_at AS "revokedAt"`,
    missing,
  );
}
