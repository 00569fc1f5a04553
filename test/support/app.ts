/** Calls the application under test as the platform does. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { RATE_CLASSES } from '../../src/http/middleware/rate-limit.ts';
import worker from '../../src/worker.ts';
import { assertDocumented } from './documented-answers.ts';

export const ISSUER = (env as unknown as { ISSUER_URL: string }).ISSUER_URL;

type Bindings = Record<string, unknown>;

/** Bindings that production requires: here rate limits that are never reached. */
export const PRODUCTION: Bindings = {
  ENVIRONMENT: 'production',
  ...Object.fromEntries(
    Object.values(RATE_CLASSES).map(({ binding }) => [binding, { limit: async () => ({ success: true }) }]),
  ),
};

/** Sends a request to the Worker, waits for its background work, and expects an answer that the reference describes. */
export async function send(path: string, init: RequestInit = {}, overrides: Bindings = {}): Promise<Response> {
  // The same object for the same bindings: the Worker caches the parsed configuration.
  return sendTo(Object.keys(overrides).length === 0 ? env : { ...env, ...overrides }, path, init);
}

/** Requests with the same object of bindings share what an isolate keeps. */
export async function sendTo(bindings: object, path: string, init: RequestInit = {}): Promise<Response> {
  const execution = createExecutionContext();
  const request = new Request(new URL(path, ISSUER), { redirect: 'manual', ...init });
  const response = await worker.fetch(request as never, bindings as never, execution);
  const body = response.body === null ? null : await response.arrayBuffer();
  await waitOnExecutionContext(execution);
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/v1/')) assertDocumented(request.method, pathname, response, body);
  return new Response(body, response);
}

export function postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return send(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function postForm(
  path: string,
  fields: Record<string, string> | [string, string][],
  headers: Record<string, string> = {},
  overrides: Bindings = {},
): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  };
  return send(path, init, overrides);
}

/** Sequential database round trips of this response's request. */
export function flightsOf(response: Response): number {
  return Number(/desc="(\d+) round trips"/.exec(response.headers.get('Server-Timing') ?? '')?.[1]);
}

/** Expects the number of round trips of a request, its budget. */
export function expectFlights(response: Response, flights: number): void {
  expect(flightsOf(response), 'round trips to the database').toBe(flights);
}

/** The cookies a browser would send after this response. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}
