/**
 * Finding the account behind an e-mail address, whichever organisation it belongs to.
 * SQL: every sign-in and every page of a session looks up an account, with all that it decides by, in one query.
 */
import { AppError } from '../errors.ts';
import { normaliseEmail } from '../lib/email-address.ts';
import { sha256 } from '../lib/secrets.ts';
import type { SecretBox } from '../platform/crypto.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import type { StoredFactor } from './mfa/factor.ts';
import type { OrganisationStatus } from './principals.ts';
import type { Tenant } from './unit-of-work.ts';

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
  /** Consecutive wrong ones from browsers that were not known. */
  passwordFailures: number;
  backupCodeFailures: number;
  /** The confirmed ones. */
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
    /** As stored; domain/password-policy.ts reads it. */
    passwordPolicy: unknown;
    branding: unknown;
  };
}

/** The columns of an Account, for a query that joins `users u` and `organisations o`. */
export const ACCOUNT_COLUMNS = sql`
  u.id, u.organisation_id AS "organisationId", u.email, u.name, u.password,
  COALESCE(u.password_changed_at, u.created_at) AS "passwordChangedAt", u.blocked_at AS "blockedAt",
  u.login_count AS "loginCount", u.mfa_enabled AS "mfaEnabled",
  u.password_failures AS "passwordFailures", u.backup_code_failures AS "backupCodeFailures",
  json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'status', o.status,
    'sessionLifetime', o.session_lifetime, 'requireMfa', o.require_mfa,
    'allowedMfaMethods', COALESCE(o.allowed_mfa_methods, '[]'), 'passwordPolicy', o.password_policy,
    'branding', o.branding) AS organisation,
  COALESCE((
    SELECT json_agg(json_build_object('id', f.id, 'type', f.type, 'name', f.name, 'secret', f.secret,
             'credentialId', f.credential_id, 'publicKey', f.public_key, 'signCount', f.sign_count,
             'transports', f.transports, 'lastStep', f.last_step, 'heldAt', f.held_at, 'failures', f.failures, 'createdAt', f.created_at, 'lastUsedAt', f.last_used_at) ORDER BY f.id)
    FROM mfa_factors f
    WHERE f.organisation_id = u.organisation_id AND f.user_id = u.id AND f.confirmed_at IS NOT NULL
  ), '[]') AS factors`;

/**
 * Whether an account is still open, with the password that was read: a condition for what a sign-in writes. A password
 * that is changed while somebody signs in with the old one opens nothing any more.
 */
export function stillAsRead({ id, passwordChangedAt }: Pick<Account, 'id' | 'passwordChangedAt'>): Sql {
  return sql`EXISTS (
    SELECT FROM users WHERE id = ${id}::uuid AND deleted_at IS NULL AND blocked_at IS NULL
      AND date_trunc('milliseconds', COALESCE(password_changed_at, created_at)) = ${passwordChangedAt}::timestamptz)`;
}

/** To run before a statement with that condition: a change of the password that is under way is waited for. */
export function lockingAccount({ id }: Pick<Account, 'id'>): Statement {
  return sql`SELECT FROM users WHERE id = ${id}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`;
}

/** Deleted people and people of deleted organisations have no account. */
export function accountByEmail(email: string): Statement<Account> {
  return sql<Account>`
    SELECT ${ACCOUNT_COLUMNS} FROM users u JOIN organisations o ON o.id = u.organisation_id
    WHERE u.email = ${normaliseEmail(email)} AND u.deleted_at IS NULL AND o.deleted_at IS NULL`;
}

/**
 * The parameters of somebody's hash, always the same one's for an address. Hashes that were imported, or are of former
 * days, cost other amounts of time and memory; an address that nobody has costs what one of all that exist costs, so
 * neither says whether anybody has it. Who it is nobody can tell without the key.
 */
export async function passwordSample(box: SecretBox, email: string): Promise<Statement<{ parameters: string }>> {
  const place = await box.mac(normaliseEmail(email), 'password sample');
  const among = sql`FROM users WHERE password IS NOT NULL AND deleted_at IS NULL`;
  return sql<{ parameters: string }>`
    SELECT substring(password FROM '^[$]argon2id[$]v=19[$]m=[0-9]+,t=[0-9]+,p=[0-9]+') AS parameters FROM (
      (SELECT password ${among} AND md5(id::text) >= md5(${place}::text) ORDER BY md5(id::text) LIMIT 1)
      UNION ALL (SELECT password ${among} ORDER BY md5(id::text) LIMIT 1)
    ) one LIMIT 1`;
}

/** Whose session this is, for a flight that looks at the session as well and says whether it is still good. */
export async function accountBySession(token: string): Promise<Statement<Account>> {
  return sql<Account>`
    SELECT ${ACCOUNT_COLUMNS}
    FROM sessions s
    JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
    JOIN organisations o ON o.id = s.organisation_id
    WHERE s.session_token = ${await sha256(token)} AND u.deleted_at IS NULL AND o.deleted_at IS NULL`;
}

export function accountById(userId: string): Statement<Account> {
  return sql<Account>`
    SELECT ${ACCOUNT_COLUMNS} FROM users u JOIN organisations o ON o.id = u.organisation_id
    WHERE u.id = ${userId} AND u.deleted_at IS NULL AND o.deleted_at IS NULL`;
}

/** One round trip. */
export async function getAccount(tenant: Tenant, userId: string): Promise<Account> {
  const [[account]] = await tenant.db.flight(accountById(userId));
  if (!account) throw new AppError('not_found', 'User not found');
  return account;
}
