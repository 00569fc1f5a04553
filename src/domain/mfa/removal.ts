/** Taking second factors away. */
import { AppError } from '../../errors.ts';
import { type Statement, sql } from '../../platform/statement.ts';
import type { Account } from '../accounts.ts';
import { recordEvent } from '../events/emit.ts';
import { queueEmail } from '../outbound-emails.ts';
import { assertPassword, assertProved, payingForPassword, refundProof } from '../proof.ts';
import { type FactorChange, noticeTo } from '../security-notices.ts';
import { refundAttempt } from '../sign-in-attempts.ts';
import type { Tenant } from '../unit-of-work.ts';
import { newBackupCodes, replacingBackupCodes } from './backup-codes.ts';
import { summarisingFactors } from './enrolment.ts';
import type { FactorType } from './factor.ts';
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
    sql`DELETE FROM mfa_factors WHERE user_id = ${userId}`,
    sql`DELETE FROM mfa_backup_codes WHERE user_id = ${userId}`,
    sql`DELETE FROM one_time_codes WHERE user_id = ${userId} AND purpose = 'mfa.email'`,
    sql`UPDATE users SET mfa_enabled = FALSE, mfa_methods = '[]', totp_secret = NULL, backup_codes = NULL,
          updated_at = ${tenant.now} WHERE id = ${userId}`,
  ];
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
  if (!factor) throw new AppError('not_found', 'Factor not found');
  const isLast = account.factors.length === 1;
  await tenant.db.flight(
    sql`DELETE FROM mfa_factors WHERE id = ${factorId} AND user_id = ${user.id}`,
    summarisingFactors(tenant, user.id),
    sql`DELETE FROM mfa_backup_codes WHERE user_id = ${user.id}
        AND NOT (SELECT mfa_enabled FROM users WHERE id = ${user.id})`,
    recordEvent(
      tenant,
      isLast
        ? { type: 'user.mfa.disabled', resourceId: user.id }
        : { type: 'user.mfa.factor_removed', resourceId: factorId, metadata: { factor: factor.type } },
    ),
    await notifying(self, account, isLast ? 'disabled' : 'factor_removed', factor.name),
  );
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

async function notifying({ tenant, tools }: Self, account: Account, change: FactorChange, factorName?: string) {
  const notice = { ...noticeTo(tenant, account), change, ...(factorName ? { factorName } : {}) };
  return queueEmail(tenant, await tools.notices.factorChanged(notice));
}
