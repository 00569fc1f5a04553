/**
 * A cache of clients in each isolate, for some seconds. It serves reads of a client's configuration. Statements that
 * issue tokens check the client again in the database, so a revocation takes effect at once.
 */
import type { Client } from './clients.ts';

/** Milliseconds. */
const TTL = 10_000;
const CLIENTS_MAX = 1_000;

const cache = new Map<string, { client: Client; readAt: number }>();

export function cachedClient(clientId: string, now: Date): Client | null {
  const cached = cache.get(clientId);
  return cached && now.getTime() - cached.readAt < TTL ? cached.client : null;
}

export function cacheClient(client: Client, now: Date): void {
  if (cache.size >= CLIENTS_MAX) cache.clear();
  cache.set(client.clientId, { client, readAt: now.getTime() });
}

export function evictClient(clientId: string): void {
  cache.delete(clientId);
}
