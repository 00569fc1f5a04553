/** Switches off endpoints that keep failing, and tells the owner of the organisation. */
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, PERSON, personOf } from '../people/person.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** Failures in a row, and seconds since the first of them: an outage of some hours disables nothing. */
export const FAILURES_MAX = 10;
export const FAILING_MAX = 86_400;
/** Endpoints of one run. */
const ENDPOINTS_MAX = 100;

export interface Disabled {
  url: string;
  isGone: boolean;
  failures: number;
  failingSince: Date;
}

/** Composes the mail to the owner. */
export type DisablingNotice = (notice: Addressing & Disabled) => Promise<Email>;

interface FailingEndpoint extends Disabled {
  id: string;
  organisationId: string;
}

/** Those that answered 410, and those that failed too often for too long. @returns how many there were */
export async function disableFailingEndpoints(system: System, write: DisablingNotice): Promise<number> {
  const { db, now } = system;
  const rows = await db.prisma.webhookEndpoint.findMany({
    where: {
      isActive: true,
      failingSince: { not: null },
      OR: [
        { goneAt: { not: null } },
        { failureCount: { gte: FAILURES_MAX }, failingSince: { lte: after(now, -FAILING_MAX) } },
      ],
    },
    select: { id: true, organisationId: true, url: true, goneAt: true, failureCount: true, failingSince: true },
    take: ENDPOINTS_MAX,
  });
  for (const { goneAt, failureCount: failures, failingSince, ...row } of rows) {
    const endpoint = { ...row, isGone: goneAt !== null, failures, failingSince: failingSince ?? now };
    await disable(system.openTenant(row.organisationId, {}), endpoint, write);
  }
  return rows.length;
}

/** Once, however many runs find it: the statement that switches it off requires that it is on. */
async function disable(tenant: Tenant, endpoint: FailingEndpoint, write: DisablingNotice): Promise<void> {
  const { db, now, organisationId } = tenant;
  const { id, url, isGone, failures, failingSince } = endpoint;
  const owner = await db.prisma.user.findFirst({
    where: { ownedOrganisation: { id: organisationId } },
    select: PERSON,
  });
  const mail = owner && (await write({ ...addressingOf(personOf(owner)), url, isGone, failures, failingSince }));
  const metadata = { reason: isGone ? 'gone' : 'failures', failures };
  await nullIfMissing(
    db.flight(
      // SQL: it may have recovered, or been switched on again, since it was read
      required(
        sql`
          UPDATE webhook_endpoints SET is_active = false, disabled_at = ${now}, updated_at = ${now}
          WHERE organisation_id = ${organisationId} AND id = ${id} AND is_active AND failing_since = ${failingSince}
          RETURNING id`,
        MISSING,
      ),
      recordEvent(tenant, { type: 'webhook.disabled', resourceId: id, metadata }),
      ...(mail ? [queueEmail(tenant, mail)] : []),
    ),
  );
}
