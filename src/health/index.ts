/** Surface: health checks of the Worker and of its database, and numbers for monitoring. */
import { Hono } from 'hono';
import { databaseUnavailable } from '../errors.ts';
import type { HonoEnv } from '../http/hono-env.ts';
import { limitByAddress } from '../http/middleware/rate-limit.ts';
import { toAppError } from '../http/problem.ts';
import { sql } from '../platform/database/statement.ts';
import { metrics } from './metrics.ts';

export function createHealth() {
  const app = new Hono<HonoEnv>();
  app.get('/health', (c) => c.json({ status: 'ok', timestamp: c.var.context.now.toISOString() }));
  app.get('/health/db', limitByAddress('general'), async (c) => {
    const { system, now, log } = c.var.context;
    const timestamp = now.toISOString();
    const started = Date.now();
    c.header('Cache-Control', 'no-store');
    try {
      const [[database]] = await system.db.flight(READ_ONLY);
      if (database?.readOnly) throw databaseUnavailable(new Error('The database is read-only'), 'read-only');
    } catch (thrown) {
      const error = toAppError(thrown);
      log.error('database health check failed', { error: error.cause });
      const database = error.log === 'read-only' ? 'read-only' : 'disconnected';
      c.header('Retry-After', String(error.retryAfter ?? 5));
      // This endpoint is public, so the database's message is only logged.
      return c.json({ status: 'error', database, error: error.message, timestamp }, 503);
    }
    return c.json({ status: 'ok', database: 'connected', queryDurationMs: Date.now() - started, timestamp });
  });
  app.get('/metrics', limitByAddress('general'), metrics);
  return app;
}

/** Detects a standby, a replaced primary, or a full disk: the database answers, but sign-in is impossible. */
const READ_ONLY = sql<{ readOnly: boolean }>`SELECT current_setting('transaction_read_only') = 'on' AS "readOnly"`;
