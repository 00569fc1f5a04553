/** Enrolment of an authenticator application: its secret is confirmed by a code that was made from it. */
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
 * Two round trips. Starting again replaces an unconfirmed secret.
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
 * Six round trips, once per factor.
 * @throws bad_request when the code is wrong; a text without the form of a code is not counted
 */
export async function confirmTotp(self: Self, given: string): Promise<Enrolled> {
  const code = normaliseAnswer(given);
  if (!totp.recognises(code)) throw wrongCode();
  const { system, tenant, tools } = self;
  const { attempt, account } = await chargeProof(self);
  const unconfirmed = await findUnconfirmed(self);
  const step = unconfirmed ? await matchTotp(tools.box, unconfirmed, code, tenant.now) : undefined;
  const enrolled =
    unconfirmed && step !== undefined ? await confirm(self, account, { id: unconfirmed.id, step }) : null;
  if (!enrolled) {
    await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', authenticator: null, type: 'user.mfa.failed' });
    throw wrongCode();
  }
  await refundAttempt(system, attempt, { succeeded: true });
  return enrolled;
}

/**
 * The unconfirmed secret of this session, or a new one: reloading the page does not void a scanned QR code. The secret
 * of another session is replaced, because somebody else may know it.
 */
export async function showTotp(self: Self, signedInAt: Date): Promise<{ secret: string; uri: string }> {
  const unconfirmed = await findUnconfirmed(self);
  if (!unconfirmed || unconfirmed.createdAt < signedInAt) return startTotp(self);
  const secret = await openTotpSecret(self.tools.box, unconfirmed);
  return { secret, uri: totpUri(self.user.email, secret) };
}

async function findUnconfirmed({ tenant, user }: Self) {
  const unconfirmed = await tenant.db.prisma.mfaFactor.findFirst({
    where: { userId: user.id, type: 'totp', confirmedAt: null },
    orderBy: { id: 'desc' },
    select: { id: true, secret: true, createdAt: true },
  });
  return unconfirmed?.secret ? { ...unconfirmed, secret: unconfirmed.secret, userId: user.id } : undefined;
}

function confirm(self: Self, account: Parameters<typeof addFactor>[1], { id, step }: { id: string; step: number }) {
  const { db, now } = self.tenant;
  return addFactor(self, account, {
    id,
    type: 'totp',
    name: NAME,
    amr: ['otp', 'mfa'],
    renewsBackupCodes: true,
    confirm: db.prisma.mfaFactor.updateManyAndReturn({
      where: { id, confirmedAt: null },
      data: { confirmedAt: now, lastUsedAt: now, lastStep: step, updatedAt: now },
      select: { id: true },
    }),
  });
}
