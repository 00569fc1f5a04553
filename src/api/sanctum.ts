/** The route that clients of Laravel Sanctum call before they sign in: it sets the CSRF cookie and header. */
import { Hono } from 'hono';
import { csrfToken } from '../http/csrf.ts';
import type { HonoEnv } from '../http/hono-env.ts';
import { cors } from '../http/middleware/cors.ts';

export function createSanctum() {
  const app = new Hono<HonoEnv>();
  app.on(['GET', 'OPTIONS'], '/sanctum/csrf-cookie', cors, async (c) => {
    c.header('X-CSRF-Token', await csrfToken(c));
    c.header('Cache-Control', 'no-store');
    return c.body(null, 204);
  });
  return app;
}
