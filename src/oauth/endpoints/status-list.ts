/** The status list endpoint (Token Status List section 8): public, and cached. One round trip when it is not cached. */
import { LIST_MAX_AGE, makeStatusListToken } from '../../domain/status-lists/status-list-token.ts';
import { AppError } from '../../errors.ts';
import type { HttpContext } from '../../http/hono-env.ts';

export const STATUS_LIST_PATH = '/oauth2/status-lists/:id';

interface CachedToken {
  token: string;
  madeAt: number;
}

/** By configuration and id of the list. Values only. */
const tokens = new WeakMap<object, Map<string, CachedToken>>();
const CACHED_MAX = 16;

export async function statusList(c: HttpContext): Promise<Response> {
  const { context } = c.var;
  const id = c.req.param('id') ?? '';
  const cached = cacheOf(context.config);
  const token = fresh(cached.get(id), context.now) ?? (await make(c, id));
  if (token === null) throw new AppError('not_found', 'There is no such status list');
  return c.body(token, 200, {
    'Content-Type': 'application/statuslist+jwt',
    'Cache-Control': `public, max-age=${LIST_MAX_AGE}`,
    // Section 8.1: for relying parties in browsers.
    'Access-Control-Allow-Origin': '*',
  });
}

async function make({ var: { context } }: HttpContext, id: string): Promise<string | null> {
  const { system, keys, statusPlaces: places, config, now } = context;
  const token = await makeStatusListToken(system, { issuer: config.ISSUER_URL, keys, places }, id);
  if (token !== null) keep(cacheOf(config), id, { token, madeAt: now.getTime() });
  return token;
}

function cacheOf(config: object): Map<string, CachedToken> {
  const cached = tokens.get(config) ?? new Map<string, CachedToken>();
  tokens.set(config, cached);
  return cached;
}

function fresh(cached: CachedToken | undefined, now: Date): string | null {
  return cached && now.getTime() - cached.madeAt < LIST_MAX_AGE * 1000 ? cached.token : null;
}

function keep(cached: Map<string, CachedToken>, id: string, token: CachedToken): void {
  cached.delete(id);
  const [oldest] = cached.keys();
  if (cached.size >= CACHED_MAX && oldest !== undefined) cached.delete(oldest);
  cached.set(id, token);
}
