/**
 * Routes of the JSON API as values. Schema, permission and handler stand together; the OpenAPI document is made from
 * the schema that validates.
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { type Permission, permits } from '../domain/permissions.ts';
import { AppError } from '../errors.ts';
import type { Authentication, HonoEnv, HttpContext } from './hono-env.ts';
import { authenticate } from './middleware/authentication.ts';

/** `none`: anyone · `self`: whoever is signed in · else what the caller's roles must contain. */
type RoutePermission = 'none' | 'self' | Permission;

interface ResponseDefinition {
  description: string;
  schema?: z.ZodType;
}

interface RouteDefinition<Body, Access extends RoutePermission> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  summary: string;
  permission: Access;
  body?: z.ZodType<Body>;
  responses: Record<number, ResponseDefinition>;
  handler: (input: RouteInput<Body, Access>) => Promise<Response> | Response;
}

export interface RouteInput<Body, Access> {
  c: HttpContext;
  body: Body;
  /** Set unless the route is open to anyone. */
  authentication: Access extends 'none' ? undefined : Authentication;
}

export type Route = (app: OpenAPIHono<HonoEnv>) => void;

export function defineRoute<Body = undefined, Access extends RoutePermission = RoutePermission>(
  definition: RouteDefinition<Body, Access>,
): Route {
  const { method, path, summary, permission, body, responses, handler } = definition;
  const route = createRoute({
    method,
    path,
    summary,
    ...(permission === 'none' ? {} : { security: [{ session: [] }, { bearer: [] }] }),
    request: body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {},
    responses: describeResponses(responses),
  });
  return (app) => {
    app.openapi(route, (async (c: HttpContext) => {
      const authentication = permission === 'none' ? undefined : await authorise(c, permission);
      const input = body ? (c.req.valid as (target: string) => Body)('json') : undefined;
      return handler({ c, body: input, authentication } as RouteInput<Body, Access>);
    }) as never);
  };
}

/** @throws unauthorized or forbidden */
async function authorise(c: HttpContext, permission: 'self' | Permission): Promise<Authentication> {
  const authentication = await authenticate(c);
  c.set('authentication', authentication);
  if (permission !== 'self' && !permits(authentication.principal.permissions, permission)) {
    throw new AppError('forbidden', `Missing required permission: ${permission}`);
  }
  return authentication;
}

function describeResponses(responses: Record<number, ResponseDefinition>) {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema ? { content: { 'application/json': { schema } } } : {}) },
    ]),
  );
}

/** An app whose validation failures are problems that name the field. */
export function createApiApp(): OpenAPIHono<HonoEnv> {
  return new OpenAPIHono<HonoEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        throw new AppError('bad_request', 'Invalid input', { extensions: { errors: result.error.issues } });
      }
    },
  });
}

export { z };
