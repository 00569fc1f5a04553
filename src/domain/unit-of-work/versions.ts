/**
 * The version of a row: PostgreSQL's `xmin`, the transaction that wrote it last. It is read before a change, and checked
 * in the transaction of the change under a lock of the row, so that no change in between is overwritten. It is compared
 * within one request only: a row keeps its `xmin` for as long as that takes, and for much longer.
 */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { Fence } from '../../platform/database/fence.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { Tenant } from './unit-of-work.ts';

/** Resources whose rows have a version. */
const ROWS = {
  user: ({ organisationId, id }: Row) =>
    sql`users WHERE organisation_id = ${organisationId}::uuid AND id = ${id}::uuid AND deleted_at IS NULL`,
  role: (row: Row) => named(sql`roles`, row),
  invitation: (row: Row) => named(sql`invitations`, row),
  apiKey: (row: Row) => named(sql`api_keys`, row),
  resource: (row: Row) => named(sql`resources`, row),
  team: (row: Row) => named(sql`teams`, row),
  scope: (row: Row) => named(sql`organisation_scopes`, row),
  webhook: (row: Row) => named(sql`webhook_endpoints`, row),
  client: ({ organisationId, id }: Row) =>
    sql`clients WHERE organisation_id = ${organisationId}::uuid AND id = ${id}::uuid AND deleted_at IS NULL`,
  organisation: ({ organisationId }: Row) =>
    sql`organisations WHERE id = ${organisationId}::uuid AND deleted_at IS NULL`,
} satisfies Record<string, (row: Row) => Sql>;

interface Row {
  organisationId: string;
  id: string | null;
}

function named(table: Sql, { organisationId, id }: Row): Sql {
  return sql`${table} WHERE organisation_id = ${organisationId}::uuid AND id = ${id}::uuid`;
}

export type VersionedResource = keyof typeof ROWS;

export interface RowReference {
  resource: VersionedResource;
  /** Not read for the organisation, which the tenant names. */
  id: string;
}

function rowOf({ organisationId }: Tenant, { resource, id }: RowReference): Sql {
  return ROWS[resource]({ organisationId, id: isUuid(id) ? id : null });
}

/**
 * Sent before a read of the resource, in the same round trip: a change between the two is found by its version.
 * @param found gets null when there is no such row
 */
export function versionProbe(tenant: Tenant, row: RowReference, found: (version: string | null) => void) {
  return {
    // SQL: Prisma does not know system columns
    statement: sql<{ version: string }>`SELECT xmin::text AS version FROM ${rowOf(tenant, row)}`,
    found: ([first]: { version: string }[]) => found(first?.version ?? null),
  };
}

/**
 * For the first transaction of the request that writes: the row is locked, and must have this version still.
 * @param locks what its changes lock before the row, against deadlocks with changes that have no fence
 */
export function versionFence(
  tenant: Tenant,
  row: RowReference,
  { version, locks }: { version: string; locks: readonly Statement[] },
): Fence {
  return {
    // SQL: Prisma neither locks rows nor knows system columns
    statement: sql<{ id: string }>`
      SELECT id FROM ${rowOf(tenant, row)} AND xmin::text = ${version} FOR NO KEY UPDATE`,
    locks,
    once: true,
    refused: preconditionFailed,
  };
}

export function preconditionFailed(): AppError {
  return new AppError('precondition_failed', 'It was changed by somebody else: read it again');
}
