/** A browser for the tests of the hosted pages: keeps cookies, sends hidden fields of forms and the Origin header. */
import { ISSUER, send } from '../support/app.ts';
import { authorizeUrl } from '../support/oauth.ts';
import type { TestClient } from '../support/organisation.ts';

export interface Page {
  status: number;
  body: string;
  headers: Headers;
  /** The Location header, without the issuer. */
  location: string | null;
  response: Response;
}

export interface Browser {
  get(path: string, overrides?: Record<string, unknown>): Promise<Page>;
  /** Opens the page, fills in its form and posts it to `action`, by default the page's own path. */
  submit(path: string, fields: Record<string, string>, action?: string): Promise<Page>;
  /** Posts a form without opening a page first. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
  cookies(): string;
}

/**
 * @param cookies its initial cookies, as a Cookie header
 * @param always headers of every request
 */
export function openBrowser(cookies = '', always: Record<string, string> = {}): Browser {
  const jar = new Map(cookies.split('; ').filter(Boolean).map(splitPair));
  const header = () => [...jar].map((pair) => pair.join('=')).join('; ');
  const visit = async (path: string, init: RequestInit, overrides = {}) => {
    const headers = { ...always, ...init.headers, Cookie: header() };
    const page = await toPage(await send(path, { ...init, headers }, overrides));
    for (const cookie of page.headers.getSetCookie()) {
      const [name, value] = splitPair(cookie.split(';')[0] ?? '');
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return page;
  };
  const post: Browser['post'] = (path, fields, headers = {}) =>
    visit(path, {
      method: 'POST',
      headers: { Origin: ISSUER, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const get: Browser['get'] = (path, overrides) => visit(path, {}, overrides);
  return {
    get,
    post,
    cookies: header,
    submit: async (path, fields, action = path) => {
      const page = await get(path);
      return post(action, { _csrf: csrfOf(page), ...fields });
    },
  };
}

async function toPage(response: Response): Promise<Page> {
  const location = response.headers.get('Location');
  return {
    status: response.status,
    body: await response.text(),
    headers: response.headers,
    location: location?.startsWith(ISSUER) ? location.slice(ISSUER.length) : location,
    response,
  };
}

function splitPair(pair: string): [string, string] {
  const index = pair.indexOf('=');
  return [pair.slice(0, index), pair.slice(index + 1)];
}

export function csrfOf(page: Page): string {
  return /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
}

export function alertOf(page: Page): string | undefined {
  return /role="alert"[^>]*>([^<]*)</.exec(withoutIsolation(page.body))?.[1];
}

/** The text without the `<bdi>` around names (test/pages/foreign-names.test.ts). */
export function withoutIsolation(body: string): string {
  return body.replace(/<\/?bdi>/g, '');
}

/** Starts an authorization request. @returns the path of the page that it redirects to */
export async function beginAuthorization(
  browser: Browser,
  client: TestClient,
  parameters: Record<string, string> = {},
): Promise<string> {
  const { location, body } = await browser.get(await authorizeUrl(client, parameters));
  if (!location?.includes('handle=')) throw new Error(`No page: ${location} ${body}`);
  return location;
}
