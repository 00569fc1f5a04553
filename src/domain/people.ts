/** The person behind an account, as the flows that reach them by mail know them. */
import { sql } from '../platform/statement.ts';
import type { Tenant } from './unit-of-work.ts';

export interface Person {
  userId: string;
  organisationId: string;
  email: string;
  emailVerified: boolean;
  firstName: string;
  lastName: string;
  /** PHC string; null when the account has no password. */
  password: string | null;
  /** Consecutive wrong ones from browsers that were not known. */
  passwordFailures: number;
  /** `local`, or who signs this person in. */
  identityProvider: string;
  organisation: { name: string; branding: unknown; passwordPolicy: unknown };
}

/** The columns of a Person, for a query that joins `users u` and `organisations o`. */
export const PERSON_COLUMNS = sql`
  u.id AS "userId", u.organisation_id AS "organisationId", u.email,
  u.email_verified_at IS NOT NULL AS "emailVerified", u.first_name AS "firstName", u.last_name AS "lastName",
  u.password, u.password_failures AS "passwordFailures", u.identity_provider AS "identityProvider",
  json_build_object('name', o.name, 'branding', o.branding, 'passwordPolicy', o.password_policy) AS organisation`;

/** People who may use their account: of a query that joins `users u` and `organisations o`. */
export const USABLE_PERSON = sql`
  u.deleted_at IS NULL AND u.blocked_at IS NULL AND o.deleted_at IS NULL AND o.status IN ('trial', 'active')`;

/** Whom a message goes to, and on whose behalf. */
export interface Addressing {
  recipient: { email: string; name: string };
  organisation: { name: string; branding: unknown };
}

export function addressingOf({ email, firstName, organisation }: Person): Addressing {
  const { name, branding } = organisation;
  return { recipient: { email, name: firstName }, organisation: { name, branding } };
}

/** What makes people think of their account: when and from where. */
export interface Occasion {
  at: Date;
  ipAddress: string;
  userAgent: string;
}

export function occasionOf({ now, actor }: Tenant): Occasion {
  return { at: now, ipAddress: actor.ipAddress, userAgent: actor.userAgent };
}
