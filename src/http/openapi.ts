/**
 * Routes of the JSON API as values: schema, permission and handler in one place. The OpenAPI document is generated from
 * the schemas that validate.
 */

import type { Hono } from 'hono';
import { z } from 'zod';
import type { Permission } from '../domain/access/permissions.ts';
import type { Principal } from '../domain/access/principals.ts';
import type { Caller } from '../domain/credentials/callers.ts';
import type { PlatformOperator } from '../domain/operators/keys.ts';
import type { Tenant } from '../domain/unit-of-work/unit-of-work.ts';
import type { HonoEnv, HttpContext, SessionAuthentication } from './hono-env.ts';
import { readInput } from './input.ts';
import { authorise } from './middleware/authorisation.ts';
import { answerOnce } from './middleware/idempotency.ts';
import { authoriseOperator } from './middleware/operator.ts';
import { answerIfChanged, changeIfMatching, type Versioned } from './middleware/preconditions.ts';
import { limitByAddress, type RateClass } from './middleware/rate-limit.ts';
import { strictSchema } from './strict-schema.ts';
import type { Tag } from './tags.ts';

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
  /** The media types of an answer that is a file. */
  files?: readonly string[];
}

interface RouteDefinition<Body, Params, Query, Access extends RoutePermission> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  /** Names the operation in generated clients, e.g. `listTeams`: unique over all routes. */
  operationId: string;
  /** The group of the operation in the reference. */
  tag: Tag;
  summary: string;
  /** What the summary leaves out, in Markdown. */
  description?: string;
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
  /** Objects in it refuse unknown fields. */
  body?: z.ZodType<Body>;
  /** For single resources: `GET` answers with `ETag`, and changes may be limited to one version by `If-Match`. */
  versioned?: Versioned<Params>;
  /**
   * The media types of a file that is the body, in place of JSON. The handler reads it as a stream, so it is neither
   * validated nor limited before, and an Idempotency-Key does not apply.
   */
  files?: readonly string[];
  /** What invalid input is answered with; `Invalid input` by default. */
  refusal?: string;
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

/** What the reference, and the tests that walk the list of routes, read of a route. */
export interface RouteDescription {
  readonly method: string;
  /** Below /v1, with parameters in braces. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string | undefined;
  readonly permission: RoutePermission;
  /** The scope that a third party's token must have; null when no such token is accepted. */
  readonly scope: string | null;
  readonly includeEnrolment: boolean;
  /** The media types of a file that is the body; empty for JSON. */
  readonly files: readonly string[];
  readonly isVersioned: boolean;
  readonly allowsOwnKey: boolean;
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
}

/** Mounts itself on an app, and describes itself. */
export interface Route extends RouteDescription {
  (app: Hono<HonoEnv>): void;
}

export function defineRoute<
  Body = undefined,
  Params = undefined,
  Query = undefined,
  Access extends RoutePermission = RoutePermission,
>(definition: RouteDefinition<Body, Params, Query, Access>): Route {
  const { method, path, permission, includeEnrolment = false, allowsOwnKey = false, handler } = definition;
  const { versioned, files = [] } = definition;
  const body = definition.body && strictSchema(definition.body);
  const mount = (app: Hono<HonoEnv>) => {
    app.on([method.toUpperCase()], [routingPath(path)], ...guardsOf(definition), async (c) => {
      const input = await readInput(c, { ...definition, body });
      const answer = async (tenant: Tenant | undefined) =>
        handler({
          c,
          ...input,
          authentication: c.var.authentication,
          tenant,
          operator: c.var.operator,
        } as RouteInput<Body, Params, Query, Access>);
      // Unset on routes without an organisation.
      const { tenant } = c.var;
      if (!tenant) return answer(tenant);
      if (method === 'get') return versioned ? answerIfChanged(c, versioned, await answer(tenant)) : answer(tenant);
      if (files.length > 0) return answer(tenant);
      return answerOnce(c, tenant, input.body, (claimed) =>
        versioned
          ? changeIfMatching(c, claimed, { versioned, params: input.params as Params, work: answer })
          : answer(claimed),
      );
    });
  };
  const { operationId, tag, summary, description, params, query, responses } = definition;
  const texts = { operationId, tag, summary, description };
  const access = { permission, scope: scopeOf(definition), includeEnrolment, allowsOwnKey };
  const described = { params, query, body, files, isVersioned: versioned !== undefined, responses };
  return Object.assign(mount, { method, path, ...texts, ...access, ...described });
}

/** The router names parameters `:id`. */
function routingPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function scopeOf({ permission, scope }: { permission: RoutePermission; scope?: string | undefined }): string | null {
  if (permission === 'none' || permission === 'session' || permission === 'operator') return null;
  return permission === 'self' || permission === 'member' ? (scope ?? null) : permission;
}

/** Before validation: only callers who may send a body learn what it must look like. */
function guardsOf<Body, Params, Query>(definition: RouteDefinition<Body, Params, Query, RoutePermission>) {
  const { permission, includeEnrolment = false, allowsOwnKey = false } = definition;
  const { rateClass = permission === 'none' ? 'auth' : 'general' } = definition;
  if (permission === 'none') return [limitByAddress(rateClass)];
  if (permission === 'operator') return [authoriseOperator];
  return [authorise(permission, { rateClass, includeEnrolment, scope: scopeOf(definition), allowsOwnKey })];
}

export { z };
