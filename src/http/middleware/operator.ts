/**
 * Authenticates a platform operator: by an operator key as a bearer token, and by nothing else. Every refusal is the
 * same, so that it does not tell whether a key exists.
 */
import type { MiddlewareHandler } from 'hono';
import { findOperator, type PlatformOperator } from '../../domain/operators/keys.ts';
import { AppError } from '../../errors.ts';
import { isInNetworks } from '../../lib/networks.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';
import { readBearerToken } from './authentication.ts';
import { countAddress, countOperator } from './rate-limit.ts';

/** One round trip. */
export const authoriseOperator: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const operator = await authenticateOperator(c);
  if (!operator) {
    await countAddress(c, 'auth');
    throw new AppError('unauthorized', 'An operator key is required');
  }
  await countOperator(c, operator.id);
  c.set('operator', operator);
  await next();
};

async function authenticateOperator(c: HttpContext): Promise<PlatformOperator | null> {
  const key = readBearerToken(c);
  const operator = key === undefined ? null : await findOperator(c.var.context.system, key);
  return operator !== null && isAllowedHere(c, operator) ? operator : null;
}

/** Elsewhere the key is answered like one that does not exist. */
function isAllowedHere(c: HttpContext, { networks }: PlatformOperator): boolean {
  return networks === null || isInNetworks(c.var.context.origin.ipAddress, networks);
}
