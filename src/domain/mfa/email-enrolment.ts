/** Enrolment of codes by e-mail as a second factor: a code is sent, and the person enters it. */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { sql } from '../../platform/database/statement.ts';
import { normaliseAnswer } from '../authenticators/answer-text.ts';
import { checkEmailCode, isEmailCode, sendEmailCode } from '../authenticators/email.ts';
import { refundAttempt } from '../lockout/attempts.ts';
import { recordFailure } from '../lockout/failure.ts';
import { chargeProof, type Self, wrongCode } from '../proof/factor.ts';
import { addFactor, type Enrolled, getEnrollingAccount } from './enrolment.ts';

/** Three round trips. */
export async function startEmail(self: Self): Promise<void> {
  const account = await getEnrollingAccount(self, 'email');
  if (account.mfaEnabled && account.factors.some(({ type }) => type === 'email')) {
    throw new AppError('bad_request', 'E-mail codes are enabled already');
  }
  await sendEmailCode(self.tenant, account, self.tools);
}

/**
 * Five round trips, once per factor.
 * @throws bad_request when the code is wrong, expired, or used; a text without the form of a code is not counted
 */
export async function confirmEmail(self: Self, given: string): Promise<Enrolled> {
  const code = normaliseAnswer(given);
  if (!isEmailCode(code)) throw wrongCode();
  const { system, tenant, tools, user } = self;
  const { attempt } = await chargeProof(self);
  const account = await getEnrollingAccount(self, 'email');
  const consume = await checkEmailCode(tenant, tools.box, user.id, code);
  if (!consume) {
    await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', authenticator: null, type: 'user.mfa.failed' });
    throw wrongCode();
  }
  const id = uuidv7(tenant.now);
  const { now } = tenant;
  const enrolled = await addFactor(self, account, {
    id,
    type: 'email',
    name: 'E-mail',
    amr: ['otp'],
    // SQL: one statement consumes the code and creates the factor
    confirm: sql`
      WITH answer AS (${consume})
      INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at, created_at, updated_at)
      SELECT ${id}::uuid, ${tenant.organisationId}::uuid, ${user.id}::uuid, 'email', 'E-mail', ${now}::timestamptz,
             ${now}::timestamptz, ${now}::timestamptz
      FROM answer
      WHERE NOT EXISTS (SELECT FROM mfa_factors WHERE user_id = ${user.id} AND type = 'email'
                          AND (SELECT mfa_enabled FROM users WHERE id = ${user.id} AND deleted_at IS NULL))
      RETURNING id`,
  });
  await refundAttempt(system, attempt, { succeeded: true });
  if (!enrolled) throw new AppError('bad_request', 'E-mail codes are enabled already');
  return enrolled;
}
