/**
 * What everybody may know of the provider: its metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2) and
 * its keys (RFC 7517). No round trip.
 */
import type { MiddlewareHandler } from 'hono';
import type { HonoEnv, HttpContext } from '../../http/hono-env.ts';
import { capabilities } from '../capabilities.ts';

/** Seconds. */
const METADATA_MAX_AGE = 3600;

export function metadata(c: HttpContext): Response {
  const { config, keys } = c.var.context;
  const text = textOf(config, () => capabilities(config.ISSUER_URL, keys.algorithms));
  return publish(c, text, METADATA_MAX_AGE);
}

export async function jwks(c: HttpContext): Promise<Response> {
  const { keys, system } = c.var.context;
  const set = await keys.jwks(system.db);
  const text = textOf(set, () => set);
  return publish(c, text, keys.maxAge);
}

/** The same text for as long as an isolate has the same configuration, or the same keys. */
const texts = new WeakMap<object, string>();

function textOf(source: object, make: () => object): string {
  const text = texts.get(source) ?? JSON.stringify(make());
  texts.set(source, text);
  return text;
}

function publish(c: HttpContext, text: string, maxAge: number): Response {
  return c.body(text, 200, {
    'Content-Type': 'application/json',
    'Cache-Control': `public, max-age=${maxAge}`,
    'Access-Control-Allow-Origin': '*',
  });
}

/** A preflight: scripts of every origin may send what headers they like, as some clients do. */
export const allowEveryOrigin: MiddlewareHandler<HonoEnv> = async (c) => {
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Access-Control-Allow-Methods', 'GET, HEAD');
  c.header('Access-Control-Allow-Headers', '*');
  c.header('Access-Control-Max-Age', '86400');
  return c.body(null, 204);
};
