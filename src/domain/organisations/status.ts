/**
 * Suspends, reactivates, cancels and restores an organisation. The status is read wherever a credential is checked, so
 * a change takes effect at once. Sessions and tokens are ended as well, so that they do not come back with the status.
 * SQL: each change depends on the status that the row has, and keeps the one to which it returns
 */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { OrganisationStatus } from '../access/principals.ts';
import { recordEvent } from '../events/emit.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { endLeftSessions, firstBatch } from './access-end.ts';

const DAY = 86_400;
/** Seconds from the cancellation of an organisation until it can no longer be restored, and is erased. */
export const RETENTION = 30 * DAY;

interface Change {
  /** Recorded with the event, and kept in the row. */
  reason: string | null;
  /** Further conditions and changes of the same flight, such as a row that must exist. They run first. */
  items?: readonly FlightItem[];
}

/** The open status is kept: trial or active. */
const KEEP_OPEN_STATUS = sql`
  open_status = CASE WHEN status IN ('trial', 'active') THEN status ELSE COALESCE(open_status, 'active') END`;

/**
 * Ends sessions and tokens, and refuses new ones. One round trip.
 * @throws not_found; conflict when it is suspended or cancelled already
 */
export async function suspendOrganisation(tenant: Tenant, { reason, items = [] }: Change): Promise<void> {
  const { organisationId, now } = tenant;
  const suspended = sql<{ id: string }>`
    UPDATE organisations SET status = 'suspended', ${KEEP_OPEN_STATUS}, status_reason = ${reason},
      suspended_at = ${now}, access_ended_at = NULL, updated_at = ${now}
    WHERE id = ${organisationId} AND deleted_at IS NULL AND status IN ('trial', 'active') RETURNING id`;
  const event = { type: 'organisation.suspended', resourceId: organisationId, metadata: { reason } } as const;
  const flight = [...items, required(suspended, MISSING), recordEvent(tenant, event), ...firstBatch(tenant)];
  await changed(tenant, flight, ({ status }) => `The organisation is ${status} already`);
}

/**
 * Sessions of before do not come back. One round trip.
 * @throws not_found; conflict when it is not suspended, or when sessions are still being ended
 */
export async function reactivateOrganisation(tenant: Tenant, { reason, items = [] }: Change): Promise<void> {
  const { organisationId, now } = tenant;
  const reactivated = sql<{ id: string }>`
    UPDATE organisations SET status = COALESCE(open_status, 'active'), open_status = NULL, status_reason = ${reason},
      suspended_at = NULL, access_ended_at = NULL, updated_at = ${now}
    WHERE id = ${organisationId} AND deleted_at IS NULL AND status = 'suspended' AND access_ended_at IS NOT NULL
    RETURNING id`;
  const event = { type: 'organisation.reactivated', resourceId: organisationId, metadata: { reason } } as const;
  const opened = [required(reactivated, MISSING), recordEvent(tenant, event)];
  const words = ({ status }: Refused) => (status === 'suspended' ? STILL_ENDING : `The organisation is ${status}`);
  await changed(tenant, [...items, ...opened, ...endLeftSessions(tenant)], words);
}

/**
 * Soft deletion: nobody has access, and everything is kept until the retention is over. One round trip.
 * @throws not_found; conflict when it is cancelled already
 */
export async function cancelOrganisation(tenant: Tenant, { reason, items = [] }: Change): Promise<void> {
  const { organisationId, now } = tenant;
  const cancelled = sql<{ id: string }>`
    UPDATE organisations SET status = 'cancelled', ${KEEP_OPEN_STATUS}, status_reason = ${reason}, deleted_at = ${now},
      access_ended_at = NULL, updated_at = ${now}
    WHERE id = ${organisationId} AND deleted_at IS NULL RETURNING id`;
  const erasedFrom = after(now, RETENTION).toISOString();
  const metadata = { reason, erasedFrom };
  const event = { type: 'organisation.cancelled', resourceId: organisationId, metadata } as const;
  const flight = [...items, required(cancelled, MISSING), recordEvent(tenant, event), ...firstBatch(tenant)];
  await changed(tenant, flight, ({ status }) => `The organisation is ${status} already`);
}

/**
 * Takes a cancellation back, within the retention. What was suspended before is suspended again. One round trip.
 * @throws not_found; conflict when it is not cancelled, when the retention is over, or when sessions are still being
 * ended
 */
export async function restoreOrganisation(tenant: Tenant, { reason, items = [] }: Change): Promise<void> {
  const { organisationId, now } = tenant;
  const restored = sql<{ id: string }>`
    UPDATE organisations SET deleted_at = NULL, status_reason = ${reason}, updated_at = ${now},
      status = CASE WHEN suspended_at IS NOT NULL THEN 'suspended' WHEN status IN ('trial', 'active') THEN status
        ELSE COALESCE(open_status, 'active') END,
      open_status = CASE WHEN suspended_at IS NULL THEN NULL ELSE open_status END,
      access_ended_at = CASE WHEN suspended_at IS NULL THEN NULL ELSE access_ended_at END
    WHERE id = ${organisationId} AND ${isRestorable(now)} AND access_ended_at IS NOT NULL RETURNING id`;
  const event = { type: 'organisation.restored', resourceId: organisationId, metadata: { reason } } as const;
  const opened = [required(restored, MISSING), recordEvent(tenant, event)];
  const words = ({ status, isRestorable: isKept, isDeleted }: Refused) => {
    if (!isDeleted) return `The organisation is ${status}`;
    return isKept ? STILL_ENDING : 'The organisation can no longer be restored';
  };
  await changed(tenant, [...items, ...opened, ...endLeftSessions(tenant)], words);
}

/** A cancelled organisation whose retention is not over. */
function isRestorable(now: Date): Sql {
  return sql`deleted_at > ${after(now, -RETENTION)} AND erasure_started_at IS NULL`;
}

interface Refused {
  status: OrganisationStatus;
  isDeleted: boolean;
  isRestorable: boolean;
}

const STILL_ENDING = 'The sessions of the organisation are still being ended. Please try again in a minute.';

/** @param words why the change is refused, by what the organisation is */
async function changed(
  tenant: Tenant,
  flight: readonly FlightItem[],
  words: (found: Refused) => string,
): Promise<void> {
  if ((await nullIfMissing(tenant.db.flight(...flight))) !== null) return;
  const found = await tenant.db.prisma.organisation.findFirst({
    where: { id: tenant.organisationId, erasedAt: null, deletedAt: {} },
    select: { status: true, deletedAt: true, erasureStartedAt: true },
  });
  if (!found) throw organisationNotFound();
  const { status, deletedAt, erasureStartedAt } = found;
  const isKept = deletedAt !== null && deletedAt > after(tenant.now, -RETENTION) && erasureStartedAt === null;
  throw new AppError('conflict', words({ status, isDeleted: deletedAt !== null, isRestorable: isKept }));
}

export function organisationNotFound(): AppError {
  return new AppError('not_found', 'Organisation not found');
}
