/**
 * Accounts whose address was never verified: anybody may have created them. They do not reserve the address. The owner
 * of the mailbox can take the account over; its sessions, tokens, factors and known browsers are then removed.
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/** Removes factors, backup codes and known browsers of an account whose address was never verified. */
export function removeUnverifiedFactors({ db: { prisma } }: Tenant, userId: string) {
  const theirs = { userId, user: { emailVerifiedAt: null } };
  return [
    prisma.mfaFactor.deleteMany({ where: { ...theirs, confirmedAt: { not: null } } }),
    prisma.mfaBackupCode.deleteMany({ where: theirs }),
    prisma.knownDevice.deleteMany({ where: theirs }),
  ] as const;
}

/** Marks the address as verified. Runs after `removeUnverifiedFactors`. */
export function markAddressVerified({ db, now }: Tenant, userId: string): FlightItem {
  const data = { emailVerifiedAt: now, mfaEnabled: false, mfaMethods: [], updatedAt: now };
  return db.prisma.user.updateMany({ where: { id: userId, emailVerifiedAt: null }, data });
}

/** Condition on `users u`: an account that the owner of its address may take over. */
export const IS_UNVERIFIED = sql`(
  u.email_verified_at IS NULL AND u.deleted_at IS NULL AND u.blocked_at IS NULL AND u.identity_provider = 'local')`;

/** The same for Prisma. */
export const UNVERIFIED = {
  emailVerifiedAt: null,
  blockedAt: null,
  identityProvider: 'local',
} satisfies Prisma.UserWhereInput;
