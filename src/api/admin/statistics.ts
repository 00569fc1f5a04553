/** Statistics for the dashboard of the administration. */
import { countDays, DAY_COUNT_MAX } from '../../domain/statistics/days.ts';
import { readOverview, readSecurityOverview } from '../../domain/statistics/statistics.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { optional } from '../../http/pagination.ts';
import { PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

const count = z.number().int();
const isEstimate = z
  .literal(true)
  .optional()
  .meta({ description: 'There are more people than were looked at, so that numbers of people are estimates' });

export const getStatisticsOverview = defineRoute({
  method: 'get',
  path: '/admin/stats/overview',
  operationId: 'getStatisticsOverview',
  tag: 'Statistics',
  summary: 'How many people, sessions, clients and API keys there are',
  permission: 'users:read',
  responses: {
    200: {
      description: 'The numbers',
      schema: z.object({
        totalUsers: count,
        activeUsers30d: count,
        mfaAdoptionRate: z.number().meta({ description: 'Percent of people with a second factor' }),
        totalSessions: count,
        totalClients: count,
        totalApiKeys: count,
        trends: z.object({
          users30d: count.meta({ description: 'New within thirty days' }),
          clients30d: count,
        }),
        isEstimate,
      }),
    },
    ...DENIED,
  },
  handler: async ({ c, tenant }) => {
    const { people, sessions, clients, clientsOfMonth, apiKeys } = await readOverview(tenant);
    return c.json({
      totalUsers: people.total,
      activeUsers30d: people.active,
      mfaAdoptionRate: people.total === 0 ? 0 : Math.round((people.withMfa / people.total) * 1_000) / 10,
      totalSessions: sessions,
      totalClients: clients,
      totalApiKeys: apiKeys,
      trends: { users30d: people.joined, clients30d: clientsOfMonth },
      ...(people.isEstimate ? { isEstimate: true } : {}),
    });
  },
});

const DAYS_DEFAULT = 30;
const DAYS_MAX = 90;

const daySchema = z.object({ date: z.iso.date(), count });

export const getStatisticsActivity = defineRoute({
  method: 'get',
  path: '/admin/stats/activity',
  operationId: 'getStatisticsActivity',
  tag: 'Statistics',
  summary: `Sign-ins and new people by day (UTC); each number at most ${DAY_COUNT_MAX}`,
  permission: 'users:read',
  query: z.object({ days: optional(z.coerce.number().int().min(1).max(DAYS_MAX)) }),
  responses: {
    200: {
      description: 'One entry for each day, the oldest first, today’s last',
      schema: z.object({
        loginActivity: z.array(daySchema),
        newUsers: z.array(daySchema),
        authEvents: z.array(z.object({ date: z.iso.date(), successful: count, failed: count })),
      }),
    },
    400: PROBLEM,
    ...DENIED,
  },
  handler: async ({ c, query: { days = DAYS_DEFAULT }, tenant }) => {
    const counted = await countDays(tenant, days);
    return c.json({
      loginActivity: counted.map(({ date, signIns }) => ({ date, count: signIns })),
      newUsers: counted.map(({ date, newUsers }) => ({ date, count: newUsers })),
      authEvents: counted.map(({ date, signIns, failedSignIns }) => ({
        date,
        successful: signIns,
        failed: failedSignIns,
      })),
    });
  },
});

const name = z.string().nullable();

export const getStatisticsSecurity = defineRoute({
  method: 'get',
  path: '/admin/stats/security',
  operationId: 'getStatisticsSecurity',
  tag: 'Statistics',
  summary: 'People by status and second factor, the most active and the newest',
  permission: 'users:read',
  responses: {
    200: {
      description: 'Active people have signed in within thirty days',
      schema: z.object({
        usersByStatus: z.object({ active: count, inactive: count, blocked: count }),
        mfaBreakdown: z.object({ enabled: count, disabled: count }),
        topActiveUsers: z.array(
          z.object({ id: z.uuid(), name, loginCount: count, lastLoginAt: z.iso.datetime().nullable() }),
        ),
        recentSignups: z.array(z.object({ id: z.uuid(), name, email: z.string(), createdAt: z.iso.datetime() })),
        isEstimate,
      }),
    },
    ...DENIED,
  },
  handler: async ({ c, tenant }) => {
    const { people, frequent, newest } = await readSecurityOverview(tenant);
    const { total, active, blocked, withMfa } = people;
    return c.json({
      usersByStatus: { active, inactive: Math.max(total - active - blocked, 0), blocked },
      mfaBreakdown: { enabled: withMfa, disabled: total - withMfa },
      topActiveUsers: frequent,
      recentSignups: newest,
      ...(people.isEstimate ? { isEstimate: true } : {}),
    });
  },
});
