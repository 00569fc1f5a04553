/** The Worker with routes that put the database layer under stress; nothing of this is deployed. */
import { Hono } from 'hono';
import { createApp } from '../../../src/app.ts';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import type { HonoEnv } from '../../../src/http/hono-env.ts';
import { openRequest } from '../../../src/http/middleware/request.ts';
import { renderProblem } from '../../../src/http/problem.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { sql } from '../../../src/platform/database/statement.ts';

/** What every route answers: whose rows it saw. */
interface Seen {
  organisations: string[];
}

type Scenario = (tenant: Tenant) => Promise<Seen>;

const seen = (rows: { organisationId: string }[]): Seen => ({ organisations: rows.map((row) => row.organisationId) });
const OWN_USERS = sql<{ organisationId: string }>`SELECT organisation_id AS "organisationId" FROM users`;

function roleOf(tenant: Tenant) {
  const slug = `soak-${uuidv7()}`;
  return { organisationId: tenant.organisationId, name: slug, slug };
}

const SCENARIOS: Record<string, Scenario> = {
  flight: async ({ db }) => {
    const [users, again] = await db.flight(OWN_USERS, OWN_USERS);
    return seen([...users, ...again]);
  },
  read: async ({ db }) => {
    const [users, roles] = await Promise.all([
      db.prisma.user.findMany({ include: { roles: true } }),
      db.prisma.role.findMany(),
    ]);
    return seen([...users, ...users.flatMap((user) => user.roles), ...roles]);
  },
  write: async (tenant) => {
    const created = await tenant.db.prisma.role.create({ data: roleOf(tenant) });
    const deleted = await tenant.db.prisma.role.delete({ where: { id: created.id } });
    return seen([created, deleted]);
  },
  transaction: async (tenant) =>
    tenant.db.transaction(async ({ prisma, flight, defer }) => {
      const created = await prisma.role.create({ data: roleOf(tenant) });
      const [users] = await flight(OWN_USERS);
      defer(sql`DELETE FROM roles WHERE id = ${created.id}`);
      return seen([created, ...users]);
    }),
  refused: async ({ db, organisationId }) => {
    await db.prisma.role.create({ data: { organisationId, name: 'Owner', slug: 'owner' } }).then(
      () => Promise.reject(new Error('A second owner was let in')),
      (error) => (error.code === 'P2002' ? undefined : Promise.reject(error)),
    );
    const [users] = await db.flight(OWN_USERS);
    return seen(users);
  },
  throwing: async (tenant) =>
    tenant.db.transaction(async ({ prisma }) => {
      await prisma.role.create({ data: roleOf(tenant) });
      throw new Error('as it was told to');
    }),
  slow: async ({ db }) => {
    await db.flight(sql`SELECT pg_sleep(0.05)`);
    return seen(await db.prisma.user.findMany());
  },
  'slow-transaction': async (tenant) =>
    tenant.db.transaction(async ({ prisma, flight }) => {
      const created = await prisma.role.create({ data: roleOf(tenant) });
      await flight(sql`SELECT pg_sleep(0.05)`, sql`DELETE FROM roles WHERE id = ${created.id}`);
      return seen([created]);
    }),
};

const app = new Hono<HonoEnv>();
app.onError((error, c) => renderProblem(c, error));
app.use('/soak/*', openRequest());
app.get('/soak/:scenario/:organisation', async (c) => {
  const scenario = SCENARIOS[c.req.param('scenario')];
  if (!scenario) return c.notFound();
  return c.json(await scenario(c.var.context.openTenant(c.req.param('organisation'), {})));
});
app.route('/', createApp());

export default { fetch: app.fetch } satisfies ExportedHandler;
