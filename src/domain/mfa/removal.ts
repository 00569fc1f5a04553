/** Taking second factors away. */
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
import { summarisingFactors } from './enrolment.ts';

/** How a person shows that it is theirs to change. */
export type Proof = { token: string } | { password: string };

/**
 * Removes every factor. Whoever has one shows it, or a backup code: the password is what factors are there to back.
 * Four round trips.
 * @throws bad_request when the proof is wrong; forbidden where the organisation requires a factor, or one is to be
 * shown
 */
export async function disableMfa(self: Self, proof: Proof): Promise<void> {
  if ('token' in proof) {
    return withFactor(self, proof.token, async (transaction, account) => {
      if (account.organisation.requireMfa) throw lastFactorRequired();
      transaction.defer(...(await disabling(self, account)));
    });
  }
  const account = await provePassword(self, proof.password);
  await self.tenant.db.flight(...(await disabling(self, account)));
}

async function disabling(self: Self, account: Account): Promise<FlightItem[]> {
  return [
    ...removingAllFactors(self.tenant, self.user.id),
    recordEvent(self.tenant, { type: 'user.mfa.disabled', resourceId: self.user.id }),
    ...(await notifying(self, account, 'disabled')),
  ];
}

function lastFactorRequired(): AppError {
  const detail = 'Your organisation requires a second factor. Set up another one before you remove this one.';
  return new AppError('forbidden', detail);
}

const WITHOUT_FACTOR = { mfaEnabled: false, mfaMethods: [], totpSecret: null, backupCodes: NO_JSON };

/** What leaves a person without any second factor. */
function removingAllFactors(tenant: Tenant, userId: string): FlightItem[] {
  const { prisma } = tenant.db;
  return [
    ...lockFactors(userId),
    prisma.mfaFactor.deleteMany({ where: { userId } }),
    prisma.mfaBackupCode.deleteMany({ where: { userId } }),
    prisma.user.updateMany({ where: { id: userId }, data: { ...WITHOUT_FACTOR, updatedAt: tenant.now } }),
    ...voidWithoutFactor(tenant, userId),
  ];
}

/** Once two-step sign-in has ended: what somebody began while it was on is not to be finished now. */
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
    transaction.defer(...(await replacingCodes(self, account, codes)));
  });
  return codes;
}

/**
 * The same for whoever has shown a factor within the session just now, as those do who have but passkeys. One round
 * trip.
 * @throws forbidden
 */
export async function replaceBackupCodesOfProved(self: Self, account: Account): Promise<string[]> {
  assertFactorFresh(self.session, self.tenant.now);
  const codes = newBackupCodes();
  await self.tenant.db.flight(...(await replacingCodes(self, account, codes)));
  return codes;
}

async function replacingCodes(self: Self, account: Account, codes: string[]): Promise<FlightItem[]> {
  const { tenant, user } = self;
  return [
    ...(await writeBackupCodes(tenant, user.id, codes)),
    recordEvent(tenant, { type: 'user.mfa.backup_codes_replaced', resourceId: user.id }),
    ...(await notifying(self, account, 'backup_codes_replaced')),
  ];
}

export interface Removal {
  factorId: string;
  /** Of another kind it is none that can be found. */
  ofType?: FactorType;
  /** An answer to a factor; without one, it must have been shown within the session just now. */
  token?: string | undefined;
}

/**
 * Removes one factor, on the strength of one; with the last one, two-step sign-in ends. Two round trips, five with a
 * token.
 * @throws not_found; forbidden for the last one where the organisation requires one, or without a proof; bad_request
 *   when the token is wrong
 */
export async function removeFactor(self: Self, account: Account, { factorId, ofType, token }: Removal): Promise<void> {
  const factor = account.factors.find(({ id, type }) => id === factorId && (!ofType || type === ofType));
  if (!factor) throw factorNotFound();
  const remove = (transaction: TenantTransaction) => removeIn(transaction, self, { account, factor });
  if (token !== undefined) return withFactor(self, token, remove);
  assertFactorFresh(self.session, self.tenant.now);
  await self.tenant.db.transaction(remove);
}

async function removeIn(
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
    removing(transaction, user.id, factor.id),
  );
  if (count === 0) throw confirmed.some(({ id }) => id === factor.id) ? lastFactorRequired() : factorNotFound();
  const isLast = confirmed.every(({ id }) => id === factor.id);
  const told = { factorName: factor.name, dedupeKey: `mfa-factor-removed:${factor.id}` };
  transaction.defer(
    recordEvent(
      tenant,
      isLast
        ? { type: 'user.mfa.disabled', resourceId: user.id }
        : { type: 'user.mfa.factor_removed', resourceId: factor.id, metadata: { factor: factor.type } },
    ),
    summarisingFactors(tenant, user.id),
    ...(isLast ? [transaction.prisma.mfaBackupCode.deleteMany({ where: { userId: user.id } })] : []),
    ...voidWithoutFactor(tenant, user.id),
    ...(await notifying(self, account, isLast ? 'disabled' : 'factor_removed', told)),
  );
}

/** Whether it is the last one is known once the owner's row is locked. */
function removing({ prisma }: TenantTransaction, userId: string, id: string) {
  const hasAnother = { user: { mfaFactors: { some: { id: { not: id }, confirmedAt: { not: null } } } } };
  return prisma.mfaFactor.deleteMany({
    where: { id, userId, OR: [hasAnother, { organisation: { requireMfa: false } }] },
  });
}

function factorNotFound(): AppError {
  return new AppError('not_found', 'Factor not found');
}

async function notifying(
  { tenant, tools }: Self,
  account: Account,
  change: FactorChange,
  { factorName, dedupeKey }: { factorName?: string; dedupeKey?: string } = {},
): Promise<FlightItem[]> {
  const notice = { ...noticeTo(tenant, account), change, ...(factorName ? { factorName } : {}) };
  return [queueEmail(tenant, await tools.notices.factorChanged(notice), { dedupeKey })];
}
