/**
 * Lets a request be answered once more whose answer the browser has thrown away, because its person pressed the button
 * again. At no moment are there two codes of it that can be redeemed.
 */
import { sql } from '../../platform/database/statement.ts';
import type { Session } from '../sessions/sessions.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import type { WaitingRequest } from './requests.ts';

/** Seconds after an answer. */
const REPEAT_WINDOW = 60;

/**
 * reopened: it waits again, and the code that it gave is good no more · redeemed: the client has redeemed that code ·
 * other: not answered in this session, not a moment ago, or differently
 */
export type ReopenOutcome = 'reopened' | 'redeemed' | 'other';

/**
 * The statement that lets it wait again asks whether it may. One round trip.
 * @param isDenial whether the person says no this time
 */
export async function reopenAuthorizationRequest(
  tenant: Tenant,
  { request, session, isDenial }: { request: WaitingRequest; session: Session; isDenial: boolean },
): Promise<ReopenOutcome> {
  const { organisationId, now } = tenant;
  const [, [outcome]] = await tenant.db.flight(
    // SQL: locks the row, so that the statement below sees the code of whoever came first.
    sql`SELECT id FROM authorization_requests
        WHERE organisation_id = ${organisationId}::uuid AND id = ${request.id}::uuid FOR UPDATE`,
    // SQL: the code is taken back and the request reopened together, by what the rows say at this moment.
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
