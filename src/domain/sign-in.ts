/** Signing in with e-mail and password: identify, check the password, check the account, open a session. */
import { AppError } from '../errors.ts';
import { sha256 } from '../lib/secrets.ts';
import { passwords } from '../platform/passwords.ts';
import { sql } from '../platform/statement.ts';
import { type Account, findAccountByEmail } from './accounts.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from './events/emit.ts';
import { isOpen } from './principals.ts';
import { prepareSession } from './sessions.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';

export interface Credentials {
  email: string;
  password: string;
  /** Only people of this organisation, when a client gives the context. */
  organisationId?: string;
  /** The session this browser had: it ends when the new one begins (no fixation). */
  previousSession?: string;
}

export interface SignedIn {
  sessionToken: string;
  /** Seconds. */
  lifetime: number;
  user: { id: string; email: string; name: string };
  organisation: { id: string; slug: string; name: string };
}

/** No organisation has this id: a failure by an unknown person costs the same statement and records nothing. */
const NO_ORGANISATION = '00000000-0000-7000-8000-000000000000';

/**
 * Two round trips, whether it succeeds or fails and whether the address is known or not.
 * @throws unauthorized
 */
export async function signIn(system: System, actor: Partial<Actor>, credentials: Credentials): Promise<SignedIn> {
  const account = await findAccountByEmail(system, credentials.email);
  const eligible = account && isInContext(account, credentials.organisationId) ? account : null;
  const check = await checkPassword(eligible, credentials.password);
  const tenant = system.openTenant(eligible?.organisationId ?? NO_ORGANISATION, {
    ...actor,
    userId: eligible?.id ?? null,
  });
  const refusal = refusalOf(eligible, check.matches);
  if (!eligible || refusal) {
    await recordFailure(tenant, refusal?.log ?? 'unknown');
    throw refusal ?? invalidCredentials('unknown_account');
  }
  const freshHash = check.outdated ? await passwords.hash(credentials.password) : null;
  return openSession(tenant, eligible, { freshHash, previousSession: credentials.previousSession });
}

function isInContext(account: Account, organisationId: string | undefined): boolean {
  return organisationId === undefined || account.organisationId === organisationId;
}

/** An account without a password, and nobody's account, cost the same hash. */
async function checkPassword(account: Account | null, password: string) {
  if (account?.password) return passwords.verify(password, account.password);
  await passwords.pretend(password);
  return { matches: false, outdated: false };
}

/** What stands in the way, told only to those who know the password (gaps.md S22). */
function refusalOf(account: Account | null, passwordMatches: boolean): AppError | null {
  if (!account) return invalidCredentials('unknown_account');
  if (!passwordMatches) return invalidCredentials('wrong_password');
  if (account.blockedAt) return new AppError('unauthorized', 'Account is blocked', { log: 'blocked' });
  if (!isOpen(account.organisation.status)) {
    return new AppError('unauthorized', 'Organisation is not active', { log: 'organisation_not_active' });
  }
  if (account.mfaEnabled) {
    const extensions = { requiresMfa: true };
    return new AppError('unauthorized', 'Multi-factor authentication required', { extensions, log: 'mfa_required' });
  }
  if (account.organisation.requireMfa) {
    const extensions = { requiresEnrollment: true };
    const detail = 'MFA enrollment required before logging in';
    return new AppError('unauthorized', detail, { extensions, log: 'mfa_enrolment_required' });
  }
  return null;
}

function invalidCredentials(log: string): AppError {
  return new AppError('unauthorized', 'Invalid email or password', { log });
}

async function recordFailure(tenant: Tenant, reason: string): Promise<void> {
  const event = { type: 'user.login.failed', failure: reason, metadata: { reason } } as const;
  await tenant.db.flight(
    sql`INSERT INTO audit_logs (${EVENT_COLUMNS})
        SELECT ${eventValues(tenant, event)} FROM organisations WHERE id = ${tenant.organisationId}`,
  );
}

async function openSession(
  tenant: Tenant,
  account: Account,
  options: { freshHash: string | null; previousSession: string | undefined },
): Promise<SignedIn> {
  const { now, actor } = tenant;
  const { organisation } = account;
  const lifetime = organisation.sessionLifetime;
  const session = await prepareSession(tenant, { userId: account.id, lifetime, amr: ['pwd'] });
  await tenant.db.flight(
    sql`DELETE FROM sessions WHERE session_token = ${await sha256(options.previousSession ?? '')}`,
    session.statement,
    sql`
      UPDATE users
      SET last_login_at = ${now}, last_login_ip = ${actor.ipAddress}, login_count = login_count + 1,
          password = COALESCE(${options.freshHash}, password), updated_at = ${now}
      WHERE id = ${account.id}`,
    recordEvent(tenant, { type: 'user.login.success', resourceId: session.id, metadata: { mfaUsed: false } }),
  );
  return {
    sessionToken: session.token,
    lifetime,
    user: { id: account.id, email: account.email, name: account.name },
    organisation: { id: organisation.id, slug: organisation.slug, name: organisation.name },
  };
}
