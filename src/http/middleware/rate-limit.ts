/**
 * How often one caller may ask. Counted by Cloudflare's rate-limit bindings (wrangler.toml), which are local to a
 * location and eventually consistent: a brake on floods, not a ledger. What must be exact (wrong passwords, reading
 * invitations) is counted in the database.
 */
import type { MiddlewareHandler } from 'hono';
import { networkOf } from '../../domain/networks.ts';
import { AppError } from '../../errors.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';

/** The limits themselves stand with the bindings; `period` must repeat theirs, for Retry-After. */
export const RATE_CLASSES = {
  general: { binding: 'RATE_LIMIT_GENERAL', period: 60 },
  auth: { binding: 'RATE_LIMIT_AUTH', period: 60 },
  token: { binding: 'RATE_LIMIT_TOKEN', period: 60 },
  introspection: { binding: 'RATE_LIMIT_INTROSPECTION', period: 60 },
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

/** @throws rate_limited */
export async function countAddress(c: HttpContext, rateClass: RateClass): Promise<void> {
  const network = networkOf(c.var.context.origin.ipAddress);
  if (network !== null) await count(c, rateClass, `address:${network}`);
}

/** People behind one address do not use up one another's share. @throws rate_limited */
export async function countPerson(c: HttpContext, rateClass: RateClass, userId: string): Promise<void> {
  await count(c, rateClass, `person:${userId}`);
}

async function count(c: HttpContext, rateClass: RateClass, key: string): Promise<void> {
  const { config } = c.var.context;
  // A developer's page reloads itself, and a test signs in as often as it likes.
  if (config.ENVIRONMENT === 'development') return;
  const { binding, period } = RATE_CLASSES[rateClass];
  const limiter = config[binding];
  if (!limiter) return warnOnce(c, binding);
  const { success } = await limiter.limit({ key: `${rateClass}:${key}` });
  if (!success) throw rateLimited(period);
}

const warned = new Set<string>();

function warnOnce(c: HttpContext, binding: string): void {
  if (warned.has(binding)) return;
  warned.add(binding);
  c.var.context.log.warn('requests are not counted', { missing: binding });
}

/** @param retryAfter seconds */
export function rateLimited(retryAfter: number): AppError {
  return new AppError('rate_limited', 'Rate limit exceeded. Please try again later.', { retryAfter });
}
