/** A typed client of the API, for a browser with a session. `types.d.ts` is generated from the reference. */
import createClient, { type Client, type ClientOptions, type Middleware } from 'openapi-fetch';
import type { paths } from './types.d.ts';

export type Api = Client<paths>;

/** @param options where the API is, and how to fetch; by default the page's own origin and its `fetch` */
export function createApi(options: ClientOptions = {}): Api {
  const api = createClient<paths>(options);
  api.use(returnCsrfToken());
  return api;
}

/** The CSRF token is on every answer; a request that changes something sends the last one back. */
function returnCsrfToken(): Middleware {
  let token: string | null = null;
  return {
    onRequest({ request }) {
      if (token !== null && request.method !== 'GET') request.headers.set('X-CSRF-Token', token);
      return request;
    },
    onResponse({ response }) {
      token = response.headers.get('X-CSRF-Token') ?? token;
    },
  };
}
