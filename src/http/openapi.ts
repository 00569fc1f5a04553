/**
 * Routes of the JSON API as values. Schema, permission and handler stand together; the OpenAPI document is made from
 * the schemas that validate.
 */
import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Permission } from '../domain/permissions.ts';
import type { Tenant } from '../domain/unit-of-work.ts';
import { AppError } from '../errors.ts';
import { findUnstorable } from '../lib/text.ts';
import type { Authentication, HonoEnv, HttpContext, SessionAuthentication } from './hono-env.ts';
import { authorise } from './middleware/authorisation.ts';
import { limitByAddress, type RateClass } from './middleware/rate-limit.ts';

/**
 * `none`: anyone · `self`: whoever is signed in · `session`: whoever is signed in with a browser session (what people
 * do to their own account is no application's business) · else what the caller's roles must contain.
 */
export type RoutePermission = 'none' | 'self' | 'session' | Permission;

interface ResponseDefinition {
  description: string;
  schema?: z.ZodType;
}

interface RouteDefinition<Body, Params, Query, Access extends RoutePermission> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  summary: string;
  permission: Access;
  /** Whether a session will do that may only set up a second factor. */
  includeEnrolment?: boolean;
  /** How often it may be called: `auth` for what is open to anyone, `general` for the rest, unless this says otherwise. */
  rateClass?: RateClass;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  responses: Record<number, ResponseDefinition>;
  handler: (input: RouteInput<Body, Params, Query, Access>) => Promise<Response> | Response;
}

export interface RouteInput<Body, Params, Query, Access> {
  c: HttpContext;
  params: Params;
  query: Query;
  body: Body;
  /** Set unless the route is open to anyone. */
  authentication: Access extends 'none' ? undefined : Access extends 'session' ? SessionAuthentication : Authentication;
  /** The caller's organisation; unset where the route is open to anyone. */
  tenant: Access extends 'none' ? undefined : Tenant;
}

/** Mounts itself, and says what it is: tests are made from the list of routes. */
export interface Route {
  (app: OpenAPIHono<HonoEnv>): void;
  readonly method: string;
  /** Below /v1, with parameters in braces. */
  readonly path: string;
  readonly permission: RoutePermission;
  readonly includeEnrolment: boolean;
}

export function defineRoute<
  Body = undefined,
  Params = undefined,
  Query = undefined,
  Access extends RoutePermission = RoutePermission,
>(definition: RouteDefinition<Body, Params, Query, Access>): Route {
  const { method, path, permission, includeEnrolment = false, handler } = definition;
  const route = createRoute(describe(definition) as unknown as RouteConfig);
  const mount = (app: OpenAPIHono<HonoEnv>) => {
    app.openapi(route, (async (c: HttpContext) => {
      const valid = (target: string) => (c.req.valid as (target: string) => unknown)(target);
      const authentication = c.var.authentication;
      return handler({
        c,
        params: definition.params && valid('param'),
        query: definition.query && valid('query'),
        body: definition.body && valid('json'),
        authentication: permission === 'none' ? undefined : authentication,
        tenant: permission === 'none' ? undefined : c.var.tenant,
      } as RouteInput<Body, Params, Query, Access>);
    }) as never);
  };
  return Object.assign(mount, { method, path, permission, includeEnrolment });
}

function describe<Body, Params, Query>(definition: RouteDefinition<Body, Params, Query, RoutePermission>) {
  const { method, path, summary, permission, params, query, body, responses } = definition;
  const { includeEnrolment = false, rateClass = permission === 'none' ? 'auth' : 'general' } = definition;
  return {
    method,
    path,
    summary,
    // Before validation: what a body must look like is told to those who may send one.
    middleware: [
      permission === 'none' ? limitByAddress(rateClass) : authorise(permission, { rateClass, includeEnrolment }),
    ],
    ...(permission === 'none' ? {} : { security: [{ session: [] }, { bearer: [] }] }),
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    },
    responses: describeResponses(responses),
  };
}

function describeResponses(responses: Record<number, ResponseDefinition>) {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema ? { content: { 'application/json': { schema } } } : {}) },
    ]),
  );
}

/** An app whose validation failures are problems that name the field. No text that cannot be stored reaches a handler. */
export function createApiApp(): OpenAPIHono<HonoEnv> {
  return new OpenAPIHono<HonoEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error.issues);
      const path = findUnstorable(result.data);
      if (path !== null) throw invalidInput([{ code: 'custom', path, message: 'Invalid characters' }]);
    },
  });
}

function invalidInput(errors: readonly unknown[]): AppError {
  return new AppError('bad_request', 'Invalid input', { extensions: { errors } });
}

export { z };
