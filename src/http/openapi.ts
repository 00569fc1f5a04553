/**
 * Routes of the JSON API as values: schema, permission and handler in one place. The OpenAPI document is generated from
 * the schemas that validate.
 */
import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Permission } from '../domain/access/permissions.ts';
import type { Principal } from '../domain/access/principals.ts';
import type { Caller } from '../domain/credentials/callers.ts';
import type { PlatformOperator } from '../domain/operators/keys.ts';
import type { Tenant } from '../domain/unit-of-work/unit-of-work.ts';
import { AppError } from '../errors.ts';
import { findUnusable } from '../lib/text.ts';
import { headerParameters, headerResponses } from './header-parameters.ts';
import type { HonoEnv, HttpContext, SessionAuthentication } from './hono-env.ts';
import { authorise } from './middleware/authorisation.ts';
import { answerOnce } from './middleware/idempotency.ts';
import { authoriseOperator } from './middleware/operator.ts';
import { answerIfChanged, changeIfMatching, type Versioned } from './middleware/preconditions.ts';
import { limitByAddress, type RateClass } from './middleware/rate-limit.ts';

/**
 * `none`: anyone.
 * `self`: a person, by a session or by a token of their organisation's own application; a third party's needs `scope`.
 * `session`: a person with a browser session; applications may not change a person's account.
 * `member`: any person of the organisation; machines and third parties need `scope`, a permission.
 * `operator`: a platform operator, by an operator key. No other credential opens such a route, and the key no other route.
 * Otherwise the permission that the caller must have; a third party's token needs the scope of the same name.
 */
export type RoutePermission = 'none' | 'self' | 'session' | 'member' | 'operator' | Permission;

interface ResponseDefinition {
  description: string;
  schema?: z.ZodType;
}

interface RouteDefinition<Body, Params, Query, Access extends RoutePermission> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  /** Names the operation in generated clients, e.g. `listTeams`: unique over all routes. */
  operationId?: string;
  /** The group of the operation in the reference, e.g. `Teams`. */
  tag?: string;
  summary: string;
  permission: Access;
  /** For `self`: the scope that a third party's token must have. Without it such tokens are refused. For `member`: the
   * permission that all but people need. */
  scope?: string;
  /** Whether to accept a session that may only set up a second factor. */
  includeEnrolment?: boolean;
  /** Whether an API key needs no permission where the parameter `id` is its own. */
  allowsOwnKey?: boolean;
  /** The rate limit. Defaults to `auth` for routes that are open to anyone, and to `general` for the rest. */
  rateClass?: RateClass;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Whether the request may come without a body; it counts as an empty object then. */
  isBodyOptional?: boolean;
  /** For single resources: `GET` answers with `ETag`, and changes may be limited to one version by `If-Match`. */
  versioned?: Versioned<Params>;
  /**
   * The media types of a file that is the body, in place of JSON. The handler reads it as a stream, so it is neither
   * validated nor limited before, and an Idempotency-Key does not apply.
   */
  files?: readonly string[];
  responses: Record<number, ResponseDefinition>;
  handler: (input: RouteInput<Body, Params, Query, Access>) => Promise<Response> | Response;
}

export interface RouteInput<Body, Params, Query, Access> {
  c: HttpContext;
  params: Params;
  query: Query;
  body: Body;
  /** Set unless the route is open to anyone, or for platform operators. */
  authentication: CallerOf<Access>;
  /** The caller's organisation; unset like `authentication`. */
  tenant: Access extends 'none' | 'operator' ? undefined : Tenant;
  /** Set on routes for platform operators. */
  operator: Access extends 'operator' ? PlatformOperator : undefined;
}

/** Routes for people get a caller with a principal or a session. */
type CallerOf<Access> = Access extends 'none' | 'operator'
  ? undefined
  : Access extends 'session'
    ? Caller & SessionAuthentication
    : Access extends 'self'
      ? Caller & { principal: Principal }
      : Caller;

/** Mounts itself on an app, and describes itself for the tests that walk the list of routes. */
export interface Route {
  (app: OpenAPIHono<HonoEnv>): void;
  readonly method: string;
  /** Below /v1, with parameters in braces. */
  readonly path: string;
  readonly permission: RoutePermission;
  /** The scope that a third party's token must have; null when no such token is accepted. */
  readonly scope: string | null;
  readonly includeEnrolment: boolean;
  /** The media types of a file that is the body; empty for JSON. */
  readonly files: readonly string[];
}

export function defineRoute<
  Body = undefined,
  Params = undefined,
  Query = undefined,
  Access extends RoutePermission = RoutePermission,
>(definition: RouteDefinition<Body, Params, Query, Access>): Route {
  const { method, path, permission, includeEnrolment = false, versioned, files = [], handler } = definition;
  const route = createRoute(describe(definition) as unknown as RouteConfig);
  const mount = (app: OpenAPIHono<HonoEnv>) => {
    app.openapi(route, (async (c: HttpContext) => {
      const valid = (target: string) => (c.req.valid as (target: string) => unknown)(target);
      const body = definition.body && valid('json');
      const params = definition.params && (valid('param') as Params);
      const answer = async (tenant: Tenant | undefined) =>
        handler({
          c,
          params,
          query: definition.query && valid('query'),
          body,
          authentication: c.var.authentication,
          tenant,
          operator: c.var.operator,
        } as RouteInput<Body, Params, Query, Access>);
      // Unset on routes without an organisation.
      const { tenant } = c.var;
      if (!tenant) return answer(tenant);
      if (method === 'get') return versioned ? answerIfChanged(c, versioned, await answer(tenant)) : answer(tenant);
      if (files.length > 0) return answer(tenant);
      return answerOnce(c, tenant, body, (claimed) =>
        versioned
          ? changeIfMatching(c, claimed, { versioned, params: params as Params, work: answer })
          : answer(claimed),
      );
    }) as never);
  };
  return Object.assign(mount, { method, path, permission, scope: scopeOf(definition), includeEnrolment, files });
}

function scopeOf({ permission, scope }: { permission: RoutePermission; scope?: string | undefined }): string | null {
  if (permission === 'none' || permission === 'session' || permission === 'operator') return null;
  return permission === 'self' || permission === 'member' ? (scope ?? null) : permission;
}

/** The security requirement of the OpenAPI document. Its scopes are those that third parties' tokens need. */
function securityOf(permission: RoutePermission, scope: string | null) {
  if (permission === 'none') return {};
  if (permission === 'operator') return { security: [{ operator: [] }] };
  const session = { session: [] };
  return { security: permission === 'session' ? [session] : [session, { bearer: scope === null ? [] : [scope] }] };
}

function describe<Body, Params, Query>(definition: RouteDefinition<Body, Params, Query, RoutePermission>) {
  const { method, path, operationId, tag, summary, permission, params, query, body, responses } = definition;
  const { includeEnrolment = false, rateClass = permission === 'none' ? 'auth' : 'general' } = definition;
  const { allowsOwnKey = false, files = [] } = definition;
  const scope = scopeOf(definition);
  return {
    method,
    path,
    ...(operationId ? { operationId } : {}),
    ...(tag ? { tags: [tag] } : {}),
    summary,
    // Before validation: only callers who may send a body learn what it must look like.
    middleware: [
      middlewareOf(permission, { rateClass, includeEnrolment, scope, allowsOwnKey }),
      ...(definition.isBodyOptional ? [acceptEmptyBody] : []),
    ],
    ...securityOf(permission, scope),
    parameters: headerParameters(definition),
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(body
        ? { body: { required: !definition.isBodyOptional, content: { 'application/json': { schema: body } } } }
        : {}),
      ...(files.length > 0 ? { body: { required: true, content: describeFiles(files) } } : {}),
    },
    responses: describeResponses({ ...headerResponses(definition), ...responses }),
  };
}

function middlewareOf(permission: RoutePermission, options: Parameters<typeof authorise>[1]) {
  if (permission === 'none') return limitByAddress(options.rateClass);
  return permission === 'operator' ? authoriseOperator : authorise(permission, options);
}

/** Some clients send the content type without a body. */
const acceptEmptyBody: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (c.req.header('Content-Type') !== undefined && (await c.req.text()) === '') {
    const headers = new Headers(c.req.raw.headers);
    headers.delete('Content-Type');
    c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers });
  }
  await next();
};

/** A schema of zod would be validated against, after reading the whole body. */
function describeFiles(types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' as const } }]));
}

function describeResponses(responses: Record<number, ResponseDefinition>) {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema ? { content: { 'application/json': { schema } } } : {}) },
    ]),
  );
}

/** An app that answers invalid, unstorable or too deeply nested input with a problem that names the field. */
export function createApiApp(): OpenAPIHono<HonoEnv> {
  return new OpenAPIHono<HonoEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error.issues);
      const unusable = findUnusable(result.data);
      if (unusable !== null) throw invalidInput([{ code: 'custom', ...unusable }]);
    },
  });
}

function invalidInput(errors: readonly unknown[]): AppError {
  return new AppError('bad_request', 'Invalid input', { extensions: { errors } });
}

export { z };
