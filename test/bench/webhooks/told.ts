/** Endpoints of an organisation, and what happens in it, written as its owner: the database tells the endpoints. */
import { randomUUID } from 'node:crypto';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import type { BenchEnvironment } from '../soak/environment.ts';
import type { Receiver } from './receivers.ts';

/** The event that each kind of receiver is told of. */
const TYPES = { good: 'team.created', slow: 'role.created', failing: 'role.created', hanging: 'role.created' } as const;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

type Database = Pick<BenchEnvironment, 'url' | 'encryptionKey'>;

export async function createOrganisation({ url }: Database): Promise<string> {
  const id = uuidv7();
  await withClient(url, (client) =>
    client.query('INSERT INTO organisations (id, name, slug, email) VALUES ($1, $2, $2, $2)', [id, randomUUID()]),
  );
  return id;
}

export async function createEndpoints(
  { url, encryptionKey }: Database,
  organisationId: string,
  receivers: readonly Receiver[],
): Promise<void> {
  const box = createSecretBox(encryptionKey);
  await withClient(url, async (client) => {
    for (const receiver of receivers) {
      const id = uuidv7();
      const sealed = await box.seal(SECRET, { purpose: 'webhook.secret', id, ownerId: organisationId });
      const type = TYPES[receiver.kind];
      await client.query(
        `INSERT INTO webhook_endpoints (id, organisation_id, url, secret_encrypted, events, event_types)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, organisationId, receiver.url, sealed, JSON.stringify([type]), [type]],
      );
    }
  });
}

/** Records events in one transaction. */
export async function record({ url }: Database, organisationId: string, type: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await withClient(url, (client) =>
    client.query(
      `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, resource_type, ip_address,
                               user_agent, metadata, success)
       SELECT id, $2, $3, 'user', 'create', 'team', '', '', '{}', true FROM unnest($1::uuid[]) AS id`,
      [ids, organisationId, type],
    ),
  );
}

export async function recordAll(database: Database, organisationId: string, counts: { good: number; others: number }) {
  await record(database, organisationId, TYPES.good, counts.good);
  await record(database, organisationId, TYPES.slow, counts.others);
}

export interface Left {
  /** Neither delivered nor given up. */
  waiting: number;
  failed: number;
  delivered: number;
  /** `webhook-id` of every delivery, by the URL of its endpoint. */
  ids: Map<string, string[]>;
}

export async function look({ url }: Database): Promise<Left> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ url: string; id: string; delivered: boolean; failed: boolean }>(
      `SELECT e.url, 'evt_' || d.event_id AS id, d.delivered_at IS NOT NULL AS delivered,
              d.failed_at IS NOT NULL AS failed
       FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id`,
    );
    const ids = Map.groupBy(rows, (row) => row.url);
    return {
      waiting: rows.filter(({ delivered, failed }) => !delivered && !failed).length,
      failed: rows.filter(({ failed }) => failed).length,
      delivered: rows.filter(({ delivered }) => delivered).length,
      ids: new Map([...ids].map(([key, ofUrl]) => [key, ofUrl.map(({ id }) => id)])),
    };
  });
}

/** As if the time until the next attempts, and the pauses of endpoints, were over. Claims keep their time. */
export async function passTime({ url }: Database): Promise<void> {
  await withClient(url, (client) =>
    client.query(`
      UPDATE webhook_endpoints SET paused_until = NULL WHERE paused_until IS NOT NULL;
      UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 second'
      WHERE delivered_at IS NULL AND failed_at IS NULL AND claimed_until IS NULL AND next_attempt_at > now()`),
  );
}
