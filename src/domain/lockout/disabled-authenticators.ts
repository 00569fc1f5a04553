/**
 * After a hundred wrong answers one after the other, what was guessed at is disabled until its owner recovers it: "the
 * verifier SHALL limit consecutive failed authentication attempts using a specific authenticator on a single subscriber
 * account to no more than 100 by disabling that authenticator" (NIST SP 800-63B-4 section 3.2.2). It comes on top of the
 * delays, which alone would let somebody guess for years (docs/decisions/0009-guessing-limits-and-lockout.md).
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import type { Account } from '../authenticators/accounts.ts';
import type { Answerer } from '../authenticators/factor.ts';
import { FAILURES_MAX } from '../authenticators/factor.ts';
import { usableFactors } from '../authenticators/kinds.ts';
import { queueEmail } from '../outbox/emails.ts';
import { noticeTo, type SecurityNotices } from '../outbox/security-notices.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Attempt } from './attempts.ts';

/** What was guessed at; null when it is nothing that is disabled: a code by e-mail is void after five wrong ones itself. */
export type Guessed = 'password' | 'totp' | 'backup_code' | null;

/**
 * Whether a password may be tried. A browser that the owner used before has a count of its own: nobody who lacks its
 * cookie can shut it out.
 */
export function isPasswordDisabled(
  { passwordFailures }: Pick<Account, 'passwordFailures'>,
  { isKnownDevice }: Attempt,
): boolean {
  return !isKnownDevice && passwordFailures >= FAILURES_MAX;
}

/** The person with the factors that may be tried. */
export function answererOf(account: Account, { isKnownDevice }: Attempt): Answerer {
  const isEnabled = (failures: number) => isKnownDevice || failures < FAILURES_MAX;
  return {
    id: account.id,
    factors: usableFactors(account).filter(({ failures }) => isEnabled(failures)),
    hasBackupCodes: isEnabled(account.backupCodeFailures),
  };
}

/** Nobody has this id. A guess at nobody's password costs the same operations as one at somebody's, and changes no row. */
export const NOBODY = '00000000-0000-7000-8000-000000000000';

/** What counts a wrong answer of the acting person. A browser with a hundred is known no more. */
export function countingFailure(tenant: Tenant, { device }: Attempt, guessed: Guessed): FlightItem[] {
  const { prisma } = tenant.db;
  const { userId } = tenant.actor;
  if (guessed === null) return [];
  if (device !== null && userId !== null) {
    return [
      prisma.knownDevice.updateMany({ where: { userId, device }, data: { failures: { increment: 1 } } }),
      prisma.knownDevice.deleteMany({ where: { userId, device, failures: { gte: FAILURES_MAX } } }),
    ];
  }
  if (guessed === 'password' || guessed === 'backup_code') {
    const another = { increment: 1 };
    const data = guessed === 'password' ? { passwordFailures: another } : { backupCodeFailures: another };
    return [prisma.user.updateMany({ where: { id: userId ?? NOBODY }, data })];
  }
  if (userId === null) return [];
  return [
    prisma.mfaFactor.updateMany({
      where: { userId, type: guessed },
      data: { failures: { increment: 1 }, updatedAt: tenant.now },
    }),
  ];
}

/** The message to the owner, when the wrong answer that is being recorded disables what was guessed at. */
export async function tellingOfDisabling(
  tenant: Tenant,
  account: Account,
  { attempt, guessed, notices }: { attempt: Attempt; guessed: Guessed; notices: SecurityNotices },
): Promise<FlightItem[]> {
  const counts = {
    password: account.passwordFailures,
    backup_code: account.backupCodeFailures,
    totp: account.factors.find(({ type }) => type === 'totp')?.failures,
  };
  if (attempt.isKnownDevice || guessed === null || counts[guessed] !== FAILURES_MAX - 1) return [];
  const change = guessed === 'password' ? 'password_disabled' : 'codes_disabled';
  const email = await notices.factorChanged({ ...noticeTo(tenant, account), change });
  const dedupeKey = `${guessed}-disabled:${account.id}:${account.passwordChangedAt.getTime()}`;
  return [queueEmail(tenant, email, { dedupeKey })];
}
