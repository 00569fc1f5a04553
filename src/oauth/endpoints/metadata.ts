/** Discovery (OpenID Connect Discovery 1.0 section 3) and the JWKS (RFC 7517). No round trip. */
import type { HttpContext } from '../../http/hono-env.ts';
import { capabilities } from '../capabilities.ts';

/** Seconds. */
const DISCOVERY_MAX_AGE = 3600;
/** Seconds: shorter than any stage of a key's life. */
const JWKS_MAX_AGE = 300;

export function discovery(c: HttpContext): Response {
  return publish(c, capabilities(c.var.context.config.ISSUER_URL), DISCOVERY_MAX_AGE);
}

export async function jwks(c: HttpContext): Promise<Response> {
  const { keys, system } = c.var.context;
  return publish(c, await keys.jwks(system.db), JWKS_MAX_AGE);
}

function publish(c: HttpContext, document: object, maxAge: number): Response {
  c.header('Cache-Control', `public, max-age=${maxAge}`);
  c.header('Access-Control-Allow-Origin', '*');
  return c.json(document);
}
