/** The web origins that organisations and their clients let call the API, remembered for a minute by each isolate. */
import type { System } from '../unit-of-work/unit-of-work.ts';

/** Milliseconds: how long a new or removed origin takes to be noticed. */
const TTL = 60_000;
const ORIGINS_MAX = 1_000;

const memory = new Map<string, { organisationIds: ReadonlySet<string>; readAt: number }>();

/** One round trip a minute; the ids of the organisations that allow the origin, themselves or by a client. */
export async function organisationsAllowing(system: System, origin: string): Promise<ReadonlySet<string>> {
  const now = system.now.getTime();
  const known = memory.get(origin);
  if (known && now - known.readAt < TTL) return known.organisationIds;
  const { prisma, flight } = system.db;
  // Containment in JSON: there are indexes for it.
  const allowedOrigins = { array_contains: [origin] };
  const [organisations, clients] = await flight(
    prisma.organisation.findMany({ where: { allowedOrigins }, select: { id: true } }),
    prisma.client.findMany({
      where: { allowedOrigins, isActive: true, revoked: false },
      select: { organisationId: true },
    }),
  );
  const organisationIds = new Set([
    ...organisations.map(({ id }) => id),
    ...clients.map(({ organisationId }) => organisationId),
  ]);
  if (memory.size >= ORIGINS_MAX) memory.clear();
  memory.set(origin, { organisationIds, readAt: now });
  return organisationIds;
}
