/** A browser without a screen: it keeps cookies, sends the CSRF token back, and fills in the forms of pages. */

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  body: Body;
}

export interface HttpBrowser {
  /** A request of the JSON API. */
  call<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  /** Opens a page of ours, as a link in a message leads to it. */
  open(url: string): Promise<Answer<string> & { location: string | null }>;
  /** Fills in the first form of the page and sends it. */
  submit(url: string, fields?: Record<string, string>): Promise<Answer<string>>;
  /** The same cookies in another hand: whatever happens to the first browser does not change them. */
  copy(): HttpBrowser;
}

export function openHttpBrowser(issuer: string, cookies: Iterable<[string, string]> = [], csrf = ''): HttpBrowser {
  const jar = new Map(cookies);
  let token = csrf;

  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, Cookie: [...jar].map((pair) => pair.join('=')).join('; ') };
    const response = await fetch(new URL(url, issuer), { redirect: 'manual', ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    token = response.headers.get('X-CSRF-Token') ?? token;
    return response;
  }

  const open = async (url: string) => {
    const response = await visit(url);
    return { status: response.status, body: await response.text(), location: response.headers.get('Location') };
  };

  return {
    open,
    call: async <Body>(method: string, path: string, body?: unknown) => {
      const headers = { 'X-CSRF-Token': token, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) };
      const response = await visit(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
    },
    submit: async (url, fields = {}) => {
      const { body: page } = await open(url);
      const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const _csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const body = new URLSearchParams({ _csrf, ...fields });
      const response = await visit(action, { method: 'POST', headers: { Origin: issuer }, body });
      return { status: response.status, body: await response.text() };
    },
    copy: () => openHttpBrowser(issuer, jar, token),
  };
}
