/** Adding a second factor, whichever it is: it counts from the moment it has been used once. */
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
  /** Confirms the factor, or inserts it confirmed; answers a row when it did. */
  confirming: Statement | PromiseLike<readonly { id: string }[]>;
  /** RFC 8176; `mfa` where the factor is a second one (domain/authenticators/factor.ts). */
  amr: readonly string[];
  /** Whether backup codes are made even when there was a second factor before. */
  renewsBackupCodes?: boolean;
}

export interface Enrolled {
  /** The session's new one: the one from before the privilege changed is good for nothing any more. */
  sessionToken: string;
  lifetime: number;
  /** Shown once. Null when the earlier ones stay good. */
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
      // Sessions before people: in the order of whoever signs in, or ends what somebody has.
      sql`SELECT FROM sessions WHERE ${continues} FOR NO KEY UPDATE`,
      sql<{ mfaEnabled: boolean }>`
        SELECT mfa_enabled AS "mfaEnabled" FROM users WHERE id = ${user.id} AND deleted_at IS NULL FOR UPDATE`,
      factor.confirming,
    );
    if (!owner || confirmed.length === 0) return null;
    // An enrolment session stands for the password alone: it ended when the first factor was added, elsewhere.
    if (owner.mfaEnabled && session.kind === 'enrolment')
      throw new AppError('unauthorized', 'Invalid or expired session');
    const isFirst = !owner.mfaEnabled;
    const others = { userId: user.id, id: { not: factor.id } };
    const backupCodes = isFirst || factor.renewsBackupCodes ? newBackupCodes() : null;
    transaction.defer(
      ...(isFirst ? [transaction.prisma.mfaFactor.deleteMany({ where: others })] : []),
      summarisingFactors(tenant, user.id),
      ...(backupCodes ? await writeBackupCodes(tenant, user.id, backupCodes) : []),
      ...(await announcing(self, account, { factor, isFirst })),
      ...replacing(self, replacement, factor),
    );
    return { sessionToken: replacement.token, lifetime, backupCodes };
  });
}

/**
 * What the password alone, or with a code by e-mail, had opened in other browsers ends (OWASP ASVS 5.0 section 7.4.3):
 * whoever was in there has not shown the new factor. A code by e-mail itself is no more than a mailbox, and ends only
 * what the password alone opened.
 */
function replacing({ tenant, user }: Self, replacement: NewSession, { amr }: NewFactor): Statement[] {
  const weaker = amr.includes('mfa') ? sql`NOT amr ? 'mfa'` : sql`amr <@ '["pwd"]'::jsonb`;
  const others = sql`user_id = ${user.id} AND (kind = 'enrolment' OR ${weaker})`;
  return [replacement.statement, ...endSessionsWhere(tenant, others)];
}

/** Keeps what the person's row says in step with the factors there are. */
export function summarisingFactors(tenant: Tenant, userId: string): Statement {
  // SQL: sums up what stands in other rows by the statement that writes it
  return sql`
    UPDATE users SET mfa_enabled = f.types IS NOT NULL, mfa_methods = COALESCE(f.types, '[]'), updated_at = ${tenant.now}
    FROM (SELECT jsonb_agg(DISTINCT type) AS types FROM mfa_factors
          WHERE user_id = ${userId} AND confirmed_at IS NOT NULL) AS f
    WHERE id = ${userId} AND deleted_at IS NULL`;
}

async function announcing(
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
