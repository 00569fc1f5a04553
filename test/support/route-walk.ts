/** Requests to every route of the JSON API, as its table lists them, and their possible refusals. */
import { expect } from 'vitest';
import { ROUTES } from '../../src/api/index.ts';
import { send } from './app.ts';

/** Of an organisation: those of platform operators are in operator-keys.test.ts. */
export const GUARDED = ROUTES.filter(({ permission }) => permission !== 'none' && permission !== 'operator');
export type Route = (typeof GUARDED)[number];

/** What the routes demand that a scope can stand for. */
export const SCOPES = [...new Set(GUARDED.flatMap(({ scope }) => scope ?? []))];
export const PERMISSIONS = SCOPES.filter((scope) => scope.includes(':'));

/** @param credential a token or key, or headers */
export function ask(
  { method, path, files = [] }: Pick<Route, 'method' | 'path'> & Partial<Pick<Route, 'files'>>,
  credential: string | Record<string, string> = {},
): Promise<Response> {
  const headers = typeof credential === 'string' ? { Authorization: `Bearer ${credential}` } : credential;
  return send(`/v1${path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')}`, {
    method: method.toUpperCase(),
    headers: { 'Content-Type': files[0] ?? 'application/json', ...headers },
    body: method === 'get' ? null : '{}',
  });
}

/** Whatever the route makes of an empty body and an identifier of nothing. */
export async function expectOpen(route: Route, token: string): Promise<void> {
  expect([200, 201, 400, 404]).toContain((await ask(route, token)).status);
}

/** RFC 6750 section 3.1, and a problem document as every other refusal. */
export async function expectInsufficient(route: Route, token: string, scope: string | null): Promise<void> {
  const response = await ask(route, token);
  const attribute = scope === null ? '' : `, scope="${scope}"`;
  expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([
    403,
    `Bearer realm="cerberus", error="insufficient_scope"${attribute}`,
  ]);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const { type, title, ...body } = (await response.json()) as Record<string, unknown>;
  expect([type, title]).toEqual([expect.stringMatching(/\/forbidden$/), 'Forbidden']);
  expect(body.scope).toBe(scope ?? undefined);
}

/** A browser session is demanded: the token is good, and no other token would do. */
export async function expectSessionDemanded(route: Route, token: string): Promise<void> {
  const response = await ask(route, token);
  expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="cerberus"']);
}

export const wrongFor = (scope: string) => PERMISSIONS.find((slug) => slug !== scope) ?? '';
export const titled = (routes: Route[]) =>
  routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const);
