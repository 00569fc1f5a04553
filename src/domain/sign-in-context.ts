/**
 * Where somebody signs in to: an organisation that a client or a header names. The account stays its home's; the context
 * decides whether the person has any business there, which they are told once their password was right.
 * SQL: is asked by address at every sign-in, in the flight of the account.
 */
import { AppError } from '../errors.ts';
import { normaliseEmail } from '../lib/email-address.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { isOpen, type OrganisationStatus } from './principals.ts';

/** Nothing at all leaves everybody at home, and so does a client that nobody has (endpoints.md section 2.3). */
export type SignInContext = { clientId: string } | { organisationId: string } | { slug: string } | null;

export interface Context {
  organisation: { id: string; slug: string; name: string; status: OrganisationStatus; requireMfa: boolean };
  /** What the owner of the address is there. */
  standing: 'home' | 'guest' | 'blocked' | 'stranger';
}

/** The statement that finds the organisation, and what whoever has the address is in it. */
export function contextOf(context: SignInContext, email: string): Statement<Context> {
  if (context === null) return sql<Context>`SELECT WHERE FALSE`;
  const which = conditionOf(context);
  return sql<Context>`
    SELECT json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'status', o.status,
             'requireMfa', o.require_mfa) AS organisation,
           CASE WHEN u.organisation_id = o.id THEN 'home' WHEN m.id IS NULL THEN 'stranger'
             WHEN m.blocked_at IS NOT NULL THEN 'blocked' ELSE 'guest' END AS standing
    FROM organisations o
    LEFT JOIN users u ON u.email = ${normaliseEmail(email)} AND u.deleted_at IS NULL
    LEFT JOIN organisation_members m ON m.organisation_id = o.id AND m.user_organisation_id = u.organisation_id
      AND m.user_id = u.id AND m.left_at IS NULL
    WHERE ${which} AND o.deleted_at IS NULL`;
}

function conditionOf(context: NonNullable<SignInContext>): Sql {
  if ('slug' in context) return sql`o.slug = ${context.slug}`;
  if ('organisationId' in context) return sql`o.id = ${context.organisationId}`;
  return sql`o.id = (
    SELECT organisation_id FROM clients c
    WHERE c.client_id = ${context.clientId} AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL)`;
}

/** Why a person may not sign in there (endpoints.md section 2.3); only for those who know the password. */
export function contextRefusal(asked: SignInContext, context: Context | undefined): AppError | null {
  if (asked === null || context?.standing === 'home') return null;
  if (!context) {
    if (!('slug' in asked)) return null;
    return new AppError('not_found', `Organisation '${asked.slug}' not found`, { log: 'unknown_organisation' });
  }
  if (context.standing === 'stranger') {
    return new AppError('forbidden', 'You are not a member of this organisation', { log: 'not_a_member' });
  }
  if (context.standing === 'blocked') {
    return new AppError('forbidden', 'Your membership of this organisation is blocked', { log: 'membership_blocked' });
  }
  if (isOpen(context.organisation.status)) return null;
  return new AppError('unauthorized', 'Organisation is not active', { log: 'organisation_not_active' });
}
