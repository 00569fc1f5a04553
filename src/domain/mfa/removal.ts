/** Taking second factors away. */
import { AppError } from '../../errors.ts';
import { type Statement, sql } from '../../platform/statement.ts';
import type { Account } from '../accounts.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from '../events/emit.ts';
import { type QueueOptions, queueEmail } from '../outbound-emails.ts';
import { assertPassword, assertProved, payingForPassword, refundProof } from '../proof.ts';
import { type FactorChange, noticeTo } from '../security-notices.ts';
import { refundAttempt } from '../sign-in-attempts.ts';
import type { Tenant } from '../unit-of-work.ts';
import { newBackupCodes, replacingBackupCodes } from './backup-codes.ts';
import { summarisingFactors } from './enrolment.ts';
import type { FactorType, StoredFactor } from './factor.ts';
import { assertFactor, payForProof, type Self } from './proof.ts';

/** How a person shows that it is theirs to change. */
export type Proof = { token: string } | { password: string };

/**
 * Removes every factor. Four round trips.
 * @throws bad_request when the proof is wrong
 */
export async function disableMfa(self: Self, proof: Proof): Promise<void> {
  const account = 'token' in proof ? await assertFactor(self, proof.token) : await provePassword(self, proof.password);
  await self.tenant.db.flight(
    ...removingAllFactors(self.tenant, self.user.id),
    recordEvent(self.tenant, { type: 'user.mfa.disabled', resourceId: self.user.id }),
    await notifying(self, account, 'disabled'),
  );
}

/** The statements that leave a person without any second factor: theirs, or an administrator's. */
export function removingAllFactors(tenant: Tenant, userId: string): Statement[] {
  return [
    lockingOwner(userId),
    sql`DELETE FROM mfa_factors WHERE user_id = ${userId}`,
    sql`DELETE FROM mfa_backup_codes WHERE user_id = ${userId}`,
    sql`DELETE FROM one_time_codes WHERE user_id = ${userId} AND purpose = 'mfa.email'`,
    sql`UPDATE users SET mfa_enabled = FALSE, mfa_methods = '[]', totp_secret = NULL, backup_codes = NULL,
          updated_at = ${tenant.now} WHERE id = ${userId} AND deleted_at IS NULL`,
  ];
}

/** To run first: what is added or removed at the same moment is then seen by the statements that follow. */
function lockingOwner(userId: string): Statement {
  return sql`SELECT FROM users WHERE id = ${userId} AND deleted_at IS NULL FOR UPDATE`;
}

async function provePassword(self: Self, password: string): Promise<Account> {
  const { attempt, account } = await payForProof(self);
  await assertPassword(self, { attempt, password, hash: account.password }, 'bad_request');
  await refundAttempt(self.system, attempt, { succeeded: true });
  return account;
}

/**
 * New backup codes in place of all earlier ones. Four round trips.
 * @throws bad_request when the token is wrong
 */
export async function replaceBackupCodes(self: Self, token: string): Promise<string[]> {
  const account = await assertFactor(self, token);
  const codes = newBackupCodes();
  await self.tenant.db.flight(
    ...(await replacingBackupCodes(self.tenant, self.user.id, codes)),
    recordEvent(self.tenant, { type: 'user.mfa.backup_codes_replaced', resourceId: self.user.id }),
    await notifying(self, account, 'backup_codes_replaced'),
  );
  return codes;
}

/**
 * Removes one factor; with the last one, two-step sign-in ends. Two round trips.
 * @throws not_found
 */
export async function removeFactor(self: Self, account: Account, factorId: string, ofType?: FactorType): Promise<void> {
  const { tenant, user } = self;
  const factor = account.factors.find(({ id, type }) => id === factorId && (!ofType || type === ofType));
  if (!factor) throw factorNotFound();
  const isEnabled = sql`(SELECT mfa_enabled FROM users WHERE id = ${user.id} AND deleted_at IS NULL)`;
  const told = { factorName: factor.name, dedupeKey: `mfa-factor-removed:${factorId}` };
  const [, removed] = await tenant.db.flight(
    lockingOwner(user.id),
    removing(tenant, user.id, factor),
    summarisingFactors(tenant, user.id),
    sql`DELETE FROM mfa_backup_codes WHERE user_id = ${user.id} AND NOT ${isEnabled}`,
    await notifying(self, account, 'factor_removed', { ...told, onlyIf: isEnabled }),
    await notifying(self, account, 'disabled', { ...told, onlyIf: sql`NOT ${isEnabled}` }),
  );
  if (removed.length === 0) throw factorNotFound();
}

/** Whether it was the last one is known once it is gone. */
function removing(tenant: Tenant, userId: string, { id, type }: Pick<StoredFactor, 'id' | 'type'>) {
  const one = { type: 'user.mfa.factor_removed', resourceId: id, metadata: { factor: type } } as const;
  const last = { type: 'user.mfa.disabled', resourceId: userId } as const;
  return sql<{ id: string }>`
    WITH others AS (SELECT FROM mfa_factors WHERE user_id = ${userId} AND id <> ${id} AND confirmed_at IS NOT NULL),
    removed AS (DELETE FROM mfa_factors WHERE id = ${id} AND user_id = ${userId} RETURNING id),
    one AS (
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, one)} FROM removed
      WHERE EXISTS (SELECT FROM others)
    ),
    last AS (
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, last)} FROM removed
      WHERE NOT EXISTS (SELECT FROM others)
    )
    SELECT id FROM removed`;
}

function factorNotFound(): AppError {
  return new AppError('not_found', 'Factor not found');
}

/**
 * The same by the password, in place of a recent sign-in. Two round trips.
 * @throws forbidden when the password is wrong, or rate_limited
 */
export async function removeFactorByPassword(
  self: Self,
  account: Account,
  factorId: string,
  password: string,
): Promise<void> {
  const [[attempt]] = await self.system.db.flight(await payingForPassword(self, password));
  await assertProved(self, { attempt, password, hash: account.password });
  await Promise.all([removeFactor(self, account, factorId), refundProof(self, attempt)]);
}

async function notifying(
  { tenant, tools }: Self,
  account: Account,
  change: FactorChange,
  { factorName, ...options }: QueueOptions & { factorName?: string } = {},
) {
  const notice = { ...noticeTo(tenant, account), change, ...(factorName ? { factorName } : {}) };
  return queueEmail(tenant, await tools.notices.factorChanged(notice), options);
}
