/**
 * The public documents of the provider: its metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2) and
 * its keys (RFC 7517). No round trip. Clients read them often, so an isolate answers from its cache, before it opens a
 * request context.
 */
import type { MiddlewareHandler, Next } from 'hono';
import { depsOf } from '../../deps.ts';
import { type Env, parseEnv } from '../../env.ts';
import type { HonoEnv, HttpContext } from '../../http/hono-env.ts';
import { cachedDocumentHeaders } from '../../http/middleware/request.ts';
import { countCachedDocument } from '../../http/request-record.ts';
import { capabilities } from '../capabilities.ts';

/** Seconds. */
const METADATA_MAX_AGE = 3600;

export function metadata(c: HttpContext): Response {
  const deps = depsOf(parseEnv(c.env));
  const { config, keys } = deps;
  countCachedDocument(deps, c.req.method, c.req.path);
  return answer(config, config, METADATA_MAX_AGE, () => capabilities(config.ISSUER_URL, keys.algorithms));
}

/** Passes the request on to `jwks` when the keys are not cached. */
export function cachedJwks(c: HttpContext, next: Next): Response | Promise<void> {
  const deps = depsOf(parseEnv(c.env));
  const { config, keys } = deps;
  const set = keys.known();
  if (!set) return next();
  countCachedDocument(deps, c.req.method, c.req.path);
  return answer(config, set, keys.maxAge, () => set);
}

export async function jwks(c: HttpContext): Promise<Response> {
  const { config, keys, system } = c.var.context;
  const set = await keys.jwks(system.db);
  return answer(config, set, keys.maxAge, () => set);
}

interface CachedDocument {
  text: string;
  headers: Headers;
}

/** By source: valid as long as the isolate has the same configuration, or the same keys. */
const answers = new WeakMap<object, CachedDocument>();

/** No X-Request-ID: shared caches give the document to everybody. */
function answer(config: Env, source: object, maxAge: number, make: () => object): Response {
  const { text, headers } = answers.get(source) ?? cacheDocument(config, source, maxAge, make());
  return new Response(text, { headers });
}

function cacheDocument(config: Env, source: object, maxAge: number, document: object): CachedDocument {
  const headers = new Headers({
    ...cachedDocumentHeaders(config),
    'Content-Type': 'application/json',
    'Cache-Control': `public, max-age=${maxAge}`,
    'Access-Control-Allow-Origin': '*',
  });
  const cached = { text: JSON.stringify(document), headers };
  answers.set(source, cached);
  return cached;
}

/** A preflight: scripts of every origin may send any header, as some clients do. */
export const allowEveryOrigin: MiddlewareHandler<HonoEnv> = async (c) => {
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Access-Control-Allow-Methods', 'GET, HEAD');
  c.header('Access-Control-Allow-Headers', '*');
  c.header('Access-Control-Max-Age', '86400');
  return c.body(null, 204);
};
