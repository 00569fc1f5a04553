/** Every endpoint and page of the router is rate limited, or named here with its reason. */
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/api/index.ts';
import { createSanctum } from '../../src/api/sanctum.ts';
import { createHealth } from '../../src/health/index.ts';
import { RATE_CLASSES } from '../../src/http/middleware/rate-limit.ts';
import { createOAuth } from '../../src/oauth/index.ts';
import { createPages } from '../../src/pages/index.ts';
import { send } from '../support/app.ts';

/** Answered without a query, or from the cache of the isolate. */
const UNLIMITED = [
  'GET /health',
  'GET /oauth2/jwks.json',
  'GET /.well-known/jwks.json',
  'GET /sanctum/csrf-cookie',
  'GET /v1/openapi.json',
];

const SURFACES = [
  { base: '/v1', routes: createApi().routes },
  ...[createSanctum(), createHealth(), createPages(), createOAuth()].map(({ routes }) => ({ base: '', routes })),
];

/** `ALL` stands for middleware, and for the refusal of other methods. */
const ROUTES = SURFACES.flatMap(({ base, routes }) =>
  routes
    .filter(({ method, path }) => !['ALL', 'OPTIONS'].includes(method) && !path.includes('*'))
    .map(({ method, path }) => `${method} ${base}${path}`),
);
const LIMITED = [...new Set(ROUTES)].filter((route) => !UNLIMITED.includes(route));

const REFUSING = Object.fromEntries(
  Object.values(RATE_CLASSES).map(({ binding }) => [binding, { limit: async () => ({ success: false }) }]),
);

it('there are routes of every surface, and every named route exists', () => {
  for (const prefix of ['GET /v1/me/', 'POST /auth/', 'GET /oauth2/', 'GET /health/']) {
    expect(LIMITED.some((route) => route.startsWith(prefix))).toBe(true);
  }
  expect(ROUTES).toEqual(expect.arrayContaining(UNLIMITED));
});

describe('is limited', () => {
  it.each(LIMITED)('%s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const contentType = path.endsWith('/user-imports/:id/rows') ? 'text/csv' : 'application/json';
    const headers = { 'CF-Connecting-IP': '198.51.100.40', 'Content-Type': contentType };
    const body = method === 'GET' ? null : '{}';
    const answer = await send(path.replace(/:\w+/g, 'x'), { method, headers, body }, REFUSING);
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '60']);
  });
});
