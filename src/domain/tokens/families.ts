/**
 * What the tokens of a sign-in have in common. A family is everything that came from one authorization code; its id is
 * the code's.
 */

import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { ClaimsRequest } from '../authorization/requests.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/** What a sign-in was about: carried from the code through every refresh token of its family. */
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
 * Makes rotation and revocation of one family wait for each other, on its oldest refresh token. Without it a token that
 * is being rotated while its family is revoked would leave a successor that the revocation did not see.
 */
// SQL: a lock, which Prisma has no word for.
export function lockFamily(familyId: string): Statement {
  return sql`SELECT FROM refresh_tokens WHERE family_id = ${familyId} ORDER BY id LIMIT 1 FOR UPDATE`;
}

/**
 * Revokes the tokens that are still good, of a person, at a client, or of a family. To run behind the locks of theirs.
 */
export function revokeTokens(
  { db: { prisma }, now }: Tenant,
  which: { userId?: string; familyId?: string; client?: Prisma.ClientWhereInput },
) {
  const revocation = { where: { ...which, revokedAt: null }, data: { revokedAt: now, updatedAt: now } };
  return [prisma.refreshToken.updateMany(revocation), prisma.token.updateMany(revocation)] as const;
}
