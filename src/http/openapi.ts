/**
 * Routes of the JSON API as values. Schema, permission and handler stand together; the OpenAPI document is made from
 * the schemas that validate.
 */
import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Permission } from '../domain/access/permissions.ts';
import type { Principal } from '../domain/access/principals.ts';
import type { Caller } from '../domain/credentials/callers.ts';
import type { Tenant } from '../domain/unit-of-work/unit-of-work.ts';
import { AppError } from '../errors.ts';
import { findUnusable } from '../lib/text.ts';
import type { HonoEnv, HttpContext, SessionAuthentication } from './hono-env.ts';
import { authorise } from './middleware/authorisation.ts';
import { limitByAddress, type RateClass } from './middleware/rate-limit.ts';

/**
 * `none`: anyone · `self`: a person, with a browser or by an application of the organisation's own; by others' where
 * `scope` says so · `session`: a person with a browser session (what people do to their own account is no application's
 * business) · else what whoever asks must hold, and the scope that a third party's token must have been granted.
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
  /** Of `self`: the scope with which a third party's token will do. None does unless one is named. */
  scope?: string;
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
  authentication: CallerOf<Access>;
  /** The caller's organisation; unset where the route is open to anyone. */
  tenant: Access extends 'none' ? undefined : Tenant;
}

/** A route for people needs not ask whether there is one. */
type CallerOf<Access> = Access extends 'none'
  ? undefined
  : Access extends 'session'
    ? Caller & SessionAuthentication
    : Access extends 'self'
      ? Caller & { principal: Principal }
      : Caller;

/** Mounts itself, and says what it is: tests are made from the list of routes. */
export interface Route {
  (app: OpenAPIHono<HonoEnv>): void;
  readonly method: string;
  /** Below /v1, with parameters in braces. */
  readonly path: string;
  readonly permission: RoutePermission;
  /** What a third party's token must have been granted; null where none will do. */
  readonly scope: string | null;
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
      return handler({
        c,
        params: definition.params && valid('param'),
        query: definition.query && valid('query'),
        body: definition.body && valid('json'),
        authentication: permission === 'none' ? undefined : c.var.authentication,
        tenant: permission === 'none' ? undefined : c.var.tenant,
      } as RouteInput<Body, Params, Query, Access>);
    }) as never);
  };
  return Object.assign(mount, { method, path, permission, scope: scopeOf(definition), includeEnrolment });
}

function scopeOf({ permission, scope }: { permission: RoutePermission; scope?: string | undefined }): string | null {
  if (permission === 'none' || permission === 'session') return null;
  return permission === 'self' ? (scope ?? null) : permission;
}

/** What opens it. The scopes of bearer tokens are those that third parties need. */
function securityOf(permission: RoutePermission, scope: string | null) {
  if (permission === 'none') return {};
  const session = { session: [] };
  return { security: permission === 'session' ? [session] : [session, { bearer: scope === null ? [] : [scope] }] };
}

function describe<Body, Params, Query>(definition: RouteDefinition<Body, Params, Query, RoutePermission>) {
  const { method, path, summary, permission, params, query, body, responses } = definition;
  const { includeEnrolment = false, rateClass = permission === 'none' ? 'auth' : 'general' } = definition;
  const scope = scopeOf(definition);
  return {
    method,
    path,
    summary,
    // Before validation: what a body must look like is told to those who may send one.
    middleware: [
      permission === 'none' ? limitByAddress(rateClass) : authorise(permission, { rateClass, includeEnrolment, scope }),
    ],
    ...securityOf(permission, scope),
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

/** An app whose validation failures are problems that name the field: also what cannot be stored, or nests too deeply. */
export function createApiApp(): OpenAPIHono<HonoEnv> {
  return new OpenAPIHono<HonoEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error.issues);
      const found = findUnusable(result.data);
      if (found !== null) throw invalidInput([{ code: 'custom', ...found }]);
    },
  });
}

function invalidInput(errors: readonly unknown[]): AppError {
  return new AppError('bad_request', 'Invalid input', { extensions: { errors } });
}

export { z };
