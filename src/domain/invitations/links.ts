/** Looks up invitations by their links. */

import { normaliseEmail } from '../../lib/email-address.ts';
import { looksLikeSecret, sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { IS_UNVERIFIED } from '../recovery/unverified-accounts.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { type InvitationStatus, statusColumn } from './invitations.ts';
import { INVITER_RIGHT_COLUMNS, type InviterRight, mayInviterGrant } from './inviter-right.ts';

export interface InvitationLink extends InviterRight {
  id: string;
  email: string;
  /** Whether an account with this address exists, in any organisation. */
  hasAccount: boolean;
  /** The account with this address that was never verified. */
  unverified: { id: string; organisationId: string } | null;
  /** Also `revoked` once the inviter may not grant the role any more. */
  status: InvitationStatus;
  expiresAt: Date;
  role: { id: string; name: string; slug: string };
  teamIds: string[];
  invitedBy: { id: string; email: string; name: string } | null;
  organisation: {
    id: string;
    slug: string;
    name: string;
    branding: unknown;
    passwordPolicy: unknown;
    sessionLifetime: number;
    requireMfa: boolean;
  };
}

/** Rate limit of look-ups per network: seconds, and look-ups in them. */
const WINDOW = 900;
const LOOKUPS_MAX = 10;

export type InvitationLookup = { link: InvitationLink | null } | { retryAfter: number };

/** Counts the look-up, so that links cannot be guessed. One round trip. */
export async function lookUpInvitation(
  system: System,
  token: string,
  network: string | null,
): Promise<InvitationLookup> {
  const lookup = await invitationByToken(system, token);
  const [counts, links] = await system.db.flight(await countLookup(system, network), lookup);
  const [count] = counts;
  if (count && count.lookups > LOOKUPS_MAX) {
    return { retryAfter: Math.max(1, Math.ceil((count.expiresAt.getTime() - system.now.getTime()) / 1000)) };
  }
  return { link: looksLikeSecret('invitation', token) ? toLink(links[0]) : null };
}

/** One round trip. */
export async function findInvitationLink(system: System, token: string): Promise<InvitationLink | null> {
  if (!looksLikeSecret('invitation', token)) return null;
  const [[link]] = await system.db.flight(await invitationByToken(system, token));
  return toLink(link);
}

/** From a row of `invitationByToken`: revoked if the inviter may not grant the role any more. */
export function toLink(row: InvitationLink | undefined): InvitationLink | null {
  if (row?.status !== 'pending' || mayInviterGrant(row)) return row ?? null;
  return { ...row, status: 'revoked' };
}

export type LinkRefusal = 'unknown' | Exclude<InvitationStatus, 'pending'> | 'email_mismatch';

/** Why the link is not valid. The address is checked only when it is given. */
export function refusalOf(link: InvitationLink | null, email: string | undefined): LinkRefusal | null {
  if (!link) return 'unknown';
  if (link.status !== 'pending') return link.status;
  return email === undefined || normaliseEmail(email) === link.email ? null : 'email_mismatch';
}

/**
 * Its row goes through `toLink`.
 * SQL: the status of an invitation, and whether an account is verified, are conditions that other statements share.
 */
export async function invitationByToken(system: System, token: string): Promise<Statement<InvitationLink>> {
  return sql<InvitationLink>`
    SELECT i.id, i.email, EXISTS (SELECT FROM users u WHERE u.email = i.email AND NOT ${IS_UNVERIFIED}) AS "hasAccount",
      (SELECT json_build_object('id', u.id, 'organisationId', u.organisation_id) FROM users u
       WHERE u.email = i.email AND u.deleted_at IS NULL AND ${IS_UNVERIFIED}) AS unverified,
      ${statusColumn(system.now)} AS status, i.expires_at AS "expiresAt",
      json_build_object('id', r.id, 'name', r.name, 'slug', r.slug) AS role, COALESCE(i.team_ids, '[]') AS "teamIds",
      CASE WHEN b.id IS NOT NULL THEN json_build_object('id', b.id, 'email', b.email, 'name', b.name) END AS "invitedBy",
      json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'branding', o.branding,
        'passwordPolicy', o.password_policy, 'sessionLifetime', o.session_lifetime, 'requireMfa', o.require_mfa
      ) AS organisation,
      ${INVITER_RIGHT_COLUMNS}
    FROM invitations i
    JOIN organisations o ON o.id = i.organisation_id AND o.deleted_at IS NULL AND o.status IN ('trial', 'active')
    JOIN roles r ON r.organisation_id = i.organisation_id AND r.id = i.role_id
    LEFT JOIN users b ON b.organisation_id = i.organisation_id AND b.id = i.invited_by_id AND b.deleted_at IS NULL
    WHERE i.token = ${await sha256(token)}`;
}

/**
 * In the table of throttled keys. Without a network from the platform, nothing is counted.
 * SQL: one statement counts the look-up and returns the number.
 */
async function countLookup(
  { now }: System,
  network: string | null,
): Promise<Statement<{ lookups: number; expiresAt: Date }>> {
  const key = await sha256(`invitation ${network ?? ''}`);
  const isOver = sql`t.expires_at <= ${now}::timestamptz`;
  return sql<{ lookups: number; expiresAt: Date }>`
    INSERT INTO sign_in_throttles AS t (key, failures, expires_at)
    SELECT ${key}, 1, ${now}::timestamptz + make_interval(secs => ${WINDOW}) WHERE ${network !== null}
    ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN ${isOver} THEN 1 ELSE t.failures + 1 END,
      expires_at = CASE WHEN ${isOver} THEN EXCLUDED.expires_at ELSE t.expires_at END
    RETURNING t.failures AS lookups, t.expires_at AS "expiresAt"`;
}
