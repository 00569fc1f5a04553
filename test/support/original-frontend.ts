/** The requests of the administration frontend that was written for the original API: of its pages and of its server. */
import { send } from './app.ts';

/** Where the pages are; another origin than the API's. */
const ORIGIN = 'https://admin.example.com';
const BINDINGS = { ADMIN_WEB_ORIGIN: ORIGIN };
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Answer<Body> {
  status: number;
  /** Undefined for 204, and as JSON otherwise. */
  body: Body;
}

/** A browser with its cookies, and with the CSRF token that the pages keep from whatever answer they got last. */
export class OriginalFrontend {
  readonly #cookies = new Map<string, string>();
  #token: string | null = null;
  /** The requests of pages, e.g. `GET /v1/me/profile`. */
  readonly sent: string[] = [];

  /** @param cookies the Cookie header of somebody who is signed in */
  constructor(cookies = '') {
    for (const pair of cookies.split('; ').filter((one) => one !== '')) this.#keep(pair);
  }

  /** A request of a page. Refused, it asks for a new token and tries once more, whatever the reason was. */
  async call<Body = unknown>(method: string, path: string, body?: object): Promise<Answer<Body>> {
    if (!SAFE_METHODS.has(method) && this.#token === null) await this.#probe(path);
    const first = await this.#request(method, path, body);
    if (first.status !== 403) return answerOf(first);
    this.#token = null;
    await this.#probe(path);
    return answerOf(this.#token === null ? first : await this.#request(method, path, body));
  }

  /** A request of the server: the cookies of the browser, and as the token what the CSRF cookie contains. */
  async onServer<Body = unknown>(method: string, path: string, body?: object): Promise<Answer<Body>> {
    const token = this.#cookies.get('cerb_csrf');
    const headers = { Accept: 'application/json', Cookie: this.#cookieHeader() };
    return answerOf(await sendJson(method, path, { ...headers, ...(token ? { 'X-CSRF-Token': token } : {}) }, body));
  }

  /** As if the token in the browser's storage were of another session. */
  loseToken(token: string | null): void {
    this.#token = token;
  }

  /** Asks for a token at the address of the request that needs one. */
  async #probe(path: string): Promise<void> {
    for (const method of ['OPTIONS', 'GET']) {
      await this.#request(method, path);
      if (this.#token !== null) return;
    }
  }

  async #request(method: string, path: string, body?: object): Promise<Response> {
    this.sent.push(`${method} ${path}`);
    const headers = { Accept: 'application/json', Origin: ORIGIN, Cookie: this.#cookieHeader() };
    const given = this.#token === null ? {} : { 'X-CSRF-Token': this.#token };
    const answer = await sendJson(method, path, { ...headers, ...given }, body);
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie.split(';')[0] ?? '');
    this.#token = readableHeader(answer, 'X-CSRF-Token') ?? this.#token;
    return answer;
  }

  #keep(pair: string): void {
    const [name = '', value = ''] = pair.split('=', 2);
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** A header that a browser shows to a page of another origin (Fetch standard, "CORS protocol"). */
function readableHeader(answer: Response, name: string): string | null {
  const isAllowed =
    answer.headers.get('Access-Control-Allow-Origin') === ORIGIN &&
    answer.headers.get('Access-Control-Allow-Credentials') === 'true';
  const exposed = (answer.headers.get('Access-Control-Expose-Headers') ?? '').split(',');
  return isAllowed && exposed.includes(name) ? answer.headers.get(name) : null;
}

/** Members that are undefined are not sent; without a body there is no Content-Type. */
function sendJson(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> {
  if (body === undefined) return send(path, { method, headers }, BINDINGS);
  const json = { ...headers, 'Content-Type': 'application/json' };
  return send(path, { method, headers: json, body: JSON.stringify(body) }, BINDINGS);
}

async function answerOf<Body>(answer: Response): Promise<Answer<Body>> {
  const isJson = answer.headers.get('Content-Type')?.includes('json') ?? false;
  return { status: answer.status, body: (isJson ? await answer.json() : undefined) as Body };
}
