/** What a route of the JSON API demands of its caller, checked before anything of the request is read. */
import type { MiddlewareHandler } from 'hono';
import { actorOf } from '../../domain/access/guests.ts';
import type { Permission } from '../../domain/access/permissions.ts';
import { assertPermitted, assertSelf, type Caller } from '../../domain/credentials/callers.ts';
import { AppError } from '../../errors.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';
import { authenticate } from './authentication.ts';
import { countAddress, countClient, countPerson, type RateClass } from './rate-limit.ts';
import { assertOrganisationContext } from './tenant.ts';

type Demand = 'self' | 'session' | Permission;

interface Options {
  rateClass: RateClass;
  includeEnrolment: boolean;
  /** Of `self`: what a third party's token must have been granted; null where none will do. */
  scope: string | null;
}

/** One round trip. */
export function authorise(demand: Demand, options: Options): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    const caller = await authenticate(c, options).catch(countStranger(c));
    c.set('authentication', caller);
    const { principal, token, organisation } = caller;
    if (principal) await countPerson(c, options.rateClass, principal.user.id);
    else if (token) await countClient(c, token.client);
    if (c.req.path.startsWith('/v1/admin/')) assertOrganisationContext(c, caller);
    assertDemand(caller, demand, options.scope);
    // Whatever an application does for a person is recorded as the deed of both.
    const actor = { ...(principal ? actorOf(principal) : {}), clientId: token?.client.id ?? null };
    c.set('tenant', c.var.context.openTenant(organisation.id, actor));
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

/** @throws unauthorized when a session is demanded and there is none; forbidden or insufficient_scope */
function assertDemand(caller: Caller, demand: Demand, scope: string | null): void {
  if (demand === 'self') assertSelf(caller, scope);
  else if (demand !== 'session') assertPermitted(caller, demand);
  else if (!caller.session) throw new AppError('unauthorized', 'No session cookie found');
}
