/**
 * Anonymises people after the grace period: those who asked to be deleted, and those who were deleted by an
 * administrator. Their events stay in the audit log, without a name (GDPR article 17(3)(b)).
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { NO_JSON } from '../../platform/database/no-json.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { NO_DETAILS } from '../people/personal-details.ts';
import { endSessions } from '../sessions/logout.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { GRACE } from './deletion-grace.ts';

export interface ErasableAccount {
  userId: string;
  organisationId: string;
}

/** A domain that never exists (RFC 2606 section 2). The condition of an index contains it. */
const DELETED_DOMAIN = 'deleted.invalid';

/**
 * One round trip. A sign-in after the request cancels it. An owner is not erased while their organisation exists.
 */
export async function listErasable(
  system: System,
  { limit, except }: { limit: number; except: readonly string[] },
): Promise<ErasableAccount[]> {
  // SQL: compares columns with each other
  const [accounts] = await system.db.flight(sql<ErasableAccount>`
    SELECT "userId", "organisationId" FROM (${erasableAccounts(system)}) d
    WHERE "userId" <> ALL (${except}::uuid[]) LIMIT ${limit}`);
  return accounts;
}

/** The condition of each half matches an index. */
export function erasableAccounts({ now }: Pick<System, 'now'>): Sql {
  return sql`
    SELECT id AS "userId", organisation_id AS "organisationId", deletion_scheduled_at AS "dueAt" FROM users
    WHERE deletion_scheduled_at <= ${now} AND deleted_at IS NULL
      AND (last_login_at IS NULL OR last_login_at <= deletion_scheduled_at - make_interval(secs => ${GRACE}))
      AND NOT EXISTS (SELECT FROM organisations o WHERE o.owner_id = users.id AND o.deleted_at IS NULL)
    UNION ALL
    SELECT id, organisation_id, deleted_at + make_interval(secs => ${GRACE}) FROM users
    WHERE deleted_at <= ${after(now, -GRACE)} AND email NOT LIKE '%@deleted.invalid'
      AND NOT EXISTS (SELECT FROM organisations o WHERE o.owner_id = users.id AND o.deleted_at IS NULL)`;
}

/** All or nothing, in one round trip. */
export async function erase(tenant: Tenant, userId: string): Promise<void> {
  const { now, db } = tenant;
  const event = { type: 'user.deleted', resourceId: userId, metadata: { erased: true } } as const;
  await db.flight(
    // SQL: a function deletes what was told to webhooks, and what the person held at hosts
    sql`SELECT FROM forget_person(${userId}::uuid)`,
    // Before the address is overwritten: removes mail to it, and other copies of it.
    // SQL: a function also removes the address from the rows of hosts
    sql`SELECT FROM forget_address(${userId}::uuid)`,
    // SQL: compares with the stored address, without reading it first
    sql`DELETE FROM outbound_emails WHERE recipient = (SELECT email FROM users WHERE id = ${userId})`,
    db.prisma.invitation.updateMany({
      where: { acceptedById: userId },
      data: { email: anonymousAddress(userId), updatedAt: now },
    }),
    ...deleteBelongings(tenant, userId),
    ...endSessions(tenant, { userId }),
    ...anonymiseUser(tenant, userId),
    recordEvent(tenant, event),
  );
}

function anonymousAddress(userId: string): string {
  return `${userId}@${DELETED_DOMAIN}`;
}

/** Deletes the rows that belong to the person alone. Tokens before the codes that they came from (foreign keys). */
function deleteBelongings({ db: { prisma } }: Tenant, userId: string): FlightItem[] {
  const theirs = { where: { userId } };
  return [
    prisma.refreshToken.deleteMany(theirs),
    prisma.token.deleteMany(theirs),
    prisma.authorizationCode.deleteMany(theirs),
    prisma.consent.deleteMany(theirs),
    prisma.deviceCode.deleteMany(theirs),
    prisma.mfaBackupCode.deleteMany(theirs),
    prisma.mfaFactor.deleteMany(theirs),
    prisma.oneTimeCode.deleteMany(theirs),
    prisma.knownDevice.deleteMany(theirs),
    prisma.passwordHistoryEntry.deleteMany(theirs),
    prisma.passwordResetToken.deleteMany(theirs),
    prisma.emailVerificationToken.deleteMany(theirs),
    prisma.recoveryLink.deleteMany(theirs),
    prisma.userRole.deleteMany(theirs),
    prisma.teamMember.deleteMany(theirs),
    prisma.eventStreamLeftOut.deleteMany(theirs),
    prisma.eventStreamDelivery.deleteMany(theirs),
  ];
}

function anonymiseUser({ db: { prisma }, now }: Tenant, userId: string): FlightItem[] {
  return [
    prisma.user.updateMany({ where: { id: userId, deletedAt: null }, data: { deletedAt: now } }),
    prisma.user.updateMany({
      where: { id: userId, deletedAt: {} },
      data: { ...ANONYMISED, email: anonymousAddress(userId), updatedAt: now },
    }),
  ];
}

const ANONYMISED = {
  firstName: 'Deleted',
  lastName: 'User',
  name: 'Deleted User',
  phone: null,
  phoneVerifiedAt: null,
  emailVerifiedAt: null,
  password: null,
  ...NO_DETAILS,
  externalId: null,
  mfaEnabled: false,
  mfaMethods: NO_JSON,
  totpSecret: null,
  backupCodes: NO_JSON,
  identityProvider: 'local',
  lastLoginAt: null,
  lastLoginIp: null,
  loginCount: 0,
  passwordChangedAt: null,
  blockedReason: null,
  metadata: NO_JSON,
  deletionScheduledAt: null,
} satisfies Prisma.UserUpdateManyMutationInput;
