/** Checks a new password against the organisation's policy, the person's earlier ones, and known breaches. */

import { uuidv7 } from '../../lib/ids.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import { PERSON, type Person, personOf } from '../people/person.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type PasswordContext, passwordFaults, refuseFaults } from './faults.ts';
import { type PasswordPolicy, REUSE_MAX, readPasswordPolicy } from './policy.ts';

/** Whether a password is known from a breach; false when the service does not answer. */
export type BreachCheck = (password: string) => Promise<boolean>;

/** A person whose password is changed: with the earlier hashes, and the names of the factors for the notice. */
export type PasswordOwner = Person & { history: string[]; factorNames: string[] };

export const PASSWORD_OWNER = {
  ...PERSON,
  passwordHistory: { select: { password: true }, orderBy: { createdAt: 'desc' }, take: REUSE_MAX - 1 },
  mfaFactors: { where: { confirmedAt: { not: null } }, select: { name: true }, orderBy: { id: 'asc' } },
} as const satisfies Prisma.UserSelect;

type PasswordOwnerRow = Prisma.UserGetPayload<{ select: typeof PASSWORD_OWNER }>;

export function passwordOwnerOf({ passwordHistory, mfaFactors, ...person }: PasswordOwnerRow): PasswordOwner {
  const history = passwordHistory.map(({ password }) => password);
  return { ...personOf(person), history, factorNames: mfaFactors.map(({ name }) => name) };
}

/**
 * Checks a new password. @returns its hash
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

/** Adds the present password to the history. Runs before the statement that replaces it. */
export function archivePassword({ now, organisationId }: Tenant, userId: string): Statement {
  // SQL: copies the hash that is stored now, which may differ from the one that was read
  return sql`
    INSERT INTO password_history (id, organisation_id, user_id, password, created_at)
    SELECT ${uuidv7(now)}::uuid, ${organisationId}::uuid, id, password, ${now}::timestamptz
    FROM users WHERE id = ${userId}::uuid AND password IS NOT NULL AND deleted_at IS NULL`;
}

/** Keeps the latest hashes. Runs after the statement that adds one. */
export function pruneHistory(tenant: Tenant, userId: string): Statement {
  // SQL: deletes all but the newest rows, without reading their ids
  return sql`
    DELETE FROM password_history WHERE organisation_id = ${tenant.organisationId} AND user_id = ${userId} AND id NOT IN (
      SELECT id FROM password_history WHERE organisation_id = ${tenant.organisationId} AND user_id = ${userId}
      ORDER BY created_at DESC LIMIT ${REUSE_MAX - 1})`;
}
