/** Mounts the surfaces, in order. Each renders its own errors. */
import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { createApi } from './api/index.ts';
import { createSanctum } from './api/sanctum.ts';
import { AppError } from './errors.ts';
import { createHealth } from './health/index.ts';
import { renderErrorPage } from './http/error-page.tsx';
import type { HonoEnv, HttpContext } from './http/hono-env.ts';
import { frameRequest } from './http/middleware/request.ts';
import { renderProblem } from './http/problem.ts';
import { createOAuth, createPublished } from './oauth/index.ts';
import { createPages } from './pages/index.ts';

/** What is published stands alone, where nothing has to be opened or looked through for it; all else is within the frame. */
export function createApp() {
  const framed = createFramed();
  const app = createPublished();
  app.onError((error, c) => renderProblem(c, error));
  app.all('*', (c) => framed.fetch(c.req.raw, c.env, c.executionCtx));
  return app;
}

function createFramed() {
  const app = new Hono<HonoEnv>();
  app.onError((error, c) => renderProblem(c, error));
  app.notFound((c) => {
    const error = new AppError('not_found', 'Route not found');
    return wantsPage(c)
      ? renderErrorPage(c, new AppError('not_found', 'There is no such page.'))
      : renderProblem(c, error);
  });
  app.use(frameRequest());
  app.route('/', createHealth());
  app.route('/v1', createApi());
  app.route('/', createSanctum());
  app.route('/', createPages());
  app.route('/', createOAuth());
  return app;
}

/** Browsers say that they like HTML best; clients of the API, and those who say nothing, get JSON. */
function wantsPage(c: HttpContext): boolean {
  if (c.req.path.startsWith('/v1/')) return false;
  const supports = ['application/json', 'text/html'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'text/html';
}
