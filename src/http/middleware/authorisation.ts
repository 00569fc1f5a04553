/** Authorises the caller of a route of the JSON API, before the body is read. */
import type { MiddlewareHandler } from 'hono';
import { actorOf } from '../../domain/access/guests.ts';
import type { Permission } from '../../domain/access/permissions.ts';
import { assertMember, assertPermitted, assertSelf, type Caller } from '../../domain/credentials/callers.ts';
import { AppError } from '../../errors.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';
import { authenticate } from './authentication.ts';
import { countAddress, countApiKey, countClient, countPerson, type RateClass } from './rate-limit.ts';
import { assertOrganisationContext } from './tenant.ts';

type Demand = 'self' | 'session' | 'member' | Permission;

interface Options {
  rateClass: RateClass;
  includeEnrolment: boolean;
  /** For `self`: the scope that a third party's token must have; null when no such token is accepted. */
  scope: string | null;
  /** Whether an API key needs no permission where the parameter `id` is its own. */
  allowsOwnKey: boolean;
}

/** One round trip. */
export function authorise(demand: Demand, options: Options): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    const caller = await authenticate(c, options).catch(countUnauthenticated(c));
    c.set('authentication', caller);
    const { principal, token, apiKey, organisation } = caller;
    if (principal) await countPerson(c, options.rateClass, principal.user.id);
    else if (token) await countClient(c, token.client);
    else if (apiKey) await countApiKey(c, options.rateClass, apiKey);
    if (c.req.path.startsWith('/v1/admin/')) assertOrganisationContext(c, caller);
    const isOwnKey = options.allowsOwnKey && apiKey !== null && c.req.param('id') === apiKey.id;
    if (!isOwnKey) assertDemand(caller, demand, options.scope);
    // The audit log names both: the person, and the application that acts for them.
    const acting = { clientId: token?.client.id ?? null, apiKeyId: apiKey?.id ?? null };
    const actor = { ...(principal ? actorOf(principal) : {}), ...acting };
    c.set('tenant', c.var.context.openTenant(organisation.id, actor));
    await next();
  };
}

/** Requests without a valid credential are counted by their address. */
function countUnauthenticated(c: HttpContext) {
  return async (error: unknown): Promise<never> => {
    await countAddress(c, 'general');
    throw error;
  };
}

/** @throws unauthorized when a session is demanded and there is none; forbidden or insufficient_scope */
function assertDemand(caller: Caller, demand: Demand, scope: string | null): void {
  if (demand === 'self') assertSelf(caller, scope);
  else if (demand === 'member') assertMember(caller, scope as Permission);
  else if (demand !== 'session') assertPermitted(caller, demand);
  else if (!caller.session) throw new AppError('unauthorized', 'No session cookie found');
}
