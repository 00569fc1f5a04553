/** Sealed secrets, as only who has the key can read and make them. */
import { env } from 'cloudflare:workers';
import {
  contextOf,
  SEALED_COLUMNS,
  type SealContext,
  type SealedColumn,
} from '../../src/platform/keys/sealed-columns.ts';
import { createSecretBox, type Sealing } from '../../src/platform/keys/secret-box.ts';
import { asOwner } from './database.ts';

/** That of the Worker under test, whatever it seals itself. */
export function boxOf(sealing?: Sealing) {
  const { SECRET_ENCRYPTION_KEY } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
  return createSecretBox(SECRET_ENCRYPTION_KEY, sealing);
}

export function columnOf(purpose: SealedColumn['purpose']): SealedColumn {
  const found = SEALED_COLUMNS.find((column) => column.purpose === purpose);
  if (!found) throw new Error(`Nothing is sealed for ${purpose}`);
  return found;
}

/** What stands in a row, and what it is bound to. */
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

/** As whoever can write into the database would. */
export async function writeSealed(purpose: SealedColumn['purpose'], id: string, sealed: string): Promise<void> {
  const { table, column } = columnOf(purpose);
  await asOwner(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [id, sealed]);
}
