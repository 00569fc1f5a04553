/**
 * Making people whom nobody can bring back unknown: those whose time to think better has passed, and those who were
 * deleted as long ago. What they did stays in the audit trail, of a person without a name (GDPR article 17(3)(b)).
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
  // SQL: compares columns with each other
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
  const { now, db } = tenant;
  const event = { type: 'user.deleted', resourceId: userId, metadata: { erased: true } } as const;
  await db.flight(
    // Before the address is gone: what was written to it, and where else it stands.
    // SQL: forgets the address at hosts too
    sql`SELECT FROM forget_address(${userId}::uuid)`,
    // SQL: nobody has read the address
    sql`DELETE FROM outbound_emails WHERE recipient = (SELECT email FROM users WHERE id = ${userId})`,
    db.prisma.invitation.updateMany({
      where: { acceptedById: userId },
      data: { email: addressOfNobody(userId), updatedAt: now },
    }),
    ...forgettingBelongings(tenant, userId),
    ...endSessions(tenant, { userId }),
    ...forgetting(tenant, userId),
    recordEvent(tenant, event),
  );
}

function addressOfNobody(userId: string): string {
  return `${userId}@${NOWHERE}`;
}

/** What is nobody's without the person. Tokens go before the codes that led to them. */
function forgettingBelongings({ db: { prisma } }: Tenant, userId: string): FlightItem[] {
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
  ];
}

function forgetting({ db: { prisma }, now }: Tenant, userId: string): FlightItem[] {
  return [
    prisma.user.updateMany({ where: { id: userId, deletedAt: null }, data: { deletedAt: now } }),
    prisma.user.updateMany({
      where: { id: userId, deletedAt: {} },
      data: { ...FORGOTTEN, email: addressOfNobody(userId), updatedAt: now },
    }),
  ];
}

const FORGOTTEN = {
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
  lastLoginIp: null,
  blockedReason: null,
  metadata: NO_JSON,
  deletionScheduledAt: null,
} satisfies Prisma.UserUpdateManyMutationInput;
