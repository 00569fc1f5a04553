/** Requests with an `Idempotency-Key`, and what is stored of them. */
import { send } from './app.ts';
import { asOwner } from './database.ts';
import type { TestPerson } from './people.ts';

export const newKey = () => crypto.randomUUID();

interface Sent {
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A request of a signed-in browser. */
export function sendKeyed(
  { cookies, csrf }: Pick<TestPerson, 'cookies' | 'csrf'>,
  method: string,
  path: string,
  { key, body, headers = {} }: Sent,
): Promise<Response> {
  const json: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const keyed: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
  return send(path, {
    method,
    headers: { Cookie: cookies, 'X-CSRF-Token': csrf, ...json, ...keyed, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export interface StoredRecord {
  id: string;
  answer: string | null;
  applied_at: Date | null;
  started_at: Date;
  expires_at: Date;
  fingerprint: string;
}

/** The latest record of an organisation. */
export async function recordOf(organisationId: string): Promise<StoredRecord> {
  const [record] = await asOwner<StoredRecord>(
    'SELECT * FROM idempotency_records WHERE organisation_id = $1 ORDER BY started_at DESC LIMIT 1',
    [organisationId],
  );
  if (!record) throw new Error('Nothing is stored');
  return record;
}

/** Sets columns of a record, to SQL expressions. */
export async function alterRecord({ id }: StoredRecord, columns: Record<string, string>): Promise<void> {
  const changes = Object.entries(columns).map(([name, value]) => `${name} = ${value}`);
  await asOwner(`UPDATE idempotency_records SET ${changes.join(', ')} WHERE id = $1`, [id]);
}
