/**
 * Sign-in: identify → password → factor → session. An API client sends the password and the factor in one request.
 * The hosted pages ask step by step; between the steps the sign-in is pending.
 */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { sql } from '../../platform/database/statement.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import {
  type Account,
  accountByEmail,
  accountOf,
  lockAccount,
  sampleHashParameters,
  stillAsRead,
} from '../authenticators/accounts.ts';
import type { FactorType } from '../authenticators/factor.ts';
import { authenticatorOf, isAnswer, usableFactors, verifyAnswer } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import type { Steps } from '../explanations/steps.ts';
import { type Attempt, assertGranted, chargeAttempt, type Origin, refundAttempt } from '../lockout/attempts.ts';
import { factorOwnerOf, isPasswordDisabled, queueDisabledNotice } from '../lockout/disabled-authenticators.ts';
import { NO_ORGANISATION, recordFailure, recordRefusal } from '../lockout/failure.ts';
import { prepareSession } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Context, findContext, type SignInContext, toContext } from './context.ts';
import { preparePending } from './pending.ts';
import { explainedContextRefusal, passwordExpiryRefusal, refusalOf } from './refusals.ts';
import { openSession, type SignedIn } from './session.ts';

export interface Credentials {
  email: string;
  password: string;
  /** The answer to a second factor, when the caller has it already. */
  mfaToken?: string | undefined;
  /** The organisation to sign in to, when a client or a header names one. */
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

/** The password was right. The organisation requires a second factor, which this person has not set up yet. */
export interface EnrolmentNeeded {
  kind: 'enrolment';
  sessionToken: string;
  /** Seconds. */
  lifetime: number;
}

export type SignInStep = SignedIn | FactorNeeded | EnrolmentNeeded;

/** The state of one sign-in after the password was checked. */
interface SignInState {
  system: System;
  tenant: Tenant;
  account: Account;
  /** Undefined when no organisation is named, or the named one does not exist. */
  context: Context | undefined;
  attempt: Attempt;
  origin: Origin;
  credentials: Credentials;
  tools: SignInTools;
  newHash: string | null;
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
  const [[attempt], row, contextRow, [sample]] = await system.db.flight(
    await chargeAttempt(system, origin, subject),
    accountByEmail(system, credentials.email),
    findContext(system, credentials.context ?? null, credentials.email),
    await sampleHashParameters(tools.box, credentials.email),
  );
  if (!attempt) throw new Error('An attempt was neither granted nor refused');
  await assertGranted(system, attempt);
  const account = row && accountOf(row);
  const context = contextRow ? toContext(contextRow, account) : undefined;
  const isDisabled = account !== null && isPasswordDisabled(account, attempt);
  const checked = checkPassword(system, isDisabled ? null : account, credentials.password, sample?.parameters);
  const check = await checked.catch(async (error) => {
    // The password was not compared: the queue for hashing is full.
    if (error instanceof AppError) await refundAttempt(system, attempt, { succeeded: false });
    throw error;
  });
  const tenant = openTenantFor(system, origin, account);
  explainPassword(tools.steps, account, { isDisabled, isRight: check.matches });
  if (!account || !check.matches) {
    const reason = isDisabled ? 'password_disabled' : account ? 'wrong_password' : 'unknown_account';
    const authenticator = 'password';
    const alsoWrite = account ? await queueDisabledNotice(tenant, account, { attempt, authenticator, ...tools }) : [];
    await recordFailure(tenant, attempt, { reason, authenticator, alsoWrite });
    throw wrongPassword();
  }
  // Best effort: when the queue for hashing is full, the next sign-in tries again.
  const newHash = check.outdated ? await passwords.hash(credentials.password).catch(() => null) : null;
  return proceed({ system, tenant, account, context, attempt, origin, credentials, tools, newHash });
}

/** The organisation of the account is told of a wrong password. Of an unknown address nobody but the operators is. */
function explainPassword(
  steps: Steps,
  account: Account | null,
  { isDisabled, isRight }: { isDisabled: boolean; isRight: boolean },
): void {
  if (!account) {
    steps.failed('account');
    return;
  }
  steps.concern = { organisationId: account.organisationId, clientId: null };
  steps.passed('account');
  if (isDisabled) steps.failed('password_enabled');
  else if (isRight) steps.passed('password');
  else steps.failed('password');
}

export function openTenantFor(system: System, origin: Origin, account: Account | null): Tenant {
  const { device: _, ...actor } = origin;
  return system.openTenant(account?.organisationId ?? NO_ORGANISATION, { ...actor, userId: account?.id ?? null });
}

/** Without an account or a password, a hash with the parameters of an existing one is computed, against enumeration. */
async function checkPassword(
  { log }: System,
  account: Account | null,
  password: string,
  like: string | undefined,
): Promise<{ matches: boolean; outdated: boolean }> {
  if (account?.password && passwords.canVerify(account.password)) return passwords.verify(password, account.password);
  if (account?.password) log.error('a stored password hash cannot be verified', { userId: account.id });
  await passwords.pretend(password, like);
  return { matches: false, outdated: false };
}

/** The next step after the right password. */
async function proceed(state: SignInState): Promise<SignInStep> {
  const { system, tenant, account, context, attempt, credentials, tools } = state;
  const { steps } = tools;
  const refusal =
    refusalOf(account, steps) ??
    passwordExpiryRefusal(account, tenant.now, steps) ??
    explainedContextRefusal(credentials.context ?? null, context, steps);
  if (refusal) {
    await Promise.all([recordRefusal(tenant, refusal), refundAttempt(system, attempt, { succeeded: false })]);
    throw refusal;
  }
  if (account.mfaEnabled) return credentials.mfaToken ? answerFactor(state) : askForFactor(state);
  if (account.organisation.requireMfa || context?.organisation.requireMfa) return askForEnrolment(state);
  const signedIn = await completeSignIn(state, { amr: ['pwd'] });
  if (!signedIn) throw wrongPassword();
  return signedIn;
}

async function answerFactor(state: SignInState): Promise<SignedIn> {
  const { account, tenant, system, attempt, credentials, tools } = state;
  const { mfaToken = '' } = credentials;
  tools.steps.failed('second_factor');
  if (!isAnswer(mfaToken)) {
    await refundAttempt(system, attempt, { succeeded: false });
    throw invalidFactor();
  }
  const verified = await verifyAnswer({ system, tenant, ...tools }, factorOwnerOf(account, attempt), mfaToken);
  const signedIn = verified && (await completeSignIn(state, { amr: ['pwd', ...verified.amr], verified }));
  if (signedIn) return signedIn;
  const authenticator = authenticatorOf(mfaToken);
  const alsoWrite = await queueDisabledNotice(tenant, account, { attempt, authenticator, ...tools });
  await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', authenticator, alsoWrite });
  throw invalidFactor();
}

function wrongPassword(): AppError {
  return new AppError('unauthorized', 'Invalid email or password');
}

export function invalidFactor(): AppError {
  return new AppError('unauthorized', 'Invalid MFA token', { extensions: { requiresMfa: true } });
}

async function askForFactor({ system, tenant, account, attempt, newHash }: SignInState): Promise<FactorNeeded> {
  const pending = await preparePending(tenant, account);
  await Promise.all([
    tenant.db.flight(lockAccount(account), pending.statement, ...updateHash(tenant, account, newHash)),
    refundAttempt(system, attempt, { succeeded: false }),
  ]);
  const methods = [...new Set(usableFactors(account).map(({ type }) => type))];
  return { kind: 'factor', pendingToken: pending.token, methods };
}

async function askForEnrolment(state: SignInState): Promise<EnrolmentNeeded> {
  const { system, tenant, account, attempt, newHash } = state;
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
    tenant.db.flight(lockAccount(account), session.statement, ...updateHash(tenant, account, newHash)),
    refundAttempt(system, attempt, { succeeded: false }),
  ]);
  return { kind: 'enrolment', sessionToken: session.token, lifetime };
}

/** Unless the password was changed meanwhile. */
function updateHash({ db, now }: Tenant, { id, password }: Account, newHash: string | null) {
  if (newHash === null) return [];
  return [db.prisma.user.updateMany({ where: { id, password }, data: { password: newHash, updatedAt: now } })];
}

async function completeSignIn(
  { system, tenant, account, context, attempt, origin, credentials, tools, newHash }: SignInState,
  result: Pick<Parameters<typeof openSession>[2], 'amr' | 'verified'>,
): Promise<SignedIn | null> {
  const { isKnownDevice } = attempt;
  const { previousSession } = credentials;
  const completed = { account, origin, isKnownDevice, attempt, previousSession, newHash, ...result };
  const signedIn = await openSession(system, tenant, completed, tools.notices);
  if (!signedIn || !context) return signedIn;
  const { id, slug, name } = context.organisation;
  return { ...signedIn, organisation: { id, slug, name } };
}
