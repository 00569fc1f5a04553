/** What stands in the log instead of a path: a path may hold what only its owner may know, such as an invitation. */
import { matchedRoutes } from 'hono/route';
import type { HttpContext } from './hono-env.ts';

/** The route that the request is for, e.g. `/v1/public/invitations/:token`; `*` when there is none. */
export function routePattern(c: HttpContext): string {
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '*';
}
