/** Setting up an authenticator application: a secret is shown, and counts once a code made from it came back. */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { normaliseAnswer } from '../authenticators/answer-text.ts';
import { matchTotp, newTotpSecret, openTotpSecret, sealTotpSecret, totp, totpUri } from '../authenticators/totp.ts';
import { refundAttempt } from '../lockout/attempts.ts';
import { recordFailure } from '../lockout/failure.ts';
import { chargeProof, type Self, wrongCode } from '../proof/factor.ts';
import { addFactor, type Enrolled, getEnrollingAccount } from './enrolment.ts';

const NAME = 'Authenticator application';

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
  const { prisma } = tenant.db;
  await tenant.db.flight(
    prisma.mfaFactor.deleteMany({ where: { userId: user.id, type: 'totp', confirmedAt: null } }),
    prisma.mfaFactor.create({
      data: {
        id,
        organisationId: tenant.organisationId,
        userId: user.id,
        type: 'totp',
        name: NAME,
        secret: await sealTotpSecret(tools.box, secret, { id, userId: user.id }),
        createdAt: tenant.now,
        updatedAt: tenant.now,
      },
      select: { id: true },
    }),
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
  const { attempt, account } = await chargeProof(self);
  const shown = await findShown(self);
  const step = shown ? await matchTotp(tools.box, shown, code, tenant.now) : undefined;
  const enrolled = shown && step !== undefined ? await confirm(self, account, { id: shown.id, step }) : null;
  if (!enrolled) {
    await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', authenticator: null, type: 'user.mfa.failed' });
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
  const shown = await tenant.db.prisma.mfaFactor.findFirst({
    where: { userId: user.id, type: 'totp', confirmedAt: null },
    orderBy: { id: 'desc' },
    select: { id: true, secret: true, createdAt: true },
  });
  return shown?.secret ? { ...shown, secret: shown.secret, userId: user.id } : undefined;
}

function confirm(self: Self, account: Parameters<typeof addFactor>[1], { id, step }: { id: string; step: number }) {
  const { db, now } = self.tenant;
  return addFactor(self, account, {
    id,
    type: 'totp',
    name: NAME,
    amr: ['otp', 'mfa'],
    renewsBackupCodes: true,
    confirming: db.prisma.mfaFactor.updateManyAndReturn({
      where: { id, confirmedAt: null },
      data: { confirmedAt: now, lastUsedAt: now, lastStep: step, updatedAt: now },
      select: { id: true },
    }),
  });
}
