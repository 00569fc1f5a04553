/**
 * How often one caller may ask. Counted by Cloudflare's rate-limit bindings (wrangler.toml), which are local to a
 * location and eventually consistent: a brake on floods, not a ledger. What must be exact (wrong passwords, reading
 * invitations) is counted in the database. A development server counts too, so that nobody meets a limit in production
 * first.
 */
import type { MiddlewareHandler } from 'hono';
import type { Client } from '../../domain/clients/clients.ts';
import { AppError } from '../../errors.ts';
import { networkOf } from '../../lib/networks.ts';
import { within } from '../../lib/patience.ts';
import { sha256 } from '../../lib/secrets.ts';
import { readProvenDevice } from '../cookies.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';

/** The limits themselves stand with the bindings; `period` must repeat theirs, for Retry-After. */
export const RATE_CLASSES = {
  general: { binding: 'RATE_LIMIT_GENERAL', period: 60 },
  auth: { binding: 'RATE_LIMIT_AUTH', period: 60 },
  /** What the endpoints for clients refuse. */
  token: { binding: 'RATE_LIMIT_TOKEN', period: 60 },
  /** What clients may ask of them. */
  client: { binding: 'RATE_LIMIT_CLIENT', period: 60 },
  inviteAccept: { binding: 'RATE_LIMIT_INVITE_ACCEPT', period: 60 },
} as const;

export type RateClass = keyof typeof RATE_CLASSES;

/** Counts a request by where it comes from; an address that the platform does not tell is not counted. */
export function limitByAddress(rateClass: RateClass): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    await countAddress(c, rateClass);
    await next();
  };
}

/**
 * A browser in which somebody signed in before has a share of its own: a flood from its network does not shut it out.
 * The network's share of such requests is the one that clients have, so that many such browsers make no flood either.
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

/** People behind one address do not use up one another's share. @throws rate_limited */
export async function countPerson(c: HttpContext, rateClass: RateClass, userId: string): Promise<void> {
  await count(c, rateClass, `person:${userId}`);
}

/**
 * A client that has proved who it is has a share of its own, wherever it asks from. Anybody can name a public client: it
 * has one in each network.
 * @throws rate_limited
 */
export async function countClient(c: HttpContext, { id, clientType }: Client): Promise<void> {
  if (clientType === 'confidential') {
    c.set('isClientProven', true);
    return count(c, 'client', `client:${id}`);
  }
  const network = networkOf(c.var.context.origin.ipAddress);
  if (network !== null) await count(c, 'client', `client:${id}:address:${network}`);
}

/**
 * The endpoints for clients. Whoever works is counted generously, so that a server with many people behind it goes on
 * working; who fails without having proved to be a client is counted by where they come from.
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
  if (await mayPass(c, limiter, `${rateClass}:${key}`)) return;
  const level = config.ENVIRONMENT === 'development' ? 'info' : 'debug';
  log[level]('rate limit reached: its number stands in wrangler.toml', { binding, by: key.split(':')[0] });
  throw rateLimited(period);
}

/** Milliseconds: a binding answers in a few. */
const PATIENCE = 1_000;

/** A brake that fails or hangs stops nobody, and turns no answer into another: guesses are counted in the database. */
async function mayPass(c: HttpContext, limiter: RateLimit, key: string): Promise<boolean> {
  try {
    // Asynchronous, so that what a binding throws at once is a failure like others.
    const { success } = await within(PATIENCE, (async () => limiter.limit({ key }))());
    return success;
  } catch (error) {
    c.var.context.log.warn('a rate limit did not answer', { error });
    return true;
  }
}

const warned = new Set<string>();

/** Production does not start without them. */
function warnOnce(c: HttpContext, binding: string): void {
  if (warned.has(binding)) return;
  warned.add(binding);
  c.var.context.log.warn('requests are not counted', { missing: binding });
}

/** @param retryAfter seconds */
export function rateLimited(retryAfter: number): AppError {
  return new AppError('rate_limited', 'Rate limit exceeded. Please try again later.', { retryAfter });
}
