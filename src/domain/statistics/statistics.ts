/** Statistics of an organisation for the dashboard of its administrators. */
import { sql } from '../../platform/database/statement.ts';
import { COUNT_TAKE, totalOf } from '../unit-of-work/counts.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Census, census, censusOf, type FrequentUser, mostFrequent } from './people.ts';

export interface Overview {
  people: Census;
  /** Sessions that have not expired; at most SESSIONS_MAX are counted. */
  sessions: number;
  clients: number;
  clientsOfMonth: number;
  apiKeys: number;
}

const SESSIONS_MAX = 10_000;
/** Seconds. */
const MONTH = 30 * 86_400;

/** One round trip. */
export async function readOverview(tenant: Tenant): Promise<Overview> {
  const { db, now, organisationId } = tenant;
  const { prisma } = db;
  const valid = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  const [[people], [sessions], clients, clientsOfMonth, apiKeys] = await db.flight(
    census(tenant),
    // SQL: counts up to a bound, without the joins that hide sessions of deleted people, who have none
    sql<{ count: number }>`
      SELECT count(*)::int AS count FROM (
        SELECT FROM sessions s WHERE s.organisation_id = ${organisationId} AND s.expires_at > ${now}::timestamptz
        ORDER BY s.user_id LIMIT ${SESSIONS_MAX}) open`,
    prisma.client.count({ take: COUNT_TAKE }),
    prisma.client.count({ where: { createdAt: { gte: after(now, -MONTH) } }, take: COUNT_TAKE }),
    prisma.apiKey.count({ where: valid, take: COUNT_TAKE }),
  );
  return {
    people: censusOf(people),
    sessions: sessions?.count ?? 0,
    clients: totalOf(clients).total,
    clientsOfMonth: totalOf(clientsOfMonth).total,
    apiKeys: totalOf(apiKeys).total,
  };
}

export interface SecurityOverview {
  people: Census;
  frequent: FrequentUser[];
  newest: { id: string; name: string; email: string; createdAt: Date }[];
}

/** People who are named in each list. */
const NAMED = 10;

/** One round trip. */
export async function readSecurityOverview(tenant: Tenant): Promise<SecurityOverview> {
  const { prisma } = tenant.db;
  const [[people], frequent, newest] = await tenant.db.flight(
    census(tenant),
    mostFrequent(tenant, NAMED),
    prisma.user.findMany({
      select: { id: true, name: true, email: true, createdAt: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: NAMED,
    }),
  );
  return { people: censusOf(people), frequent, newest };
}
