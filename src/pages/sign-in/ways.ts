/** Where people sign in who have just got a new password. */
import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import type { NextLink } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { PATHS } from '../../http/paths.ts';
import { isolated } from '../../lib/names.ts';
import { findArrival } from '../authorization/authorization.ts';
import { type Destination, withDestination } from '../destination.ts';

/** To the application from which the person came; to its start when it waits no longer. */
export async function waysToSignIn(c: HttpContext, destination: Destination): Promise<NextLink[]> {
  const { handle } = destination;
  if (handle === undefined) return [{ href: withDestination(PATHS.signIn, destination), label: 'Sign in' }];
  const { waiting } = await findArrival(c, handle);
  if (waiting) {
    return [{ href: withDestination(PATHS.signIn, destination), label: `Sign in to ${isolated(waiting.client.name)}` }];
  }
  const { nextLink } = await spentRequestError(c.var.context, handle);
  return [...(nextLink ? [nextLink] : []), { href: PATHS.signIn, label: 'Sign in' }];
}
