/** The route pattern, logged instead of the path: a path may contain a secret, such as an invitation. */
import { matchedRoutes } from 'hono/route';
import type { HttpContext } from './hono-env.ts';

/**
 * The route that the request is for, e.g. `/v1/public/invitations/:token`; `*` when there is none. The first of several:
 * `/admin/audit-logs/export` also matches `/admin/audit-logs/:id`, which comes behind it.
 */
export function routePattern(c: HttpContext): string {
  return matchedRoutes(c).find(({ path }) => !path.endsWith('*'))?.path ?? '*';
}
