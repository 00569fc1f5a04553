/** API keys, made over the API, and requests with them. */
import { send } from './app.ts';
import { sendAs } from './people.ts';

export interface TestApiKey {
  id: string;
  key: string;
  prefix: string;
  expiresAt: string | null;
}

/** A key of somebody who is signed in. */
export async function createApiKey(
  who: { cookies: string; csrf: string },
  scopes: string[],
  fields: Record<string, unknown> = {},
): Promise<TestApiKey> {
  const answer = await sendAs(who, 'POST', '/v1/admin/api-keys', { name: 'Robot', scopes, ...fields });
  if (answer.status !== 201) throw new Error(await answer.text());
  return answer.json();
}

/** A request with an API key. */
export function sendWithKey(
  { key }: { key: string },
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const init = { method, headers: { Authorization: `Bearer ${key}`, ...headers } };
  if (body === undefined) return send(path, init);
  return send(path, {
    ...init,
    headers: { ...init.headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
