/** The same question in different ways: one person by id, the whole row, on a connection of the request's own. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Client, type QueryConfig } from 'pg';
import { openRequestDb } from '../../../src/platform/database/db.ts';
import { PostgresSession } from '../../../src/platform/database/postgres-session.ts';
import { serverOf } from '../../../src/platform/database/postgres-sign-in.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { createStatementNames, type StatementNames } from '../../../src/platform/database/statement-names.ts';
import { TenantUnit } from '../../../src/platform/database/tenant-unit.ts';
import { PrismaClient } from '../../../src/platform/generated/prisma/client.ts';
import { WorkerdSocket } from '../pg-socket.ts';

interface Bindings {
  /** A role that row-level security does not bind. */
  OWNER_DATABASE_URL: string;
  /** The Worker's role. */
  WORKER_DATABASE_URL: string;
  ORGANISATION_ID: string;
}

type Variant = (id: string, env: Bindings, execution: ExecutionContext) => Promise<unknown>;

const BY_ID = 'SELECT * FROM users WHERE id = $1';

const VARIANTS: Record<string, Variant> = {
  raw: async (id, env, execution) => {
    const client = new Client({ connectionString: env.OWNER_DATABASE_URL });
    await client.connect();
    const { rows } = await client.query(BY_ID, [id]);
    execution.waitUntil(client.end());
    return rows[0];
  },
  'raw-one-write': async (id, env, execution) => {
    const client = new Client({ connectionString: env.OWNER_DATABASE_URL, stream: openSocket });
    await client.connect();
    const { rows } = await client.query(BY_ID, [id]);
    execution.waitUntil(client.end());
    return rows[0];
  },
  session: async (id, env, execution) => {
    const connection = new PlainConnection(env.OWNER_DATABASE_URL);
    const [result] = await connection.run(null, [{ text: BY_ID, values: [id] }]);
    execution.waitUntil(connection.close());
    return result?.rows[0];
  },
  naive: async (id, env, execution) => {
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: env.OWNER_DATABASE_URL }) });
    const user = await prisma.user.findUnique({ where: { id } });
    execution.waitUntil(prisma.$disconnect());
    return user;
  },
  shared: async (id, env, execution) => {
    const connection = new PlainConnection(env.OWNER_DATABASE_URL);
    const { prisma } = new TenantUnit(connection as never, env.ORGANISATION_ID);
    const user = await prisma.user.findUnique({ where: { id } });
    execution.waitUntil(connection.close());
    return user;
  },
  tenant: async (id, env, execution) => {
    const database = open(env, statementNames);
    const user = await database.tenant(env.ORGANISATION_ID).prisma.user.findUnique({ where: { id } });
    execution.waitUntil(database.close());
    return user;
  },
  flight: async (id, env, execution) => {
    const database = open(env, statementNames);
    const [[user]] = await database.tenant(env.ORGANISATION_ID).flight(sql`SELECT * FROM users WHERE id = ${id}`);
    execution.waitUntil(database.close());
    return user;
  },
  'flight-unnamed': async (id, env, execution) => {
    const database = open(env);
    const [[user]] = await database.tenant(env.ORGANISATION_ID).flight(sql`SELECT * FROM users WHERE id = ${id}`);
    execution.waitUntil(database.close());
    return user;
  },
  /** Select only what is used: what the code does. */
  narrow: async (id, env, execution) => {
    const database = open(env, statementNames);
    const user = await database.tenant(env.ORGANISATION_ID).prisma.user.findUnique({ where: { id }, select: PERSON });
    execution.waitUntil(database.close());
    return user;
  },
  'three-operations': async (id, env, execution) => {
    const database = open(env, statementNames);
    const { prisma, flight } = database.tenant(env.ORGANISATION_ID);
    const [user, roles, count] = await flight(
      prisma.user.findUnique({ where: { id }, select: PERSON }),
      prisma.role.findMany({ select: { id: true, name: true, slug: true }, orderBy: { name: 'asc' }, take: 20 }),
      prisma.session.count({ where: { userId: id } }),
    );
    execution.waitUntil(database.close());
    return { user, roles, count };
  },
  'three-statements': async (id, env, execution) => {
    const database = open(env, statementNames);
    const organisation = env.ORGANISATION_ID;
    const [[user], roles, [sessions]] = await database.tenant(organisation).flight(
      sql`SELECT id, name, email FROM users WHERE id = ${id} AND organisation_id = ${organisation} AND deleted_at IS NULL`,
      sql`SELECT id, name, slug FROM roles WHERE organisation_id = ${organisation} ORDER BY name LIMIT ${20}`,
      sql`
        SELECT count(*)::int AS count FROM sessions s JOIN users u ON u.id = s.user_id AND u.deleted_at IS NULL
        WHERE s.user_id = ${id} AND s.organisation_id = ${organisation}`,
    );
    execution.waitUntil(database.close());
    return { user, roles, sessions };
  },
};

const PERSON = { id: true, name: true, email: true } as const;

/** Of the isolate, as in the product. */
const statementNames = createStatementNames();

const openSocket = () => new WorkerdSocket() as never;

const open = (env: Bindings, names?: StatementNames) =>
  openRequestDb({ connectionString: env.WORKER_DATABASE_URL, connectTimeout: 5_000, statementTimeout: 10_000, names });

/** Our connection without what row-level security needs: no transaction, no organisation. */
class PlainConnection {
  readonly #session: PostgresSession;

  constructor(connectionString: string) {
    this.#session = new PostgresSession(serverOf(connectionString));
  }

  async run(_scope: unknown, queries: QueryConfig[]) {
    await this.#session.open(TIMEOUT_MS);
    const { results, failure } = await this.#session.send(queries);
    if (failure) throw failure.error;
    return results;
  }

  async close(): Promise<void> {
    await this.#session.end(TIMEOUT_MS);
  }
}

const TIMEOUT_MS = 5_000;

export default {
  fetch: async (request, env, execution) => {
    const [, name = '', id = ''] = new URL(request.url).pathname.split('/');
    const variant = VARIANTS[name];
    if (!variant) return new Response('No such variant', { status: 404 });
    return Response.json(await variant(id, env, execution));
  },
} satisfies ExportedHandler<Bindings>;
