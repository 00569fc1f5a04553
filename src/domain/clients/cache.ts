/**
 * Clients as an isolate remembers them for some seconds. Good for reading how a client is configured; whatever is
 * issued on the strength of it asks the database again in the issuing statement, so a revocation holds at once.
 */
import type { Client } from './clients.ts';

/** Milliseconds. */
const TTL = 10_000;
const CLIENTS_MAX = 1_000;

const memory = new Map<string, { client: Client; readAt: number }>();

export function cachedClient(clientId: string, now: Date): Client | null {
  const remembered = memory.get(clientId);
  return remembered && now.getTime() - remembered.readAt < TTL ? remembered.client : null;
}

export function cacheClient(client: Client, now: Date): void {
  if (memory.size >= CLIENTS_MAX) memory.clear();
  memory.set(client.clientId, { client, readAt: now.getTime() });
}

export function evictClient(clientId: string): void {
  memory.delete(clientId);
}
