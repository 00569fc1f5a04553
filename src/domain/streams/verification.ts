/** A receiver asks for an event with which it sees that its stream works (SSF 1.0 section 8.1.4). */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { STREAM_EVENTS } from '../events/security-events.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { streamNotFound } from './streams.ts';

/** Seconds between two requests. */
export const VERIFICATION_INTERVAL = 30;

/**
 * Two round trips. @param state given back in the event
 * @throws not_found; rate_limited when the last request was less than VERIFICATION_INTERVAL ago
 */
export async function requestVerification(
  tenant: Tenant,
  { id, clientId }: { id: string; clientId: string },
  state: string | null,
): Promise<void> {
  if (!isUuid(id)) throw streamNotFound();
  const { db, now, organisationId, outbox } = tenant;
  await db.transaction(async (transaction) => {
    const { prisma } = transaction;
    const early = {
      id,
      clientId,
      OR: [{ verifiedAt: null }, { verifiedAt: { lt: after(now, -VERIFICATION_INTERVAL) } }],
    };
    const [, { count }] = await transaction.flight(
      required(prisma.eventStream.findFirstOrThrow({ where: { id, clientId }, select: { id: true } }), streamNotFound),
      // The one statement that checks and sets the time: of two requests at once one is too early.
      prisma.eventStream.updateMany({ where: early, data: { verifiedAt: now } }),
    );
    if (count === 0) {
      throw new AppError('rate_limited', `Ask again after ${VERIFICATION_INTERVAL} seconds`, {
        retryAfter: VERIFICATION_INTERVAL,
      });
    }
    transaction.defer(
      prisma.eventStreamDelivery.create({
        data: {
          id: uuidv7(now),
          organisationId,
          streamId: id,
          type: STREAM_EVENTS.verification,
          facts: state === null ? {} : { state },
          nextAttemptAt: now,
          createdAt: now,
          updatedAt: now,
        },
        select: { id: true },
      }),
    );
  });
  outbox.securityEvents.add(organisationId);
}
