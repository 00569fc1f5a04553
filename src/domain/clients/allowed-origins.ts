/** The web origins that may call the API (CORS), cached for a minute in each isolate. */
import type { System } from '../unit-of-work/unit-of-work.ts';

/** Milliseconds until a new or removed origin takes effect. */
const TTL = 60_000;
const ORIGINS_MAX = 1_000;

const cache = new Map<string, { organisationIds: ReadonlySet<string>; readAt: number }>();

/** One round trip a minute; the ids of the organisations that allow the origin, themselves or by a client. */
export async function organisationsAllowing(system: System, origin: string): Promise<ReadonlySet<string>> {
  const now = system.now.getTime();
  const cached = cache.get(origin);
  if (cached && now - cached.readAt < TTL) return cached.organisationIds;
  const { prisma, flight } = system.db;
  // Containment in JSON, which has indexes.
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
  if (cache.size >= ORIGINS_MAX) cache.clear();
  cache.set(origin, { organisationIds, readAt: now });
  return organisationIds;
}

/** After a change: this isolate looks again. The others do within a minute. */
export function evictOrigins(origins: Iterable<string>): void {
  for (const origin of origins) cache.delete(origin);
}
