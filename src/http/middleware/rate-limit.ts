/**
 * Rate limits per caller, counted by Cloudflare's rate-limit bindings (wrangler.toml). The bindings count per location
 * and are eventually consistent: they stop floods, but are not exact. What must be exact (wrong passwords, reading
 * invitations) is counted in the database. A development server counts too, so that limits show before production.
 */
import type { MiddlewareHandler } from 'hono';
import type { ApiKeyRateLimit } from '../../domain/api-keys/api-keys.ts';
import type { PresentedApiKey } from '../../domain/api-keys/presented-keys.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { AppError } from '../../errors.ts';
import { networkOf } from '../../lib/networks.ts';
import { sha256 } from '../../lib/secrets.ts';
import { withTimeout } from '../../lib/timeout.ts';
import { readProvenDevice } from '../cookies.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';

/** The limits are configured with the bindings; `period` must repeat theirs, for Retry-After. */
export const RATE_CLASSES = {
  general: { binding: 'RATE_LIMIT_GENERAL', period: 60 },
  auth: { binding: 'RATE_LIMIT_AUTH', period: 60 },
  /** Refused requests to the endpoints for clients. */
  token: { binding: 'RATE_LIMIT_TOKEN', period: 60 },
  /** All requests to the endpoints for clients. */
  client: { binding: 'RATE_LIMIT_CLIENT', period: 60 },
  inviteAccept: { binding: 'RATE_LIMIT_INVITE_ACCEPT', period: 60 },
} as const;

export type RateClass = keyof typeof RATE_CLASSES;

/** Counts a request by its IP address; requests whose address is unknown are not counted. */
export function limitByAddress(rateClass: RateClass): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    await countAddress(c, rateClass);
    await next();
  };
}

/**
 * A browser in which somebody signed in before has a limit of its own: a flood from its network does not lock it out.
 * Such browsers also count against the `client` limit of their network, so that many of them cannot cause a flood.
 * @throws rate_limited
 */
export async function countAddress(c: HttpContext, rateClass: RateClass): Promise<void> {
  const network = networkOf(c.var.context.origin.ipAddress);
  if (network === null) return;
  const device = rateClass === 'client' || rateClass === 'token' ? null : await readProvenDevice(c);
  if (device === null) return count(c, rateClass, `address:${network}`);
  await count(c, rateClass, `device:${await sha256(device)}`);
  await count(c, 'client', `address:${network}`);
}

/** Counts a person. People behind one address do not use up one another's limit. @throws rate_limited */
export async function countPerson(c: HttpContext, rateClass: RateClass, userId: string): Promise<void> {
  await count(c, rateClass, `person:${userId}`);
}

/**
 * An authenticated client has one limit, whatever its address. A public client cannot authenticate, so anybody can use
 * its id: it has one limit per network.
 * @throws rate_limited
 */
export async function countClient(c: HttpContext, { id, clientType, organisationId }: Client): Promise<void> {
  const { trace } = c.var.context;
  trace.organisationId ??= organisationId;
  trace.clientId ??= id;
  if (clientType === 'confidential') {
    c.set('isClientProven', true);
    return count(c, 'client', `client:${id}`);
  }
  const network = networkOf(c.var.context.origin.ipAddress);
  if (network !== null) await count(c, 'client', `client:${id}:address:${network}`);
}

/** A binding counts up to a number that is configured with it, so a key has one of these classes, not a number. */
const API_KEY_CLASSES: Record<ApiKeyRateLimit, RateClass> = { low: 'token', standard: 'general', high: 'client' };

/**
 * Counts an API key, and the one with which it was made: many keys do not add up to a higher limit. A route with a limit
 * of its own has that one for keys too.
 * @throws rate_limited
 */
export async function countApiKey(c: HttpContext, rateClass: RateClass, { limits }: PresentedApiKey): Promise<void> {
  for (const { id, rateLimit } of limits) {
    await count(c, rateClass === 'general' ? API_KEY_CLASSES[rateLimit] : rateClass, `api-key:${id}`);
  }
}

/** Counts a platform operator, wherever the requests come from. @throws rate_limited */
export async function countOperator(c: HttpContext, id: string): Promise<void> {
  await count(c, 'general', `operator:${id}`);
}

/**
 * For the endpoints for clients. All requests of an address have a high limit, as a server may act for many people.
 * Failures without client authentication also have a lower one.
 */
export const limitFailures: MiddlewareHandler<HonoEnv> = async (c, next) => {
  await countAddress(c, 'client');
  await next();
  const { status } = c.res;
  if (status < 400 || status >= 500 || status === 429 || c.var.isClientProven) return;
  await countAddress(c, 'token');
};

async function count(c: HttpContext, rateClass: RateClass, key: string): Promise<void> {
  const { config, log } = c.var.context;
  const { binding, period } = RATE_CLASSES[rateClass];
  const limiter = config[binding];
  if (!limiter) return warnOnce(c, binding);
  if (await isWithinLimit(c, limiter, `${rateClass}:${key}`)) return;
  const level = config.ENVIRONMENT === 'development' ? 'info' : 'debug';
  log[level]('rate limit reached: its number stands in wrangler.toml', { binding, by: key.split(':')[0] });
  throw rateLimited(period);
}

/** Milliseconds. A binding usually answers within a few. */
const TIMEOUT = 1_000;

/** A rate limit that fails or hangs lets the request pass: guessed passwords and codes are counted in the database. */
async function isWithinLimit(c: HttpContext, limiter: RateLimit, key: string): Promise<boolean> {
  try {
    // An async function, so that an error which the binding throws synchronously is caught here too.
    const { success } = await withTimeout(TIMEOUT, (async () => limiter.limit({ key }))());
    return success;
  } catch (error) {
    c.var.context.log.warn('a rate limit did not answer', { error });
    return true;
  }
}

const warned = new Set<string>();

/** Logs once per isolate that a binding is missing; in production the configuration is refused then. */
function warnOnce(c: HttpContext, binding: string): void {
  if (warned.has(binding)) return;
  warned.add(binding);
  c.var.context.log.warn('requests are not counted', { missing: binding });
}

/** @param retryAfter seconds */
export function rateLimited(retryAfter: number): AppError {
  return new AppError('rate_limited', 'Rate limit exceeded. Please try again later.', { retryAfter });
}
