/** Authorization requests of a browser, and their results. */
import { expect } from 'vitest';
import { cookiesOf, ISSUER, postJson, send } from './app.ts';
import { authorizeUrl, redirectParameters } from './oauth.ts';
import { PASSWORD, type TestClient } from './organisation.ts';
import { setUp } from './set-up.ts';

interface Visit {
  /** The Cookie header; by default no person is signed in. */
  cookies?: string;
  overrides?: Record<string, unknown>;
}

export async function authorize(
  client: TestClient,
  parameters: Record<string, string> = {},
  { cookies = '', overrides = {} }: Visit = {},
): Promise<Response> {
  return send(await authorizeUrl(client, parameters), { headers: { Cookie: cookies } }, overrides);
}

/** Resumes an authorization request after a page. */
export function resume(handle: string, cookies: string): Promise<Response> {
  return send(`/oauth2/authorize?${new URLSearchParams({ handle })}`, { headers: { Cookie: cookies } });
}

/** The handle in a redirect to a page, which must be its only parameter. */
export function handleOf(response: Response, page = '/auth/login'): string {
  const location = new URL(response.headers.get('Location') ?? '', ISSUER);
  expect([response.status, location.origin, location.pathname]).toEqual([303, ISSUER, page]);
  const { handle, ...others } = Object.fromEntries(location.searchParams);
  expect(handle).toMatch(/^d\d+\.[\w-]+$/);
  expect(others).toEqual({});
  return handle ?? '';
}

export function codeOf(response: Response): string {
  expect([response.status, response.headers.get('Location')]).toEqual([302, expect.stringMatching(/[?&]code=authz_/)]);
  return redirectParameters(response).get('code') ?? '';
}

/** The error that the client gets, with its state and our issuer. */
export function errorOf(response: Response): string | null {
  expect(redirectParameters(response).get('iss')).toBe(ISSUER);
  expect(redirectParameters(response).get('state')).toBe('the-state');
  return redirectParameters(response).get('error');
}

/** A new session: the Cookie header. */
export async function signInAs({ email }: { email: string }): Promise<string> {
  const response = await setUp(() => postJson('/v1/auth/login', { email, password: PASSWORD }));
  expect(response.status).toBe(200);
  return cookiesOf(response);
}

/** `null` removes a parameter of the default request. */
export type Changes = Record<string, string | null>;

export async function changedUrl(client: TestClient, changes: Changes): Promise<string> {
  const url = new URL(await authorizeUrl(client), ISSUER);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

/** RFC 6749 section 4.1.2.1: an error page is shown, without a redirect to the redirect URI. */
export async function expectPage(response: Response, status: number, text: string): Promise<void> {
  expect(response.headers.get('Location')).toBeNull();
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(response.headers.get('X-Frame-Options')).toBe('DENY');
  expect(response.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
  expect(await response.text()).toContain(text);
}
