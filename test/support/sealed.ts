/** Reads and makes sealed secrets with the Worker's key. */
import { env } from 'cloudflare:workers';
import {
  contextOf,
  SEALED_COLUMNS,
  type SealContext,
  type SealedColumn,
} from '../../src/platform/keys/sealed-columns.ts';
import { createSecretBox, type Sealing } from '../../src/platform/keys/secret-box.ts';
import { asOwner } from './database.ts';

/** A box with the key of the Worker under test, and any form of sealing. */
export function boxOf(sealing?: Sealing) {
  const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
  return createSecretBox(SECRET_ENCRYPTION_KEY, sealing);
}

export function columnOf(purpose: SealedColumn['purpose']): SealedColumn {
  const found = SEALED_COLUMNS.find((column) => column.purpose === purpose);
  if (!found) throw new Error(`Nothing is sealed for ${purpose}`);
  return found;
}

/** The sealed secret in a row, and its context. */
export async function sealedIn(
  purpose: SealedColumn['purpose'],
  id: string,
): Promise<{ sealed: string; context: SealContext }> {
  const found = columnOf(purpose);
  const [row] = await asOwner<{ id: string; ownerId: string | null; sealed: string }>(
    `SELECT id, ${found.owner ?? 'NULL'} AS "ownerId", ${found.column} AS sealed FROM ${found.table} WHERE id = $1`,
    [id],
  );
  if (!row) throw new Error(`${found.table} has no row ${id}`);
  const { sealed, ...place } = row;
  return { sealed, context: contextOf(found, place) };
}

/** Writes a sealed secret directly, as an attacker with write access to the database would. */
export async function writeSealed(purpose: SealedColumn['purpose'], id: string, sealed: string): Promise<void> {
  const { table, column } = columnOf(purpose);
  await asOwner(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [id, sealed]);
}
