/** Finds an account by e-mail address or session, in any organisation. */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { OrganisationStatus } from '../access/principals.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import type { StoredFactor } from './factor.ts';
import { STORED_FACTOR, storedFactorOf } from './stored-factor.ts';

export interface Account {
  id: string;
  organisationId: string;
  email: string;
  name: string;
  /** PHC string; null when the account has no password. */
  password: string | null;
  passwordChangedAt: Date;
  blockedAt: Date | null;
  loginCount: number;
  mfaEnabled: boolean;
  /** Consecutive wrong answers from unknown browsers. */
  passwordFailures: number;
  backupCodeFailures: number;
  /** Confirmed factors only. */
  factors: StoredFactor[];
  organisation: {
    id: string;
    slug: string;
    name: string;
    status: OrganisationStatus;
    sessionLifetime: number;
    requireMfa: boolean;
    /** Empty when every method is allowed. */
    allowedMfaMethods: string[];
    /** As stored; domain/passwords/policy.ts reads it. */
    passwordPolicy: unknown;
    branding: unknown;
  };
}

/** The columns of an account that sign-in and changes of its authenticators read. */
export const ACCOUNT = {
  id: true,
  organisationId: true,
  email: true,
  name: true,
  password: true,
  passwordChangedAt: true,
  createdAt: true,
  blockedAt: true,
  loginCount: true,
  mfaEnabled: true,
  passwordFailures: true,
  backupCodeFailures: true,
  organisation: {
    select: {
      id: true,
      slug: true,
      name: true,
      status: true,
      sessionLifetime: true,
      requireMfa: true,
      allowedMfaMethods: true,
      passwordPolicy: true,
      branding: true,
    },
  },
  mfaFactors: { where: { confirmedAt: { not: null } }, orderBy: { id: 'asc' }, select: STORED_FACTOR },
} as const satisfies Prisma.UserSelect;

type AccountRow = Prisma.UserGetPayload<{ select: typeof ACCOUNT }>;

export function accountOf({ mfaFactors, passwordChangedAt, createdAt, organisation, ...person }: AccountRow): Account {
  return {
    ...person,
    passwordChangedAt: passwordChangedAt ?? createdAt,
    organisation: { ...organisation, allowedMfaMethods: (organisation.allowedMfaMethods ?? []) as string[] },
    factors: mfaFactors.map(storedFactorOf),
  };
}

/**
 * Condition for what a sign-in writes: the account is still active and has the password that was read. So a sign-in
 * with the old password fails when the password is changed at the same time.
 */
export function stillAsRead({ id, passwordChangedAt }: Pick<Account, 'id' | 'passwordChangedAt'>): Sql {
  return sql`EXISTS (
    SELECT FROM users WHERE id = ${id}::uuid AND deleted_at IS NULL AND blocked_at IS NULL
      AND date_trunc('milliseconds', COALESCE(password_changed_at, created_at)) = ${passwordChangedAt}::timestamptz)`;
}

/** Runs before a statement with that condition: waits for a concurrent change of the password. */
export function lockAccount({ id }: Pick<Account, 'id'>): Statement {
  // SQL: Prisma takes no locks
  return sql`SELECT FROM users WHERE id = ${id}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`;
}

/** Deleted people and people of deleted organisations have no account. */
export function accountByEmail({ db }: System, email: string) {
  return db.prisma.user.findUnique({ where: { email: normaliseEmail(email) }, select: ACCOUNT });
}

/**
 * The scheme and parameters of one existing hash, for a sign-in with an unknown address. Imported and older hashes differ
 * in time and memory: an unknown address costs what one of the existing hashes costs, so timing does not allow
 * enumeration. The same address always gets the same hash, chosen by a keyed MAC.
 */
export async function sampleHashParameters(box: SecretBox, email: string): Promise<Statement<{ parameters: string }>> {
  const position = await box.mac(normaliseEmail(email), 'password sample');
  const among = sql`FROM users WHERE password IS NOT NULL AND deleted_at IS NULL`;
  // SQL: looks by a hash of the id, in the order of an index on that expression
  return sql<{ parameters: string }>`
    SELECT substring(password FROM '^[$][a-z0-9-]+[$](?:v=19[$])?[a-z]+=[a-z0-9]+(?:,[a-z]+=[a-z0-9]+)*') AS parameters FROM (
      (SELECT password ${among} AND md5(id::text) >= md5(${position}::text) ORDER BY md5(id::text) LIMIT 1)
      UNION ALL (SELECT password ${among} ORDER BY md5(id::text) LIMIT 1)
    ) one LIMIT 1`;
}

/**
 * The account of a session. The caller's flight also checks that the session is still valid.
 * @param key the SHA-256 of its token
 */
export function accountBySession({ db }: System, key: string) {
  return db.prisma.session.findUnique({ where: { sessionToken: key }, select: { user: { select: ACCOUNT } } });
}

/** One round trip. */
export async function getAccount(tenant: Tenant, userId: string): Promise<Account> {
  const row = await tenant.db.prisma.user.findUnique({ where: { id: userId }, select: ACCOUNT });
  if (!row) throw new AppError('not_found', 'User not found');
  return accountOf(row);
}
