/** Setting up an authenticator application: a secret is shown, and counts once a code made from it came back. */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { sql } from '../../platform/statement.ts';
import { refundAttempt } from '../sign-in-attempts.ts';
import { recordFailure } from '../sign-in-failure.ts';
import { normaliseAnswer } from './answer-text.ts';
import { addFactor, type Enrolled, getEnrollingAccount } from './enrolment.ts';
import { payForProof, type Self, wrongCode } from './proof.ts';
import { matchTotp, newTotpSecret, openTotpSecret, sealTotpSecret, totp, totpUri } from './totp.ts';

/**
 * Two round trips. Starting again replaces the secret.
 * @throws bad_request when there is a confirmed one
 */
export async function startTotp(self: Self): Promise<{ secret: string; uri: string }> {
  const { tenant, user, tools } = self;
  const account = await getEnrollingAccount(self, 'totp');
  if (account.mfaEnabled && account.factors.some(({ type }) => type === 'totp')) {
    throw new AppError('bad_request', 'MFA is already enabled');
  }
  const secret = newTotpSecret();
  const id = uuidv7(tenant.now);
  await tenant.db.flight(
    sql`DELETE FROM mfa_factors WHERE user_id = ${user.id} AND type = 'totp' AND confirmed_at IS NULL`,
    sql`
      INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret, created_at, updated_at)
      VALUES (${id}, ${tenant.organisationId}, ${user.id}, 'totp', 'Authenticator application',
              ${await sealTotpSecret(tools.box, secret, { id, userId: user.id })}, ${tenant.now}, ${tenant.now})`,
  );
  return { secret, uri: totpUri(user.email, secret) };
}

/**
 * Six round trips, once in the life of a factor.
 * @throws bad_request when the code is not one of the secret that was shown; what cannot be a code costs no guess
 */
export async function confirmTotp(self: Self, given: string): Promise<Enrolled> {
  const code = normaliseAnswer(given);
  if (!totp.recognises(code)) throw wrongCode();
  const { system, tenant, tools } = self;
  const { attempt, account } = await payForProof(self);
  const shown = await findShown(self);
  const step = shown ? await matchTotp(tools.box, shown, code, tenant.now) : undefined;
  const enrolled = shown && step !== undefined ? await confirm(self, account, { id: shown.id, step }) : null;
  if (!enrolled) {
    await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', guessed: null, type: 'user.mfa.failed' });
    throw wrongCode();
  }
  await refundAttempt(system, attempt, { succeeded: true });
  return enrolled;
}

/**
 * The secret that this session was shown already, or a new one: reloading the page does not void what was scanned.
 * Another session's is not shown again: whoever began there may still know it.
 */
export async function showTotp(self: Self, signedInAt: Date): Promise<{ secret: string; uri: string }> {
  const shown = await findShown(self);
  if (!shown || shown.createdAt < signedInAt) return startTotp(self);
  const secret = await openTotpSecret(self.tools.box, shown);
  return { secret, uri: totpUri(self.user.email, secret) };
}

async function findShown({ tenant, user }: Self) {
  const [[shown]] = await tenant.db.flight(sql<{ id: string; secret: string; createdAt: Date }>`
    SELECT id, secret, created_at AS "createdAt" FROM mfa_factors WHERE user_id = ${user.id} AND type = 'totp' AND confirmed_at IS NULL
    ORDER BY id DESC LIMIT 1`);
  return shown && { ...shown, userId: user.id };
}

function confirm(self: Self, account: Parameters<typeof addFactor>[1], { id, step }: { id: string; step: number }) {
  const { now } = self.tenant;
  return addFactor(self, account, {
    id,
    type: 'totp',
    name: 'Authenticator application',
    amr: ['otp', 'mfa'],
    renewsBackupCodes: true,
    statement: sql`
      UPDATE mfa_factors SET confirmed_at = ${now}, last_used_at = ${now}, last_step = ${step}, updated_at = ${now}
      WHERE id = ${id} AND confirmed_at IS NULL RETURNING id`,
  });
}
