import type { HttpContext } from '../http/hono-env.ts';

/** 303: the browser follows with GET. */
export function goTo(c: HttpContext, location: string): Response {
  c.header('Cache-Control', 'no-store');
  return c.redirect(location, 303);
}
