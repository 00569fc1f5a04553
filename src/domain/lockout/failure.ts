/** What is written when a sign-in fails. */
import type { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Attempt } from './attempts.ts';
import { countingFailure, type Guessed, NOBODY } from './disabled-authenticators.ts';

/** No organisation has this id: a failure by an unknown person costs the same statements and records nothing. */
export const NO_ORGANISATION = '00000000-0000-7000-8000-000000000000';

type Failure = 'user.login.failed' | 'user.mfa.failed' | 'user.reauthentication.failed';

interface FailedGuess {
  reason: string;
  guessed: Guessed;
  type?: Failure;
  /** What else is written. */
  beside?: readonly FlightItem[];
}

/** A wrong guess. The columns of the person say what administrators may see of it; they decide nothing. */
export async function recordFailure(
  tenant: Tenant,
  attempt: Attempt,
  { reason, guessed, type = 'user.login.failed', beside = [] }: FailedGuess,
): Promise<void> {
  const lockedUntil = attempt.isKnownDevice ? null : (attempt.payments.at(-1)?.blocked_until ?? null);
  await tenant.db.flight(
    tenant.db.prisma.user.updateMany({
      where: { id: tenant.actor.userId ?? NOBODY },
      data: {
        failedLoginCount: { increment: 1 },
        ...(lockedUntil === null ? {} : { lockedUntil: new Date(lockedUntil) }),
      },
    }),
    ...countingFailure(tenant, attempt, guessed),
    ...beside,
    recording(tenant, reason, type),
  );
}

/** The guess was right, and something else stands in the way. */
export async function recordRefusal(tenant: Tenant, refusal: AppError): Promise<void> {
  await recordEvent(tenant, failed(refusal.log ?? refusal.message, 'user.login.failed'));
}

const failed = (reason: string, type: Failure) => ({ type, failure: reason, metadata: { reason } });

function recording(tenant: Tenant, reason: string, type: Failure): Statement {
  const event = failed(reason, type);
  // SQL: records nothing where the organisation is nobody's
  return sql`
    INSERT INTO audit_logs (${EVENT_COLUMNS})
    SELECT ${eventValues(tenant, event)} FROM organisations
    WHERE id = ${tenant.organisationId} AND deleted_at IS NULL`;
}
