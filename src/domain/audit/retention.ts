/**
 * The audit log is kept in partitions by month, and for as long as its organisation says. Functions of the database do
 * what the Worker may not: they alone know what is past its retention (migration audit_retention_functions).
 */
import { sql } from '../../platform/database/statement.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

/** Without a partition of its month an entry goes into the default one. */
const MONTHS_AHEAD = 3;

/** SQL: defines tables, by a function of the owner. One round trip. @returns how many were made */
export async function makePartitions({ db }: System): Promise<number> {
  const [[row]] = await db.flight(sql<{ made: number }>`SELECT make_audit_partitions(${MONTHS_AHEAD}::int) AS made`);
  return row?.made ?? 0;
}

/** SQL: drops tables, by a function of the owner. One round trip. @returns how many were dropped */
export async function dropPartitions({ db }: System): Promise<number> {
  const [[row]] = await db.flight(sql<{ dropped: number }>`SELECT drop_audit_partitions() AS dropped`);
  return row?.dropped ?? 0;
}

/** Organisations with something past their retention, after those of the page before. One round trip. */
export async function listPastRetention({ db }: System, { after, limit }: { after: string; limit: number }) {
  // SQL: a function reads the log of every organisation
  const [found] = await db.flight(
    sql<{ id: string }>`SELECT id FROM organisations_past_audit_retention(${after}::uuid, ${limit}::int) AS id`,
  );
  return found.map(({ id }) => id);
}

/**
 * Removes a batch of what is past the retention of an organisation whose partition others still need. One round trip.
 * @returns how many rows were removed; 0 when none is left
 */
export async function cutLog({ db }: System, organisationId: string, batch: number): Promise<number> {
  // SQL: a function, since the Worker may not delete from the audit trail
  const [[row]] = await db.flight(
    sql<{ removed: number }>`SELECT cut_audit_log(${organisationId}::uuid, ${batch}::int) AS removed`,
  );
  return row?.removed ?? 0;
}
