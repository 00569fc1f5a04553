/**
 * Making people whom nobody can bring back unknown: those whose time to think better has passed, and those who were
 * deleted as long ago. What they did stays in the audit trail, of a person without a name (GDPR article 17(3)(b)).
 */
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { GRACE } from './deletion-grace.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { endingSessions } from './logout.ts';
import { NO_DETAILS } from './personal-details.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

export interface Departed {
  userId: string;
  organisationId: string;
}

/** The domain of addresses that nobody has (RFC 2606 section 2). An index names it, too. */
const NOWHERE = 'deleted.invalid';

/**
 * One round trip. A sign-in after the wish took it back. An owner stays until the organisation has another one, or goes.
 */
export async function listDeparted(
  system: System,
  { limit, except }: { limit: number; except: readonly string[] },
): Promise<Departed[]> {
  const [departed] = await system.db.flight(sql<Departed>`
    SELECT "userId", "organisationId" FROM (${departing(system)}) d
    WHERE "userId" <> ALL (${except}::uuid[]) LIMIT ${limit}`);
  return departed;
}

/** The condition of each half is that of an index. */
export function departing({ now }: Pick<System, 'now'>): Sql {
  return sql`
    SELECT id AS "userId", organisation_id AS "organisationId" FROM users
    WHERE deletion_scheduled_at <= ${now} AND deleted_at IS NULL
      AND (last_login_at IS NULL OR last_login_at <= deletion_scheduled_at - make_interval(secs => ${GRACE}))
      AND NOT EXISTS (SELECT FROM organisations o WHERE o.owner_id = users.id AND o.deleted_at IS NULL)
    UNION ALL
    SELECT id, organisation_id FROM users
    WHERE deleted_at <= ${after(now, -GRACE)} AND email NOT LIKE '%@deleted.invalid'
      AND NOT EXISTS (SELECT FROM organisations o WHERE o.owner_id = users.id AND o.deleted_at IS NULL)`;
}

/** All or nothing, in one round trip. */
export async function erase(tenant: Tenant, userId: string): Promise<void> {
  const { now } = tenant;
  const event = { type: 'user.deleted', resourceId: userId, metadata: { erased: true } } as const;
  await tenant.db.flight(
    // Before the address is gone: what was written to it, and where else it stands.
    sql`SELECT FROM forget_address(${userId}::uuid)`,
    sql`DELETE FROM outbound_emails WHERE recipient = (SELECT email FROM users WHERE id = ${userId})`,
    sql`UPDATE invitations SET email = ${`${userId}@${NOWHERE}`}, updated_at = ${now} WHERE accepted_by_id = ${userId}`,
    ...OWNED.map((table) => sql`DELETE FROM ${table} WHERE user_id = ${userId}`),
    sql`WITH ${endingSessions(tenant, sql`user_id = ${userId}`)} SELECT FROM ended_sessions`,
    forgetting(userId, now),
    sql`INSERT INTO audit_logs (${EVENT_COLUMNS}) VALUES (${eventValues(tenant, event)})`,
  );
}

/** What is nobody's without the person. Tokens go before the codes that led to them. */
const OWNED = [
  sql`refresh_tokens`,
  sql`tokens`,
  sql`authorization_codes`,
  sql`consents`,
  sql`device_codes`,
  sql`mfa_backup_codes`,
  sql`mfa_factors`,
  sql`one_time_codes`,
  sql`known_devices`,
  sql`password_history`,
  sql`password_reset_tokens`,
  sql`email_verification_tokens`,
  sql`recovery_links`,
  sql`user_roles`,
  sql`team_members`,
];

function forgetting(userId: string, now: Date): Statement {
  return sql`
    UPDATE users SET email = ${`${userId}@${NOWHERE}`}, first_name = 'Deleted', last_name = 'User',
      name = 'Deleted User', phone = NULL, phone_verified_at = NULL, email_verified_at = NULL, password = NULL,
      ${NO_DETAILS}, external_id = NULL, mfa_enabled = false, mfa_methods = NULL, totp_secret = NULL,
      backup_codes = NULL, last_login_ip = NULL, blocked_reason = NULL, metadata = NULL, deletion_scheduled_at = NULL,
      deleted_at = COALESCE(deleted_at, ${now}), updated_at = ${now}
    WHERE id = ${userId}`;
}
