/**
 * Reopens an authorization request when a person submits their answer twice and the browser dropped the first response.
 * There are never two redeemable codes for one request.
 */
import { sql } from '../../platform/database/statement.ts';
import type { Session } from '../sessions/sessions.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import type { WaitingRequest } from './requests.ts';

/** Seconds after the first answer. */
const REPEAT_WINDOW = 60;

/**
 * reopened: the request waits again, and its code is void · redeemed: the client has redeemed the code ·
 * other: not answered in this session, not within the window, or with another answer
 */
export type ReopenOutcome = 'reopened' | 'redeemed' | 'other';

/**
 * One statement checks and reopens the request. One round trip.
 * @param isDenial whether the repeated answer is a denial
 */
export async function reopenAuthorizationRequest(
  tenant: Tenant,
  { request, session, isDenial }: { request: WaitingRequest; session: Session; isDenial: boolean },
): Promise<ReopenOutcome> {
  const { organisationId, now } = tenant;
  const [, [outcome]] = await tenant.db.flight(
    // SQL: locks the row, so that the next statement sees the code of a concurrent answer
    sql`SELECT id FROM authorization_requests
        WHERE organisation_id = ${organisationId}::uuid AND id = ${request.id}::uuid FOR UPDATE`,
    // SQL: one statement voids the code and reopens the request
    sql<{ isAnswered: boolean; isReopened: boolean }>`
      WITH answered AS (
        SELECT id, code_id FROM authorization_requests
        WHERE organisation_id = ${organisationId}::uuid AND id = ${request.id}::uuid
          AND session_id = ${session.id}::uuid AND consumed_at > ${after(now, -REPEAT_WINDOW)}::timestamptz
          AND (denied_at IS NOT NULL) = ${isDenial}::boolean
      ),
      taken_back AS (
        UPDATE authorization_codes c SET expires_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
        FROM answered WHERE c.organisation_id = ${organisationId}::uuid AND c.id = answered.code_id AND c.revoked_at IS NULL
        RETURNING c.id
      ),
      reopened AS (
        UPDATE authorization_requests a SET consumed_at = NULL, updated_at = ${now}::timestamptz
        FROM answered WHERE a.organisation_id = ${organisationId}::uuid AND a.id = answered.id
          AND (answered.code_id IS NULL OR EXISTS (SELECT FROM taken_back))
        RETURNING a.id
      )
      SELECT EXISTS (SELECT FROM answered) AS "isAnswered", EXISTS (SELECT FROM reopened) AS "isReopened"`,
  );
  if (outcome?.isReopened) return 'reopened';
  return outcome?.isAnswered ? 'redeemed' : 'other';
}
