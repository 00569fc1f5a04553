/**
 * How many people an organisation has, and what they do. The newest are looked at; in a larger organisation their share
 * counts for all.
 * SQL: one statement counts by several conditions over the same rows
 */
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';

/** People who are looked at, the newest. */
export const LOOKED_AT_MAX = 20_000;
const DAY = 86_400;
/** Seconds since the last sign-in, for active people. */
const ACTIVE = 30 * DAY;

/** Numbers of people. */
export interface Census {
  total: number;
  /** Signed in within thirty days, and not blocked. */
  active: number;
  blocked: number;
  withMfa: number;
  /** Created within thirty days; exact up to LOOKED_AT_MAX. */
  joined: number;
  /** Whether there are more people than were looked at: all numbers are estimates then. */
  isEstimate: boolean;
}

interface CensusRow {
  lookedAt: number;
  estimate: number | null;
  active: number;
  blocked: number;
  withMfa: number;
  joined: number;
}

/** The newest people `n`. The order is that of an index. */
function newest({ organisationId }: Tenant): Sql {
  return sql`
    SELECT u.id, u.name, u.mfa_enabled, u.blocked_at, u.login_count, u.last_login_at, u.created_at FROM users u
    WHERE u.organisation_id = ${organisationId} AND u.deleted_at IS NULL
    ORDER BY u.created_at DESC, u.id DESC LIMIT ${LOOKED_AT_MAX}`;
}

export function census(tenant: Tenant): Statement<CensusRow> {
  const since = after(tenant.now, -ACTIVE);
  return sql<CensusRow>`
    SELECT "lookedAt", CASE WHEN "lookedAt" < ${LOOKED_AT_MAX} THEN NULL ELSE estimate_people(NULL) END AS estimate,
      active, blocked, "withMfa", joined
    FROM (
      SELECT count(*)::int AS "lookedAt",
        (count(*) FILTER (WHERE n.blocked_at IS NULL AND n.last_login_at >= ${since}))::int AS active,
        (count(*) FILTER (WHERE n.blocked_at IS NOT NULL))::int AS blocked,
        (count(*) FILTER (WHERE n.mfa_enabled))::int AS "withMfa",
        (count(*) FILTER (WHERE n.created_at >= ${since}))::int AS joined
      FROM (${newest(tenant)}) n
    ) counted`;
}

/** Scales what was counted to the number of all people. */
export function censusOf(row: CensusRow | undefined): Census {
  const { lookedAt = 0, estimate = null, active = 0, blocked = 0, withMfa = 0, joined = 0 } = row ?? {};
  const total = Math.max(lookedAt, estimate ?? 0);
  const scaled = (count: number) => (lookedAt === 0 ? 0 : Math.round((count / lookedAt) * total));
  return {
    total,
    active: scaled(active),
    blocked: scaled(blocked),
    withMfa: scaled(withMfa),
    joined,
    isEstimate: estimate !== null,
  };
}

export interface FrequentUser {
  id: string;
  name: string;
  loginCount: number;
  lastLoginAt: Date | null;
}

/** Who signed in most often, among the newest. */
export function mostFrequent(tenant: Tenant, limit: number): Statement<FrequentUser> {
  return sql<FrequentUser>`
    SELECT n.id, n.name, n.login_count AS "loginCount", n.last_login_at AS "lastLoginAt"
    FROM (${newest(tenant)}) n WHERE n.login_count > 0
    ORDER BY n.login_count DESC, n.last_login_at DESC NULLS LAST, n.id LIMIT ${limit}`;
}
