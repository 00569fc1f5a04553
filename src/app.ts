/** Mounts the surfaces, in order. Each renders its own errors. */
import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { createApi } from './api/index.ts';
import { createSanctum } from './api/sanctum.ts';
import { AppError } from './errors.ts';
import { createHealth } from './health/index.ts';
import { renderErrorPage } from './http/error-page.tsx';
import type { HonoEnv, HttpContext } from './http/hono-env.ts';
import { openRequest } from './http/middleware/request.ts';
import { renderProblem } from './http/problem.ts';
import { createCachedDocuments, createOAuth } from './oauth/index.ts';
import { createPages } from './pages/index.ts';
import { createSecurityEvents } from './ssf/index.ts';

/** Cached documents are answered first, without a request context; every other request gets one. */
export function createApp() {
  const surfaces = createSurfaces();
  const app = createCachedDocuments();
  app.onError((error, c) => renderProblem(c, error));
  app.all('*', (c) => surfaces.fetch(c.req.raw, c.env, c.executionCtx));
  return app;
}

function createSurfaces() {
  const app = new Hono<HonoEnv>();
  app.onError((error, c) => renderProblem(c, error));
  app.notFound((c) => {
    const error = new AppError('not_found', 'Route not found');
    return wantsPage(c)
      ? renderErrorPage(c, new AppError('not_found', 'There is no such page.'))
      : renderProblem(c, error);
  });
  app.use(openRequest());
  app.route('/', createHealth());
  app.route('/v1', createApi());
  app.route('/', createSanctum());
  app.route('/', createPages());
  app.route('/', createOAuth());
  app.route('/', createSecurityEvents());
  return app;
}

/** Browsers prefer HTML in `Accept`. Clients of the API, and requests without a preference, get JSON. */
function wantsPage(c: HttpContext): boolean {
  if (c.req.path.startsWith('/v1/')) return false;
  const supports = ['application/json', 'text/html'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'text/html';
}
