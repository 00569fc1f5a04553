/** Removes second factors. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { NO_JSON } from '../../platform/database/no-json.ts';
import type { Account } from '../authenticators/accounts.ts';
import { newBackupCodes, writeBackupCodes } from '../authenticators/backup-codes.ts';
import type { FactorType, StoredFactor } from '../authenticators/factor.ts';
import { recordEvent } from '../events/emit.ts';
import { refundAttempt } from '../lockout/attempts.ts';
import { queueEmail } from '../outbox/emails.ts';
import { type FactorChange, noticeTo } from '../outbox/security-notices.ts';
import { chargeProof, lockFactors, type Self, withFactor } from '../proof/factor.ts';
import { assertPassword } from '../proof/password.ts';
import { assertFactorFresh, factorRequired } from '../proof/step-up.ts';
import { voidOpenProofs } from '../tokens/access-revocation.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { summariseFactors } from './enrolment.ts';

/** What a person presents to be allowed the change. */
export type Proof = { token: string } | { password: string };

/**
 * Removes every factor. A person who has one must present it, or a backup code: the password alone is not enough.
 * Four round trips.
 * @throws bad_request when the proof is wrong; forbidden where the organisation requires a factor, or when a password
 * is
 *   presented although the person has a factor
 */
export async function disableMfa(self: Self, proof: Proof): Promise<void> {
  if ('token' in proof) {
    return withFactor(self, proof.token, async (transaction, account) => {
      if (account.organisation.requireMfa) throw lastFactorRequired();
      transaction.defer(...(await removalItems(self, account)));
    });
  }
  const account = await provePassword(self, proof.password);
  await self.tenant.db.flight(...(await removalItems(self, account)));
}

async function removalItems(self: Self, account: Account): Promise<FlightItem[]> {
  return [
    ...removeAllFactors(self.tenant, self.user.id),
    recordEvent(self.tenant, { type: 'user.mfa.disabled', resourceId: self.user.id }),
    ...(await queueFactorNotice(self, account, 'disabled')),
  ];
}

function lastFactorRequired(): AppError {
  const detail = 'Your organisation requires a second factor. Set up another one before you remove this one.';
  return new AppError('forbidden', detail);
}

const WITHOUT_FACTOR = { mfaEnabled: false, mfaMethods: [], totpSecret: null, backupCodes: NO_JSON };

/** Removes all second factors of a person. */
export function removeAllFactors(tenant: Tenant, userId: string): FlightItem[] {
  const { prisma } = tenant.db;
  return [
    ...lockFactors(userId),
    prisma.mfaFactor.deleteMany({ where: { userId } }),
    prisma.mfaBackupCode.deleteMany({ where: { userId } }),
    prisma.user.updateMany({ where: { id: userId }, data: { ...WITHOUT_FACTOR, updatedAt: tenant.now } }),
    ...voidWithoutFactor(tenant, userId),
  ];
}

/** After two-step sign-in has ended: voids links, codes and pending sign-ins from before. */
export function voidWithoutFactor(tenant: Tenant, userId: string): FlightItem[] {
  return voidOpenProofs(tenant, userId, { onlyWithoutFactor: true });
}

async function provePassword(self: Self, password: string): Promise<Account> {
  const { attempt, account } = await chargeProof(self);
  if (account.mfaEnabled) {
    await refundAttempt(self.system, attempt, { succeeded: false });
    throw factorRequired();
  }
  await assertPassword(
    self,
    { attempt, password, hash: account.password, passwordFailures: account.passwordFailures },
    'bad_request',
  );
  await refundAttempt(self.system, attempt, { succeeded: true });
  return account;
}

/**
 * New backup codes in place of all earlier ones. Four round trips.
 * @throws bad_request when the token is wrong
 */
export async function replaceBackupCodes(self: Self, token: string): Promise<string[]> {
  const codes = newBackupCodes();
  await withFactor(self, token, async (transaction, account) => {
    transaction.defer(...(await writeNewCodes(self, account, codes)));
  });
  return codes;
}

/**
 * The same after a recent check of a factor within the session, for people who have only passkeys. One round trip.
 * @throws forbidden
 */
export async function replaceBackupCodesAfterCheck(self: Self, account: Account): Promise<string[]> {
  assertFactorFresh(self.session, self.tenant.now);
  const codes = newBackupCodes();
  await self.tenant.db.flight(...(await writeNewCodes(self, account, codes)));
  return codes;
}

async function writeNewCodes(self: Self, account: Account, codes: string[]): Promise<FlightItem[]> {
  const { tenant, user } = self;
  return [
    ...(await writeBackupCodes(tenant, user.id, codes)),
    recordEvent(tenant, { type: 'user.mfa.backup_codes_replaced', resourceId: user.id }),
    ...(await queueFactorNotice(self, account, 'backup_codes_replaced')),
  ];
}

export interface Removal {
  factorId: string;
  /** A factor of another kind is not found. */
  ofType?: FactorType;
  /** An answer to a factor. Without it, a factor must have been checked recently within the session. */
  token?: string | undefined;
}

/**
 * Removes a factor, after a check of a factor. Two-step sign-in ends with the last one. Two round trips, five with a
 * token.
 * @throws not_found; forbidden for the last one where the organisation requires one, or without a recent check;
 *   bad_request when the token is wrong
 */
export async function removeFactor(self: Self, account: Account, { factorId, ofType, token }: Removal): Promise<void> {
  const factor = account.factors.find(({ id, type }) => id === factorId && (!ofType || type === ofType));
  if (!factor) throw factorNotFound();
  const remove = (transaction: TenantTransaction) => removeFactorIn(transaction, self, { account, factor });
  if (token !== undefined) return withFactor(self, token, remove);
  assertFactorFresh(self.session, self.tenant.now);
  await self.tenant.db.transaction(remove);
}

async function removeFactorIn(
  transaction: TenantTransaction,
  self: Self,
  { account, factor }: { account: Account; factor: StoredFactor },
): Promise<void> {
  const { tenant, user } = self;
  const [, , , , confirmed, { count }] = await transaction.flight(
    ...lockFactors(user.id),
    transaction.prisma.mfaFactor.findMany({
      where: { userId: user.id, confirmedAt: { not: null } },
      select: { id: true },
    }),
    deleteFactor(transaction, user.id, factor.id),
  );
  if (count === 0) throw confirmed.some(({ id }) => id === factor.id) ? lastFactorRequired() : factorNotFound();
  const isLast = confirmed.every(({ id }) => id === factor.id);
  const notice = { factorName: factor.name, dedupeKey: `mfa-factor-removed:${factor.id}` };
  transaction.defer(
    recordEvent(
      tenant,
      isLast
        ? { type: 'user.mfa.disabled', resourceId: user.id }
        : { type: 'user.mfa.factor_removed', resourceId: factor.id, metadata: { factor: factor.type } },
    ),
    summariseFactors(tenant, user.id),
    ...(isLast ? [transaction.prisma.mfaBackupCode.deleteMany({ where: { userId: user.id } })] : []),
    ...voidWithoutFactor(tenant, user.id),
    ...(await queueFactorNotice(self, account, isLast ? 'disabled' : 'factor_removed', notice)),
  );
}

/** Deletes the factor unless it is the last one and required. The owner's row must be locked. */
function deleteFactor({ prisma }: TenantTransaction, userId: string, id: string) {
  const hasAnother = { user: { mfaFactors: { some: { id: { not: id }, confirmedAt: { not: null } } } } };
  return prisma.mfaFactor.deleteMany({
    where: { id, userId, OR: [hasAnother, { organisation: { requireMfa: false } }] },
  });
}

function factorNotFound(): AppError {
  return new AppError('not_found', 'Factor not found');
}

async function queueFactorNotice(
  { tenant, tools }: Self,
  account: Account,
  change: FactorChange,
  { factorName, dedupeKey }: { factorName?: string; dedupeKey?: string } = {},
): Promise<FlightItem[]> {
  const notice = { ...noticeTo(tenant, account), change, ...(factorName ? { factorName } : {}) };
  return [queueEmail(tenant, await tools.notices.factorChanged(notice), { dedupeKey })];
}
