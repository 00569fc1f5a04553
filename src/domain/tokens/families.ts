/**
 * Token families. A family is all tokens that came from one authorization code; its id is the code's.
 */

import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { ClaimsRequest } from '../authorization/requests.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/** The data of a sign-in: copied from the code to every refresh token of its family. */
export interface SignInFacts {
  scopes: string[];
  /** The session, which may have ended since (OIDC Back-Channel Logout section 2.1, `sid`). */
  sessionId: string | null;
  authTime: Date;
  amr: string[];
  claims: ClaimsRequest | null;
  /** Resource indicators (RFC 8707) that were granted. */
  resources: string[];
}

/**
 * Serialises rotation and revocation of a family, with a lock on its oldest refresh token. Without it, a concurrent
 * rotation could leave a successor that the revocation did not see.
 */
// SQL: Prisma takes no locks
export function lockFamily(familyId: string): Statement {
  return sql`SELECT FROM refresh_tokens WHERE family_id = ${familyId} ORDER BY id LIMIT 1 FOR UPDATE`;
}

/**
 * Revokes the valid tokens of a person, at a client, or of a family. Runs after `lockAccess` or `lockFamily`.
 */
export function revokeTokens(
  { db: { prisma }, now }: Tenant,
  which: { userId?: string; familyId?: string; client?: Prisma.ClientWhereInput },
) {
  const revocation = { where: { ...which, revokedAt: null }, data: { revokedAt: now, updatedAt: now } };
  return [prisma.refreshToken.updateMany(revocation), prisma.token.updateMany(revocation)] as const;
}
