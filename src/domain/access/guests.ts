/**
 * Guests: members of an organisation (the host) whose account belongs to another one (their home). Tokens and consents
 * of a guest belong to the host and have the membership (`member_id`) instead of the person (`user_id`), so the host's
 * rows only refer to its own rows (docs/decisions/0026-guests.md).
 */
import { sha256 } from '../../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { Actor, System } from '../unit-of-work/unit-of-work.ts';
import { CONTEXT_PRINCIPAL_COLUMNS, type Principal, type PrincipalRow } from './principals.ts';

/** The person that a token, code or consent of an organisation belongs to. */
export interface Holder {
  /** The person's id, also for a guest. */
  userId: string;
  /** The membership of a guest; null for people of the organisation. */
  memberId: string | null;
}

export function holderOf({ user, memberId }: Principal): Holder {
  return { userId: user.id, memberId };
}

/** The audit log of an organisation has only its own people as `userId`; a guest is recorded by their membership. */
export function actorOf({ user, memberId }: Principal): Pick<Actor, 'userId' | 'memberId'> {
  return { userId: memberId === null ? user.id : null, memberId };
}

/** The values of the columns `user_id, member_id`; both null when a client acts for itself. */
export function holderValues(holder: Holder | null): Sql {
  const { userId = null, memberId = null } = holder ?? {};
  return sql`${memberId === null ? userId : null}::uuid, ${memberId}::uuid`;
}

/** The condition for rows of a holder. */
export function isHeldBy({ userId, memberId }: Holder): Sql {
  return memberId === null ? sql`user_id = ${userId}::uuid` : sql`member_id = ${memberId}::uuid`;
}

/**
 * For a query of rows `t` with `user_id` and `member_id`: joins the person `u`, their home `h`, a guest's membership
 * `m`, and the organisation `o` of the row, for CONTEXT_PRINCIPAL_COLUMNS.
 * @param join the join of the person: a left join keeps rows without a person
 */
export function contextJoins(join = sql`JOIN`): Sql {
  return sql`
    LEFT JOIN organisation_members m
      ON m.organisation_id = t.organisation_id AND m.id = t.member_id AND m.left_at IS NULL
    ${join} (users u JOIN organisations h ON h.id = u.organisation_id AND h.deleted_at IS NULL)
      ON u.organisation_id = COALESCE(m.user_organisation_id, t.organisation_id)
      AND u.id = COALESCE(m.user_id, t.user_id) AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id AND o.deleted_at IS NULL`;
}

/** An organisation, by its id or by the client_id of one of its clients. */
export type ContextReference = { clientId: string } | { organisationId: string };

function organisationOf(reference: ContextReference): Sql {
  if ('organisationId' in reference) return sql`SELECT ${reference.organisationId}::uuid`;
  return sql`SELECT organisation_id FROM clients WHERE client_id = ${reference.clientId} AND deleted_at IS NULL`;
}

export type GuestRow = PrincipalRow & { requireMfa: boolean };

/**
 * The statement that finds the person of this session as a guest of the organisation; no row if they are not a guest
 * there. A session that has expired by the host's settings is not valid there.
 * SQL: runs for every request to the authorization endpoint
 */
export async function guestBySession(
  { now }: System,
  sessionToken: string,
  reference: ContextReference,
): Promise<Statement<GuestRow>> {
  return sql<GuestRow>`
    SELECT ${CONTEXT_PRINCIPAL_COLUMNS}, o.require_mfa AS "requireMfa"
    FROM sessions s
    JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id AND u.deleted_at IS NULL
    JOIN organisations h ON h.id = s.organisation_id AND h.deleted_at IS NULL
    JOIN organisation_members m ON m.user_organisation_id = u.organisation_id AND m.user_id = u.id AND m.left_at IS NULL
    JOIN organisations o ON o.id = m.organisation_id AND o.deleted_at IS NULL
    WHERE s.session_token = ${await sha256(sessionToken)} AND m.organisation_id = (${organisationOf(reference)})
      AND s.auth_time + make_interval(secs => o.session_lifetime) > ${now}::timestamptz
      AND s.last_activity_at + make_interval(secs => o.session_idle_timeout) > ${now}::timestamptz`;
}
