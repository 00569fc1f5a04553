/** Adds a second factor of any kind. It becomes active once it has been used. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { type Account, getAccount } from '../authenticators/accounts.ts';
import { newBackupCodes, writeBackupCodes } from '../authenticators/backup-codes.ts';
import type { FactorType } from '../authenticators/factor.ts';
import { allowedFactors } from '../authenticators/kinds.ts';
import { recordEvent } from '../events/emit.ts';
import { queueEmail } from '../outbox/emails.ts';
import { noticeTo } from '../outbox/security-notices.ts';
import type { Self } from '../proof/factor.ts';
import { endSessionsWhere } from '../sessions/logout.ts';
import { type NewSession, prepareSession } from '../sessions/sessions.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface NewFactor {
  id: string;
  type: FactorType;
  name: string;
  /** Confirms the factor, or inserts it confirmed; returns a row if it did. */
  confirm: Statement | PromiseLike<readonly { id: string }[]>;
  /** RFC 8176; with `mfa` if it counts as a second factor (domain/authenticators/factor.ts). */
  amr: readonly string[];
  /** Whether backup codes are replaced even if there was a second factor before. */
  renewsBackupCodes?: boolean;
}

export interface Enrolled {
  /** The new token of the session: the old one is void, because the privileges of the session changed. */
  sessionToken: string;
  lifetime: number;
  /** Shown once. Null when the earlier ones stay valid. */
  backupCodes: string[] | null;
}

/** @throws forbidden when the organisation does not allow this kind of factor */
export async function getEnrollingAccount({ tenant, user }: Self, type: FactorType): Promise<Account> {
  const account = await getAccount(tenant, user.id);
  if (!allowedFactors(account.organisation).includes(type)) {
    throw new AppError('forbidden', 'Your organisation does not allow this way to sign in');
  }
  return account;
}

/** Three round trips; null when nothing was confirmed. */
export async function addFactor(self: Self, account: Account, factor: NewFactor): Promise<Enrolled | null> {
  const { tenant, user, session } = self;
  const amr = [...new Set([...session.amr, ...factor.amr])];
  const lifetime = account.organisation.sessionLifetime;
  const continues = sql`id = ${session.id}::uuid`;
  const replacement = await prepareSession(tenant, { userId: user.id, lifetime, amr, continues });
  return tenant.db.transaction(async (transaction) => {
    // SQL: Prisma takes no locks
    const [, [owner], confirmed] = await transaction.flight(
      // Sessions before people: the lock order of sign-in and of `lockAccess`.
      sql`SELECT FROM sessions WHERE ${continues} FOR NO KEY UPDATE`,
      sql<{ mfaEnabled: boolean }>`
        SELECT mfa_enabled AS "mfaEnabled" FROM users WHERE id = ${user.id} AND deleted_at IS NULL FOR UPDATE`,
      factor.confirm,
    );
    if (!owner || confirmed.length === 0) return null;
    // An enrolment session was opened with the password alone. It ended when another browser added the first factor.
    if (owner.mfaEnabled && session.kind === 'enrolment')
      throw new AppError('unauthorized', 'Invalid or expired session');
    const isFirst = !owner.mfaEnabled;
    const others = { userId: user.id, id: { not: factor.id } };
    const backupCodes = isFirst || factor.renewsBackupCodes ? newBackupCodes() : null;
    transaction.defer(
      ...(isFirst ? [transaction.prisma.mfaFactor.deleteMany({ where: others })] : []),
      summariseFactors(tenant, user.id),
      ...(backupCodes ? await writeBackupCodes(tenant, user.id, backupCodes) : []),
      ...(await announceFactor(self, account, { factor, isFirst })),
      ...replaceSession(self, replacement, factor),
    );
    return { sessionToken: replacement.token, lifetime, backupCodes };
  });
}

/**
 * Continues the session, and ends the person's sessions with weaker authentication (OWASP ASVS 5.0 section 7.4.3):
 * those without a second factor. When the new factor is a code by e-mail, only those that the password alone opened
 * end.
 */
function replaceSession({ tenant, user }: Self, replacement: NewSession, { amr }: NewFactor): Statement[] {
  const weaker = amr.includes('mfa') ? sql`NOT amr ? 'mfa'` : sql`amr <@ '["pwd"]'::jsonb`;
  const others = sql`user_id = ${user.id} AND (kind = 'enrolment' OR ${weaker})`;
  return [replacement.statement, ...endSessionsWhere(tenant, others)];
}

/** Updates the summary of the factors in the person's row. */
export function summariseFactors(tenant: Tenant, userId: string): Statement {
  // SQL: the statement that writes the summary aggregates other rows
  return sql`
    UPDATE users SET mfa_enabled = f.types IS NOT NULL, mfa_methods = COALESCE(f.types, '[]'), updated_at = ${tenant.now}
    FROM (SELECT jsonb_agg(DISTINCT type) AS types FROM mfa_factors
          WHERE user_id = ${userId} AND confirmed_at IS NOT NULL) AS f
    WHERE id = ${userId} AND deleted_at IS NULL`;
}

async function announceFactor(
  { tenant, user, tools }: Self,
  account: Account,
  { factor, isFirst }: { factor: NewFactor; isFirst: boolean },
): Promise<FlightItem[]> {
  const change = isFirst ? 'enabled' : 'factor_added';
  const notice = { ...noticeTo(tenant, account), change, factorName: factor.name } as const;
  const metadata = { factor: factor.type };
  return [
    recordEvent(
      tenant,
      isFirst
        ? { type: 'user.mfa.enabled', resourceId: user.id, metadata }
        : { type: 'user.mfa.factor_added', resourceId: factor.id, metadata },
    ),
    queueEmail(tenant, await tools.notices.factorChanged(notice), { dedupeKey: `mfa-factor:${factor.id}` }),
  ];
}
