/** What a route of the JSON API demands of its caller, checked before anything of the request is read. */
import type { MiddlewareHandler } from 'hono';
import { type Permission, permits } from '../../domain/permissions.ts';
import { AppError } from '../../errors.ts';
import type { Authentication, HonoEnv } from '../hono-env.ts';
import { authenticate } from './authentication.ts';

type Demand = 'self' | 'session' | Permission;

/** One round trip. */
export function authorise(
  permission: Demand,
  options: { includeEnrolment?: boolean } = {},
): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    const authentication = await authenticate(c, options);
    c.set('authentication', authentication);
    assertPermitted(authentication, permission);
    const { user, organisation } = authentication.principal;
    c.set('tenant', c.var.context.openTenant(organisation.id, { userId: user.id }));
    await next();
  };
}

/** @throws unauthorized when a session is demanded and there is none; forbidden when the permission is missing */
function assertPermitted({ session, principal }: Authentication, permission: Demand): void {
  if (permission === 'self') return;
  if (permission === 'session') {
    if (!session) throw new AppError('unauthorized', 'No session cookie found');
    return;
  }
  if (!permits(principal.permissions, permission)) {
    throw new AppError('forbidden', `Missing required permission: ${permission}`);
  }
}
