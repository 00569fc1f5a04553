/** Whether a person may have a password: the organisation's policy, their earlier ones, and what has leaked. */
import { passwords } from '../platform/passwords.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { type PasswordPolicy, REUSE_MAX, readPasswordPolicy } from './password-policy.ts';
import { type PasswordContext, passwordFaults, refuseFaults } from './passwords.ts';
import type { Person } from './people.ts';
import type { Tenant } from './unit-of-work.ts';

/** Answers whether a password is known from a breach; false when nobody can tell. */
export type BreachCheck = (password: string) => Promise<boolean>;

/** The columns of the earlier passwords, newest first, for a query of `users u`. */
export const HISTORY_COLUMN = sql`
  COALESCE((
    SELECT json_agg(h.password ORDER BY h.created_at DESC) FROM (
      SELECT password, created_at FROM password_history
      WHERE organisation_id = u.organisation_id AND user_id = u.id ORDER BY created_at DESC LIMIT ${REUSE_MAX - 1}
    ) h
  ), '[]') AS history`;

/** The names of the second factors, for a query of `users u`: their owner is told of them. */
export const FACTOR_NAMES_COLUMN = sql`
  COALESCE((
    SELECT json_agg(f.name ORDER BY f.id) FROM mfa_factors f
    WHERE f.organisation_id = u.organisation_id AND f.user_id = u.id AND f.confirmed_at IS NOT NULL
  ), '[]') AS "factorNames"`;

export type PasswordOwner = Person & { history: string[]; factorNames: string[] };

/**
 * The hash of a password that its owner may have.
 * @throws bad_request with the list of faults
 */
export async function acceptPassword(owner: PasswordOwner, password: string, isBreached: BreachCheck): Promise<string> {
  const policy = readPasswordPolicy(owner.organisation.passwordPolicy);
  const context = { ...owner, organisationName: owner.organisation.name };
  await assertFaultless(password, policy, context, isBreached);
  if (await wasUsed(owner, password, policy)) refuseFaults(['Password was used before']);
  return passwords.hash(password);
}

/** @throws bad_request with the list of faults */
export async function assertFaultless(
  password: string,
  policy: PasswordPolicy,
  context: PasswordContext,
  isBreached: BreachCheck,
): Promise<void> {
  refuseFaults(passwordFaults(password, policy, context));
  if (await isBreached(password)) refuseFaults(['Password is known from a data breach']);
}

async function wasUsed(owner: PasswordOwner, password: string, { preventReuse }: PasswordPolicy): Promise<boolean> {
  const latest = [owner.password, ...owner.history].filter((hash) => hash !== null).slice(0, preventReuse);
  for (const hash of latest) if ((await passwords.verify(password, hash)).matches) return true;
  return false;
}

/** Keeps the latest; to run beside a statement that added one. */
export function pruningHistory(tenant: Tenant, userId: string): Statement {
  return sql`
    DELETE FROM password_history WHERE organisation_id = ${tenant.organisationId} AND user_id = ${userId} AND id NOT IN (
      SELECT id FROM password_history WHERE organisation_id = ${tenant.organisationId} AND user_id = ${userId}
      ORDER BY created_at DESC LIMIT ${REUSE_MAX - 1})`;
}
