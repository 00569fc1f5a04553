/**
 * Accounts under an address that nobody ever proved: whoever made one may be anybody. Such an address is not reserved. Its
 * owner takes the account over by the mailbox, and what was in it goes: sessions, tokens, factors, known browsers.
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/** Takes away what signs in to an account besides the password, if nobody has proved its address. */
export function dropUnproved({ db: { prisma } }: Tenant, userId: string) {
  const theirs = { userId, user: { emailVerifiedAt: null } };
  return [
    prisma.mfaFactor.deleteMany({ where: { ...theirs, confirmedAt: { not: null } } }),
    prisma.mfaBackupCode.deleteMany({ where: theirs }),
    prisma.knownDevice.deleteMany({ where: theirs }),
  ] as const;
}

/** The mailbox has said whose the address is. To run behind `dropUnproved`. */
export function proveAddress({ db, now }: Tenant, userId: string): FlightItem {
  const data = { emailVerifiedAt: now, mfaEnabled: false, mfaMethods: [], updatedAt: now };
  return db.prisma.user.updateMany({ where: { id: userId, emailVerifiedAt: null }, data });
}

/** Of a query of `users u`: an account that the owner of its address may take over. */
export const IS_UNPROVED = sql`(
  u.email_verified_at IS NULL AND u.deleted_at IS NULL AND u.blocked_at IS NULL AND u.identity_provider = 'local')`;

/** The same for Prisma. */
export const UNPROVED = {
  emailVerifiedAt: null,
  blockedAt: null,
  identityProvider: 'local',
} satisfies Prisma.UserWhereInput;
