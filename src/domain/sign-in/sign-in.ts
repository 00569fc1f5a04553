/**
 * Signing in: identify → password → factor → session. A caller that has both the password and the factor makes the
 * whole way at once; a page makes it step by step, and between the steps the sign-in is pending.
 */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { sql } from '../../platform/database/statement.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import { isOpen } from '../access/principals.ts';
import {
  type Account,
  accountByEmail,
  accountOf,
  lockingAccount,
  passwordSample,
  stillAsRead,
} from '../authenticators/accounts.ts';
import type { FactorType } from '../authenticators/factor.ts';
import { guessedBy, isAnswer, usableFactors, verifyAnswer } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { type Attempt, assertGranted, type Origin, payingForAttempt, refundAttempt } from '../lockout/attempts.ts';
import { answererOf, isPasswordDisabled, tellingOfDisabling } from '../lockout/disabled-authenticators.ts';
import { NO_ORGANISATION, recordFailure, recordRefusal } from '../lockout/failure.ts';
import { isPasswordExpired } from '../passwords/policy.ts';
import { prepareSession } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Context, contextOf, contextRefusal, type SignInContext, toContext } from './context.ts';
import { preparePending } from './pending.ts';
import { openSession, type SignedIn } from './session.ts';

export interface Credentials {
  email: string;
  password: string;
  /** The answer to a second factor, when the caller has it already. */
  mfaToken?: string | undefined;
  /** Where to, when a client or a header says so. */
  context?: SignInContext;
  /** The token of the session this browser had. */
  previousSession?: string | undefined;
}

/** The password was right; the second factor is asked for. */
export interface FactorNeeded {
  kind: 'factor';
  pendingToken: string;
  methods: FactorType[];
}

/** The password was right, and the organisation demands a second factor that this person has yet to set up. */
export interface EnrolmentNeeded {
  kind: 'enrolment';
  sessionToken: string;
  /** Seconds. */
  lifetime: number;
}

export type SignInStep = SignedIn | FactorNeeded | EnrolmentNeeded;

/** What is known of one attempt. */
interface Situation {
  system: System;
  tenant: Tenant;
  account: Account;
  /** Unset when nothing says where to, or what does means no organisation. */
  context: Context | undefined;
  attempt: Attempt;
  origin: Origin;
  credentials: Credentials;
  tools: SignInTools;
  freshHash: string | null;
}

/** Seconds to set up a second factor. */
const ENROLMENT_LIFETIME = 900;

/**
 * Two round trips, whether it succeeds or fails and whether the address is known or not; three with a second factor
 * that is looked up.
 * @throws unauthorized, or rate_limited
 */
export async function signIn(
  system: System,
  origin: Origin,
  credentials: Credentials,
  tools: SignInTools,
): Promise<SignInStep> {
  const subject = sql`SELECT ${normaliseEmail(credentials.email)}::text AS email`;
  const [[attempt], row, found, [sample]] = await system.db.flight(
    await payingForAttempt(system, origin, subject),
    accountByEmail(system, credentials.email),
    contextOf(system, credentials.context ?? null, credentials.email),
    await passwordSample(tools.box, credentials.email),
  );
  if (!attempt) throw new Error('An attempt was neither granted nor refused');
  await assertGranted(system, attempt);
  const account = row && accountOf(row);
  const context = found ? toContext(found, account) : undefined;
  const isDisabled = account !== null && isPasswordDisabled(account, attempt);
  const checked = checkPassword(system, isDisabled ? null : account, credentials.password, sample?.parameters);
  const check = await checked.catch(async (error) => {
    // Nobody has guessed: too many wait for their hash.
    if (error instanceof AppError) await refundAttempt(system, attempt, { succeeded: false });
    throw error;
  });
  const tenant = openTenantFor(system, origin, account);
  if (!account || !check.matches) {
    const reason = isDisabled ? 'password_disabled' : account ? 'wrong_password' : 'unknown_account';
    const guessed = 'password';
    const beside = account ? await tellingOfDisabling(tenant, account, { attempt, guessed, ...tools }) : [];
    await recordFailure(tenant, attempt, { reason, guessed, beside });
    throw wrongPassword();
  }
  // It can wait for another sign-in when too many wait for a hash.
  const freshHash = check.outdated ? await passwords.hash(credentials.password).catch(() => null) : null;
  return proceed({ system, tenant, account, context, attempt, origin, credentials, tools, freshHash });
}

export function openTenantFor(system: System, origin: Origin, account: Account | null): Tenant {
  const { device: _, ...actor } = origin;
  return system.openTenant(account?.organisationId ?? NO_ORGANISATION, { ...actor, userId: account?.id ?? null });
}

/** An account without a password, and nobody's account, cost the hash of an account that exists. */
async function checkPassword(
  { log }: System,
  account: Account | null,
  password: string,
  like: string | undefined,
): Promise<{ matches: boolean; outdated: boolean }> {
  if (account?.password && passwords.canVerify(account.password)) return passwords.verify(password, account.password);
  if (account?.password) log.error('a password hash is none that can be verified', { userId: account.id });
  await passwords.pretend(password, like);
  return { matches: false, outdated: false };
}

/** The password is right: what follows depends on the account. */
async function proceed(situation: Situation): Promise<SignInStep> {
  const { system, tenant, account, context, attempt, credentials } = situation;
  const refusal =
    refusalOf(account) ?? expiryOf(account, tenant.now) ?? contextRefusal(credentials.context ?? null, context);
  if (refusal) {
    await Promise.all([recordRefusal(tenant, refusal), refundAttempt(system, attempt, { succeeded: false })]);
    throw refusal;
  }
  if (account.mfaEnabled) return credentials.mfaToken ? answerFactor(situation) : askForFactor(situation);
  if (account.organisation.requireMfa || context?.organisation.requireMfa) return askForEnrolment(situation);
  const signedIn = await arrive(situation, { amr: ['pwd'] });
  if (!signedIn) throw wrongPassword();
  return signedIn;
}

/** What stands in the way, told only to those who know the password or hold a factor (gaps.md S22). */
export function refusalOf(account: Account): AppError | null {
  if (account.blockedAt) return new AppError('unauthorized', 'Account is blocked', { log: 'blocked' });
  if (!isOpen(account.organisation.status)) {
    return new AppError('unauthorized', 'Organisation is not active', { log: 'organisation_not_active' });
  }
  return null;
}

/** A password past the policy's maximum age opens nothing: the forgotten-password link leads to a new one. */
function expiryOf({ organisation, passwordChangedAt }: Account, now: Date): AppError | null {
  if (!isPasswordExpired(organisation.passwordPolicy, passwordChangedAt, now)) return null;
  const detail = 'Your password has expired. Choose a new one with “Forgot your password?”.';
  return new AppError('unauthorized', detail, { extensions: { passwordExpired: true }, log: 'password_expired' });
}

async function answerFactor(situation: Situation): Promise<SignedIn> {
  const { account, tenant, system, attempt, credentials, tools } = situation;
  const { mfaToken = '' } = credentials;
  if (!isAnswer(mfaToken)) {
    await refundAttempt(system, attempt, { succeeded: false });
    throw invalidFactor();
  }
  const answered = await verifyAnswer({ system, tenant, ...tools }, answererOf(account, attempt), mfaToken);
  const signedIn = answered && (await arrive(situation, { amr: ['pwd', ...answered.amr], answered }));
  if (signedIn) return signedIn;
  const guessed = guessedBy(mfaToken);
  const beside = await tellingOfDisabling(tenant, account, { attempt, guessed, ...tools });
  await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', guessed, beside });
  throw invalidFactor();
}

function wrongPassword(): AppError {
  return new AppError('unauthorized', 'Invalid email or password');
}

export function invalidFactor(): AppError {
  return new AppError('unauthorized', 'Invalid MFA token', { extensions: { requiresMfa: true } });
}

async function askForFactor({ system, tenant, account, attempt, freshHash }: Situation): Promise<FactorNeeded> {
  const pending = await preparePending(tenant, account);
  await Promise.all([
    tenant.db.flight(lockingAccount(account), pending.statement, ...rehashing(tenant, account, freshHash)),
    refundAttempt(system, attempt, { succeeded: false }),
  ]);
  const methods = [...new Set(usableFactors(account).map(({ type }) => type))];
  return { kind: 'factor', pendingToken: pending.token, methods };
}

async function askForEnrolment(situation: Situation): Promise<EnrolmentNeeded> {
  const { system, tenant, account, attempt, freshHash } = situation;
  const lifetime = Math.min(ENROLMENT_LIFETIME, account.organisation.sessionLifetime);
  const onlyIf = sql`SELECT 1 WHERE ${stillAsRead(account)}`;
  const session = await prepareSession(tenant, {
    userId: account.id,
    lifetime,
    amr: ['pwd'],
    kind: 'enrolment',
    onlyIf,
  });
  await Promise.all([
    tenant.db.flight(lockingAccount(account), session.statement, ...rehashing(tenant, account, freshHash)),
    refundAttempt(system, attempt, { succeeded: false }),
  ]);
  return { kind: 'enrolment', sessionToken: session.token, lifetime };
}

/** Unless the password was changed meanwhile. */
function rehashing({ db, now }: Tenant, { id, password }: Account, freshHash: string | null) {
  if (freshHash === null) return [];
  return [db.prisma.user.updateMany({ where: { id, password }, data: { password: freshHash, updatedAt: now } })];
}

async function arrive(
  { system, tenant, account, context, attempt, origin, credentials, tools, freshHash }: Situation,
  how: Pick<Parameters<typeof openSession>[2], 'amr' | 'answered'>,
): Promise<SignedIn | null> {
  const { isKnownDevice } = attempt;
  const { previousSession } = credentials;
  const arrival = { account, origin, isKnownDevice, attempt, previousSession, freshHash, ...how };
  const signedIn = await openSession(system, tenant, arrival, tools.notices);
  if (!signedIn || !context) return signedIn;
  const { id, slug, name } = context.organisation;
  return { ...signedIn, organisation: { id, slug, name } };
}
