/** Surface: is the Worker alive, and does its database answer? */
import { Hono } from 'hono';
import type { HonoEnv } from '../http/hono-env.ts';
import { limitByAddress } from '../http/middleware/rate-limit.ts';
import { toAppError } from '../http/problem.ts';
import { sql } from '../platform/statement.ts';

export function createHealth() {
  const app = new Hono<HonoEnv>();
  app.get('/health', (c) => c.json({ status: 'ok', timestamp: c.var.context.now.toISOString() }));
  app.get('/health/db', limitByAddress('general'), async (c) => {
    const { system, now, log } = c.var.context;
    const timestamp = now.toISOString();
    const started = Date.now();
    c.header('Cache-Control', 'no-store');
    try {
      await system.db.flight(sql`SELECT 1`);
    } catch (thrown) {
      const error = toAppError(thrown);
      log.error('database health check failed', { error: error.cause });
      c.header('Retry-After', String(error.retryAfter ?? 5));
      // What the database said stays in the log: this endpoint is public.
      return c.json({ status: 'error', database: 'disconnected', error: error.message, timestamp }, 503);
    }
    return c.json({ status: 'ok', database: 'connected', queryDurationMs: Date.now() - started, timestamp });
  });
  return app;
}
