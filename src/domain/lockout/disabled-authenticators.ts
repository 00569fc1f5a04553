/**
 * After a hundred consecutive wrong answers an authenticator is disabled until its owner recovers it: "the verifier
 * SHALL limit consecutive failed authentication attempts using a specific authenticator on a single subscriber account
 * to no more than 100 by disabling that authenticator" (NIST SP 800-63B-4 section 3.2.2). The delays of the rate limits
 * alone would let an attacker guess for years (docs/decisions/0009-guessing-limits-and-lockout.md).
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import type { Account } from '../authenticators/accounts.ts';
import type { FactorOwner } from '../authenticators/factor.ts';
import { FAILURES_MAX } from '../authenticators/factor.ts';
import { usableFactors } from '../authenticators/kinds.ts';
import { queueEmail } from '../outbox/emails.ts';
import { noticeTo, type SecurityNotices } from '../outbox/security-notices.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Attempt } from './attempts.ts';

/**
 * Which authenticator an answer was for. Null for one that is never disabled: a code by e-mail ends after five
 * attempts.
 */
export type Authenticator = 'password' | 'totp' | 'backup_code' | null;

/**
 * Whether password attempts are refused. A browser that the owner used before has its own counter: an attacker without
 * its cookie cannot lock it out.
 */
export function isPasswordDisabled(
  { passwordFailures }: Pick<Account, 'passwordFailures'>,
  { isKnownDevice }: Attempt,
): boolean {
  return !isKnownDevice && passwordFailures >= FAILURES_MAX;
}

/** The person with the factors that may be tried. */
export function factorOwnerOf(account: Account, { isKnownDevice }: Attempt): FactorOwner {
  const isEnabled = (failures: number) => isKnownDevice || failures < FAILURES_MAX;
  return {
    id: account.id,
    factors: usableFactors(account).filter(({ failures }) => isEnabled(failures)),
    hasBackupCodes: isEnabled(account.backupCodeFailures),
  };
}

/**
 * No user has this id. An attempt at an unknown account costs the same operations as at a known one; no row changes.
 */
export const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Counts a wrong answer of the acting person. After a hundred, the browser is no longer known. */
export function countFailure(tenant: Tenant, { device }: Attempt, authenticator: Authenticator): FlightItem[] {
  const { prisma } = tenant.db;
  const { userId } = tenant.actor;
  if (authenticator === null) return [];
  if (device !== null && userId !== null) {
    return [
      prisma.knownDevice.updateMany({ where: { userId, device }, data: { failures: { increment: 1 } } }),
      prisma.knownDevice.deleteMany({ where: { userId, device, failures: { gte: FAILURES_MAX } } }),
    ];
  }
  if (authenticator === 'password' || authenticator === 'backup_code') {
    const plusOne = { increment: 1 };
    const data = authenticator === 'password' ? { passwordFailures: plusOne } : { backupCodeFailures: plusOne };
    return [prisma.user.updateMany({ where: { id: userId ?? NOBODY }, data })];
  }
  if (userId === null) return [];
  return [
    prisma.mfaFactor.updateMany({
      where: { userId, type: authenticator },
      data: { failures: { increment: 1 }, updatedAt: tenant.now },
    }),
  ];
}

/** The message to the owner, when the wrong answer that is being recorded disables the authenticator. */
export async function queueDisabledNotice(
  tenant: Tenant,
  account: Account,
  { attempt, authenticator, notices }: { attempt: Attempt; authenticator: Authenticator; notices: SecurityNotices },
): Promise<FlightItem[]> {
  const counts = {
    password: account.passwordFailures,
    backup_code: account.backupCodeFailures,
    totp: account.factors.find(({ type }) => type === 'totp')?.failures,
  };
  if (attempt.isKnownDevice || authenticator === null || counts[authenticator] !== FAILURES_MAX - 1) return [];
  const change = authenticator === 'password' ? 'password_disabled' : 'codes_disabled';
  const email = await notices.factorChanged({ ...noticeTo(tenant, account), change });
  const dedupeKey = `${authenticator}-disabled:${account.id}:${account.passwordChangedAt.getTime()}`;
  return [queueEmail(tenant, email, { dedupeKey })];
}
