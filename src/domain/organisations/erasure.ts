/**
 * Erases cancelled organisations when their retention is over: everything of theirs but a row without a name, and the
 * events of its life. In batches: an erasure that was cut short is continued.
 */
import { NO_JSON } from '../../platform/database/no-json.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { RETENTION } from './status.ts';

/** Organisations that are to be erased, those that were begun first. One round trip. */
export async function listErasableOrganisations(system: System, limit: number): Promise<string[]> {
  const rows = await system.db.prisma.organisation.findMany({
    where: { deletedAt: { lte: after(system.now, -RETENTION) }, erasedAt: null },
    select: { id: true },
    orderBy: [{ erasureStartedAt: { sort: 'asc', nulls: 'last' } }, { deletedAt: 'asc' }],
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** The same, and since when. SQL: for `doctor`, on the owner's connection */
export function erasableOrganisations({ now }: Pick<System, 'now'>): Sql {
  return sql`
    SELECT deleted_at + make_interval(secs => ${RETENTION}) AS due_at FROM organisations
    WHERE deleted_at <= ${after(now, -RETENTION)} AND erased_at IS NULL ORDER BY deleted_at`;
}

export interface EraseOptions {
  /** Rows of a batch. */
  batch: number;
  /** Asked before each batch. */
  mayGoOn: () => boolean;
}

/** @returns whether it is erased; false when the time is over, or when it was restored meanwhile */
export async function eraseOrganisation(tenant: Tenant, { batch, mayGoOn }: EraseOptions): Promise<boolean> {
  if (!(await begin(tenant))) return false;
  let removed: number;
  do {
    if (!mayGoOn()) return false;
    removed = await eraseRows(tenant, batch);
  } while (removed > 0);
  await finish(tenant);
  return true;
}

/** From here on it cannot be restored. */
async function begin({ db, organisationId: id, now }: Tenant): Promise<boolean> {
  const due = { id, deletedAt: { lte: after(now, -RETENTION) }, erasedAt: null };
  const [, begun] = await db.flight(
    db.prisma.organisation.updateMany({ where: { ...due, erasureStartedAt: null }, data: { erasureStartedAt: now } }),
    db.prisma.organisation.count({ where: { ...due, erasureStartedAt: { not: null } } }),
  );
  return begun > 0;
}

async function eraseRows({ db, organisationId }: Tenant, batch: number): Promise<number> {
  // SQL: a function, since the Worker may delete neither from the audit trail nor at hosts
  const [[row]] = await db.flight(
    sql<{ removed: number }>`SELECT erase_organisation_rows(${organisationId}::uuid, ${batch}::int) AS removed`,
  );
  return row?.removed ?? 0;
}

/** Its name, its slug and its address are free again. */
async function finish(tenant: Tenant): Promise<void> {
  const { db, organisationId: id, now } = tenant;
  const nameless = { name: id, slug: id, email: `${id}@deleted.invalid`, erasedAt: now, updatedAt: now };
  await db.flight(
    db.prisma.organisation.updateMany({ where: { id, deletedAt: {} }, data: { ...ERASED, ...nameless } }),
    recordEvent(tenant, { type: 'organisation.erased', resourceId: id }),
  );
}

const ERASED = {
  phone: null,
  website: null,
  allowedCallbackUrls: NO_JSON,
  allowedLogoutUrls: NO_JSON,
  allowedOrigins: NO_JSON,
  allowedMfaMethods: NO_JSON,
  passwordPolicy: NO_JSON,
  tokenLifetimePolicy: NO_JSON,
  branding: NO_JSON,
  metadata: NO_JSON,
  pairwiseSalt: null,
} satisfies Prisma.OrganisationUpdateManyMutationInput;
