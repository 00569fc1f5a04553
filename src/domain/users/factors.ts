/** The second factors of a person, as administrators see and remove them. Secrets are never read. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { recordEvent } from '../events/emit.ts';
import { summariseFactors } from '../mfa/enrolment.ts';
import { type MfaOverview, overviewOf, toOverview } from '../mfa/overview.ts';
import { removeAllFactors, voidWithoutFactor } from '../mfa/removal.ts';
import { queueEmail } from '../outbox/emails.ts';
import { type FactorChange, noticeTo, type SecurityNotices } from '../outbox/security-notices.ts';
import { lockFactors } from '../proof/factor.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Managed, type Management, openPerson, refuseSelf } from './management.ts';
import { assertUserId, userNotFound } from './users.ts';

/** One round trip. @throws not_found */
export async function listFactors(tenant: Tenant, id: string): Promise<MfaOverview> {
  assertUserId(id);
  const person = await overviewOf(tenant, id);
  if (!person) throw userNotFound();
  return toOverview(person);
}

/** Removes all second factors: the person signs in with the password, and can set up others. Two round trips. */
export async function resetFactors(
  tenant: Tenant,
  id: string,
  management: Management,
  notices: SecurityNotices,
): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    const managed = await openPerson(transaction, tenant, id, management);
    refuseSelf(managed, 'remove the second factors of');
    transaction.defer(...(await removeFactorsItems(tenant, managed, notices)));
  });
}

/** The writes that remove all second factors of a person, and the message to them. */
export async function removeFactorsItems(
  tenant: Tenant,
  managed: Managed,
  notices: SecurityNotices,
): Promise<FlightItem[]> {
  const { id } = managed.person;
  return [
    ...removeAllFactors(tenant, id),
    recordEvent(tenant, { type: 'user.mfa.disabled', resourceId: id, metadata: { byAdministrator: true } }),
    ...(await queueNotice(tenant, managed, { notices, change: 'disabled' })),
  ];
}

/**
 * Removes one second factor. Two-step sign-in ends with the last one, also where the organisation requires it: the
 * person then sets up another one at the next sign-in. Three round trips.
 * @throws not_found; forbidden; conflict
 */
export async function removeFactor(
  tenant: Tenant,
  id: string,
  management: Management,
  { factorId, notices }: { factorId: string; notices: SecurityNotices },
): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    const managed = await openPerson(transaction, tenant, id, management);
    refuseSelf(managed, 'remove a second factor of');
    const { prisma } = transaction;
    const [, , , , factors] = await transaction.flight(
      ...lockFactors(id),
      prisma.mfaFactor.findMany({
        where: { userId: id, confirmedAt: { not: null } },
        select: { id: true, name: true, type: true },
      }),
    );
    const factor = factors.find((one) => one.id === factorId);
    if (!isUuid(factorId) || !factor) throw new AppError('not_found', 'Factor not found');
    if (factors.length === 1) {
      transaction.defer(...(await removeFactorsItems(tenant, managed, notices)));
      return;
    }
    const metadata = { factor: factor.type, userId: id, byAdministrator: true };
    transaction.defer(
      prisma.mfaFactor.deleteMany({ where: { id: factorId, userId: id } }),
      recordEvent(tenant, { type: 'user.mfa.factor_removed', resourceId: factorId, metadata }),
      summariseFactors(tenant, id),
      ...voidWithoutFactor(tenant, id),
      ...(await queueNotice(tenant, managed, { notices, change: 'factor_removed', factorName: factor.name })),
    );
  });
}

async function queueNotice(
  tenant: Tenant,
  { person, organisation }: Managed,
  { notices, ...about }: { notices: SecurityNotices; change: FactorChange; factorName?: string },
): Promise<FlightItem[]> {
  const notice = { ...noticeTo(tenant, { ...person, organisation }), ...about, byAdministrator: true };
  return [queueEmail(tenant, await notices.factorChanged(notice))];
}
