/** Platform operators. */
import { createOperatorKey, type NewOperatorKey } from '../../src/domain/operators/keys.ts';
import { send } from './app.ts';
import { asOwner } from './database.ts';

export interface TestOperator {
  name: string;
  key: string;
}

export async function createOperator(options: Partial<NewOperatorKey> = {}): Promise<TestOperator> {
  const name = options.name ?? `operator-${crypto.randomUUID().slice(0, 13)}`;
  const expiresAt = options.expiresAt ?? new Date(Date.now() + 3_600_000);
  const { key, statement } = await createOperatorKey(new Date(), { networks: null, ...options, name, expiresAt });
  await asOwner(statement.text, statement.values);
  return { name, key };
}

export function sendAsOperator({ key }: TestOperator, method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { Authorization: `Bearer ${key}` };
  if (body === undefined) return send(path, { method, headers });
  return send(path, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
