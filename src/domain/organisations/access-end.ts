/**
 * Ends what people hold in an organisation that was suspended or cancelled: sessions, codes and tokens. In batches, so
 * that an organisation of any size can be closed at once: its status refuses access until the last batch is done. API
 * keys and client secrets stay: they are refused while the organisation is closed, and are its own to revoke.
 * SQL: a batch is a range of people and of guests, and each statement takes the same range
 */
import { HIGHEST_ID, LOWEST_ID } from '../../lib/ids.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { endSessionsWhere } from '../sessions/logout.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';

/** People, and guests, of a batch. */
const BATCH = 1_000;

/** The last person and the last guest of a batch; null where it had fewer than there may be. */
interface Position {
  userId: string | null;
  memberId: string | null;
}

/** Pages that start there are full. */
const START = { userId: LOWEST_ID, memberId: LOWEST_ID };

type Range = typeof START;

/** Also deleted people: their sessions and tokens may be there still. */
function people({ organisationId }: Tenant, { userId }: Range): Sql {
  return sql`
    SELECT id FROM users WHERE organisation_id = ${organisationId} AND id > ${userId}::uuid ORDER BY id LIMIT ${BATCH}`;
}

/** The guests of the organisation. What its own people hold elsewhere ends with their sessions, or is refused. */
function guests({ organisationId }: Tenant, { memberId }: Range): Sql {
  return sql`
    SELECT id FROM organisation_members WHERE organisation_id = ${organisationId} AND id > ${memberId}::uuid
    ORDER BY id LIMIT ${BATCH}`;
}

function endOf(tenant: Tenant, range: Range): Statement<Position> {
  const last = (page: Sql) => sql`(SELECT id FROM (${page}) AS page ORDER BY id OFFSET ${BATCH - 1} LIMIT 1)`;
  return sql<Position>`
    SELECT ${last(people(tenant, range))} AS "userId", ${last(guests(tenant, range))} AS "memberId"`;
}

function endBatch(tenant: Tenant, range: Range): Statement[] {
  const { organisationId } = tenant;
  const isOfPerson = sql`organisation_id = ${organisationId} AND user_id IN (${people(tenant, range)})`;
  const isOfGuest = sql`organisation_id = ${organisationId} AND member_id IN (${guests(tenant, range)})`;
  return [...endSessionsWhere(tenant, isOfPerson), ...revoke(tenant, isOfPerson), ...revoke(tenant, isOfGuest)];
}

/** Codes before tokens, as everything that revokes both. */
function revoke({ now }: Tenant, which: Sql): Statement[] {
  const revoked = sql`SET revoked_at = ${now}, updated_at = ${now} WHERE ${which} AND revoked_at IS NULL`;
  return [
    sql`DELETE FROM authorization_codes WHERE ${which} AND revoked_at IS NULL`,
    sql`UPDATE refresh_tokens ${revoked}`,
    sql`UPDATE tokens ${revoked}`,
  ];
}

/** For the flight that closes the organisation, after the change of its status. Most organisations need no other. */
export function firstBatch(tenant: Tenant): Statement[] {
  const { organisationId, now } = tenant;
  const isWhole = (page: Sql) => sql`(SELECT count(*) FROM (${page}) AS page) < ${BATCH}`;
  return [
    ...endBatch(tenant, START),
    sql`
      UPDATE organisations SET access_ended_at = ${now}
      WHERE id = ${organisationId} AND ${isWhole(people(tenant, START))} AND ${isWhole(guests(tenant, START))}`,
  ];
}

/** For the flight that opens the organisation: what a sign-in left that was under way when it was closed. */
export function endLeftSessions(tenant: Tenant): Statement[] {
  return endSessionsWhere(tenant, sql`organisation_id = ${tenant.organisationId}`);
}

const IS_ENDING = sql`
  access_ended_at IS NULL AND erased_at IS NULL AND (status IN ('suspended', 'cancelled') OR deleted_at IS NOT NULL)`;

/** The same for Prisma. */
const WHERE_ENDING = {
  accessEndedAt: null,
  erasedAt: null,
  OR: [{ status: { in: ['suspended', 'cancelled'] } }, { deletedAt: { not: null } }],
} satisfies Prisma.OrganisationWhereInput;

/** The same, and since when. */
export function endingOrganisations(): Sql {
  return sql`
    SELECT COALESCE(deleted_at, suspended_at, updated_at) AS due_at FROM organisations WHERE ${IS_ENDING}
    ORDER BY due_at`;
}

/** Closed organisations in which sessions and tokens may be left. One round trip. */
export async function listEnding(system: System, limit: number): Promise<string[]> {
  const where = { ...WHERE_ENDING, deletedAt: {} };
  const rows = await system.db.prisma.organisation.findMany({
    where,
    select: { id: true },
    orderBy: { id: 'asc' },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/**
 * Ends what is left. A run that was cut short is begun anew. An organisation that was opened meanwhile is left alone:
 * a batch locks its row, so that it is not opened before the batch is done.
 * @param mayGoOn asked before each batch
 */
export async function endOrganisationAccess(tenant: Tenant, mayGoOn: () => boolean): Promise<void> {
  const { organisationId, now } = tenant;
  const closed = sql<{ id: string }>`
    SELECT id FROM organisations WHERE id = ${organisationId} AND ${IS_ENDING} FOR NO KEY UPDATE`;
  for (let range = START; ; ) {
    if (!mayGoOn()) return;
    const batch = [required(closed, MISSING), endOf(tenant, range), ...endBatch(tenant, range)] as const;
    const answers = await nullIfMissing(tenant.db.flight(...batch));
    if (answers === null) return;
    const [end] = answers[1];
    if (!end?.userId && !end?.memberId) break;
    range = { userId: end.userId ?? HIGHEST_ID, memberId: end.memberId ?? HIGHEST_ID };
  }
  await tenant.db.prisma.organisation.updateMany({
    where: { id: organisationId, ...WHERE_ENDING, deletedAt: {} },
    data: { accessEndedAt: now },
  });
}
