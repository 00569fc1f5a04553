/** What a list of people is asked for, and the columns of its rows. */
import { sql } from '../../platform/database/statement.ts';
import { ROLES_COLUMN, TEAMS_COLUMN } from '../access/principals.ts';
import type { Total } from '../unit-of-work/counts.ts';
import type { User } from './users.ts';

export interface UserQuery {
  /** Any part of the name or the e-mail address. */
  search?: string | undefined;
  /** The whole address, normalised. */
  email?: string | undefined;
  /** `invited`: has no password yet, and never signed in. */
  status?: 'active' | 'blocked' | 'invited' | undefined;
  /** The id or the slug of a role. */
  role?: string | undefined;
  /** The id or the slug of a team. */
  team?: string | undefined;
  mfaEnabled?: boolean | undefined;
  sort: 'createdAt' | 'email' | 'name';
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
  /** The id of the last person of the previous page; the offset counts from there. */
  cursor?: string | undefined;
}

/** `nextCursor` is null after the last page. */
export type UserPage = { users: User[]; nextCursor: string | null } & Total;

export const ORDERS = { asc: sql`ASC`, desc: sql`DESC` };
/** What comes later in an order. */
export const BEYOND = { asc: sql`>`, desc: sql`<` };

export const USER_COLUMNS = sql`
  u.id, u.email, u.first_name AS "firstName", u.last_name AS "lastName", u.name, u.phone,
  u.email_verified_at AS "emailVerifiedAt", u.mfa_enabled AS "mfaEnabled", u.blocked_at AS "blockedAt",
  u.blocked_reason AS "blockedReason", u.last_login_at AS "lastLoginAt", u.created_at AS "createdAt",
  u.updated_at AS "updatedAt",
  ${ROLES_COLUMN},
  ${TEAMS_COLUMN}`;

/** A page that is not full is the last one. */
export function cursorAfter(users: readonly { id: string }[], { limit }: UserQuery): string | null {
  return users.length < limit ? null : (users.at(-1)?.id ?? null);
}
