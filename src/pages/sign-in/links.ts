/** Links to sign in after a password reset. */
import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import type { NextLink } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { PATHS } from '../../http/paths.ts';
import { isolated } from '../../lib/names.ts';
import { findAuthorizationState } from '../authorization/authorization.ts';
import { type Destination, withDestination } from '../destination.ts';

/** To the application of the pending request; to the application's start if the request is not pending any more. */
export async function signInLinks(c: HttpContext, destination: Destination): Promise<NextLink[]> {
  const { handle } = destination;
  if (handle === undefined) return [{ href: withDestination(PATHS.signIn, destination), label: 'Sign in' }];
  const { authorization } = await findAuthorizationState(c, handle);
  if (authorization) {
    return [
      { href: withDestination(PATHS.signIn, destination), label: `Sign in to ${isolated(authorization.client.name)}` },
    ];
  }
  const { nextLink } = await spentRequestError(c.var.context, handle);
  return [...(nextLink ? [nextLink] : []), { href: PATHS.signIn, label: 'Sign in' }];
}
