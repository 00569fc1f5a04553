/**
 * A tenant's client answers every read as if soft-deleted rows had been deleted for good, cascades included. Its
 * answers are compared with those of Prisma's own client after such a deletion.
 */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Connection } from '../../src/platform/database/connection.ts';
import { withConditions } from '../../src/platform/database/hidden-filter.ts';
import { type Destination, runAt, sharedPrisma } from '../../src/platform/database/prisma-client.ts';
import { TenantUnit } from '../../src/platform/database/tenant-unit.ts';
import fc, { runsOf } from '../support/property.ts';
import { createWorld, erasing, type World } from './deleted-rows.ts';
import { type Read, randomReads } from './random-reads.ts';
import type { Row } from './rows.ts';

type Operation = (args: Row) => Promise<unknown>;
type Client = Record<string, Record<string, Operation>>;

const { client: sharedClient, shapes } = sharedPrisma();

let world: World;
let erasure: string[];
let connection: Connection;
let tenant: TenantUnit;

beforeAll(async () => {
  world = await createWorld();
  erasure = await erasing(world);
  const connectionString = (env as unknown as { TEST_OWNER_DATABASE_URL: string }).TEST_OWNER_DATABASE_URL;
  connection = new Connection({ connectionString, connectTimeout: 5_000, statementTimeout: 5_000 });
  tenant = new TenantUnit(connection, world.organisationId);
});

afterAll(() => connection.close());

/** The answer of the tenant's client. */
async function asTenant({ model, where, selection }: Read): Promise<unknown[]> {
  const { findMany, count } = (tenant.prisma as unknown as Client)[model] as Record<string, Operation>;
  return [await findMany?.({ where, ...selection }), await count?.({ where })];
}

class Undo extends Error {}

/** The answer of Prisma's client after the rows were deleted for good, in a transaction that is rolled back. */
async function afterErasure({ model, where, selection }: Read): Promise<unknown[]> {
  const key = shapes.get(model)?.organisation as string;
  const own = withConditions(where, [{ [key]: world.organisationId }]);
  const destination: Destination = {
    connection,
    scope: { kind: 'tenant', organisationId: world.organisationId },
    transaction: undefined,
    ended: false,
  };
  let answers: unknown[] = [];
  const work = async (client: unknown) => {
    await destination.transaction?.run(erasure.map((text) => ({ text, values: [] })));
    const { findMany, count } = (client as Client)[model] as Record<string, Operation>;
    answers = [await findMany?.({ where: own, ...selection }), await count?.({ where: own })];
    throw new Undo();
  };
  await expect(runAt(destination, () => sharedClient.$transaction(work))).rejects.toThrow(Undo);
  return answers;
}

/** Ignores the order of rows, and the ids of people who are hidden. */
function comparable(value: unknown): unknown {
  if (value === world.user.gone || value === world.client.gone) return null;
  if (Array.isArray(value)) return value.map(comparable).sort(byText);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner)]));
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

it('answers any read as if soft-deleted rows did not exist', async () => {
  await fc.assert(
    fc.asyncProperty(randomReads(shapes, world.ids), async (read) => {
      const [seen, expected] = [await asTenant(read), await afterErasure(read)];
      expect(comparable(seen)).toEqual(comparable(expected));
    }),
    { numRuns: runsOf(150) },
  );
});
