/** What is written when a sign-in fails. */
import type { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Attempt } from './attempts.ts';
import { type Authenticator, countFailure, NOBODY } from './disabled-authenticators.ts';

/** No organisation has this id: a failure at an unknown account costs the same statements and records nothing. */
export const NO_ORGANISATION = '00000000-0000-7000-8000-000000000000';

type Failure = 'user.login.failed' | 'user.mfa.failed' | 'user.reauthentication.failed';

interface FailedAttempt {
  reason: string;
  authenticator: Authenticator;
  type?: Failure;
  /** Written in the same flight. */
  alsoWrite?: readonly FlightItem[];
}

/** A wrong answer. `failedLoginCount` and `lockedUntil` are shown to administrators; no check reads them. */
export async function recordFailure(
  tenant: Tenant,
  attempt: Attempt,
  { reason, authenticator, type = 'user.login.failed', alsoWrite = [] }: FailedAttempt,
): Promise<void> {
  const lockedUntil = attempt.isKnownDevice ? null : (attempt.charges.at(-1)?.blocked_until ?? null);
  await tenant.db.flight(
    tenant.db.prisma.user.updateMany({
      where: { id: tenant.actor.userId ?? NOBODY },
      data: {
        failedLoginCount: { increment: 1 },
        ...(lockedUntil === null ? {} : { lockedUntil: new Date(lockedUntil) }),
      },
    }),
    ...countFailure(tenant, attempt, authenticator),
    ...alsoWrite,
    insertFailureEvent(tenant, reason, type),
  );
}

/** The answer was right, but the sign-in is refused for another reason. */
export async function recordRefusal(tenant: Tenant, refusal: AppError): Promise<void> {
  await recordEvent(tenant, failureEvent(refusal.log ?? refusal.message, 'user.login.failed'));
}

const failureEvent = (reason: string, type: Failure) => ({ type, failure: reason, metadata: { reason } });

function insertFailureEvent(tenant: Tenant, reason: string, type: Failure): Statement {
  const event = failureEvent(reason, type);
  // SQL: records nothing when the organisation does not exist
  return sql`
    INSERT INTO audit_logs (${EVENT_COLUMNS})
    SELECT ${eventValues(tenant, event)} FROM organisations
    WHERE id = ${tenant.organisationId} AND deleted_at IS NULL`;
}
