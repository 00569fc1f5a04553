/** Surface: the JSON API under /v1. */
import { type Context, Hono } from 'hono';
import { except } from 'hono/combine';
import type { Env } from '../env.ts';
import { AppError } from '../errors.ts';
import { apiDocument } from '../http/api-document.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { limitBody } from '../http/middleware/body-limit.ts';
import { refuseContentEncoding } from '../http/middleware/content-encoding.ts';
import { cors } from '../http/middleware/cors.ts';
import type { Route } from '../http/openapi.ts';
import { renderProblem } from '../http/problem.ts';
import { adminRoutes } from './admin/routes.ts';
import { authRoutes } from './auth/routes.ts';
import { guardUnsafeRequests } from './guard.ts';
import { meRoutes } from './me/routes.ts';
import { publicRoutes } from './public/routes.ts';
import { systemRoutes } from './system/routes.ts';

export const ROUTES: readonly Route[] = [...authRoutes, ...meRoutes, ...publicRoutes, ...adminRoutes, ...systemRoutes];

/** Their handlers read the body as a stream, and limit it. */
const FILE_ROUTES = ROUTES.filter(({ files }) => files.length > 0);

const BODY_BYTES_MAX = 100 * 1024;

export function createApi() {
  const app = new Hono<HonoEnv>();
  app.onError((error, c) => renderProblem(c, error));
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    // Sent with every answer: clients read the token from the first answer that they get.
    if (!c.res.headers.has('X-CSRF-Token')) c.header('X-CSRF-Token', await csrfToken(c));
  });
  app.use(cors);
  app.use(except(isFileRequest, limitBody(BODY_BYTES_MAX)));
  app.use(refuseContentEncoding);
  app.use(guardUnsafeRequests(filesOf));
  for (const route of ROUTES) route(app);
  app.get('/openapi.json', (c) => c.body(documentOf(c.var.context.config), 200, JSON_TYPE));
  app.all('*', refuseMethod);
  return app;
}

/** The media types of the file that the route of this request takes as its body. */
function filesOf(c: HttpContext): readonly string[] {
  const path = c.req.path.replace(/^\/v1/, '');
  const method = c.req.method.toLowerCase();
  return FILE_ROUTES.find((route) => route.method === method && patternOf(route.path).test(path))?.files ?? [];
}

const isFileRequest = (c: Context) => filesOf(c as HttpContext).length > 0;

const JSON_TYPE = { 'Content-Type': 'application/json' };
/** By issuer; an isolate has one. */
const documents = new Map<string, string>();

function documentOf({ ISSUER_URL }: Env): string {
  const document = documents.get(ISSUER_URL) ?? JSON.stringify(apiDocument(ROUTES, ISSUER_URL));
  documents.set(ISSUER_URL, document);
  return document;
}

/** A path that exists for other methods is answered with 405 and names them. */
function refuseMethod(c: HttpContext): never {
  const path = c.req.path.replace(/^\/v1/, '');
  const methods = ROUTES.filter((route) => patternOf(route.path).test(path)).map((route) => route.method.toUpperCase());
  if (methods.length === 0) throw new AppError('not_found', 'Route not found');
  c.header('Allow', [...new Set(methods)].join(', '));
  throw new AppError('method_not_allowed', `Use ${methods.join(' or ')}`);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}
