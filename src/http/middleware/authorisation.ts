/** What a route of the JSON API demands of its caller, checked before anything of the request is read. */
import type { MiddlewareHandler } from 'hono';
import { type Permission, permits } from '../../domain/permissions.ts';
import { AppError } from '../../errors.ts';
import type { Authentication, HonoEnv, HttpContext } from '../hono-env.ts';
import { authenticate } from './authentication.ts';
import { countAddress, countPerson, type RateClass } from './rate-limit.ts';
import { assertOrganisationContext, assertOrganisationKnowable } from './tenant.ts';

type Demand = 'self' | 'session' | Permission;

/** One round trip. */
export function authorise(
  demand: Demand,
  { rateClass, includeEnrolment = false }: { rateClass: RateClass; includeEnrolment?: boolean },
): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    const isAdministrative = c.req.path.startsWith('/v1/admin/');
    if (isAdministrative) assertOrganisationKnowable(c);
    const authentication = await authenticate(c, { includeEnrolment }).catch(countStranger(c));
    c.set('authentication', authentication);
    const { user, organisation } = authentication.principal;
    await countPerson(c, rateClass, user.id);
    if (isAdministrative) await assertOrganisationContext(c, authentication);
    assertPermitted(authentication, demand);
    c.set('tenant', c.var.context.openTenant(organisation.id, { userId: user.id }));
    await next();
  };
}

/** Whoever shows no good credential is counted by where they come from. */
function countStranger(c: HttpContext) {
  return async (error: unknown): Promise<never> => {
    await countAddress(c, 'general');
    throw error;
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
