/**
 * What webhooks and streams of security events are told of is stored as audit types, for the trigger that tells them. A
 * release that adds types, or other names of them, brings them to those who asked for those names.
 */
import type { Client } from 'pg';
import { tellsOf } from '../../src/domain/streams/vocabulary.ts';
import { eventTypesOf } from '../../src/domain/webhooks/subscriptions.ts';

export interface RenewedSubscriptions {
  webhooks: number;
  streams: number;
}

/** Idempotent. Rows that stand for the same as before are not written; few different subscriptions are made. */
export async function renewSubscriptions(client: Client): Promise<RenewedSubscriptions> {
  if (!(await hasSubscriptions(client))) return { webhooks: 0, streams: 0 };
  const webhooks = await renew<string[]>(client, {
    read: 'SELECT DISTINCT events AS asked FROM webhook_endpoints WHERE events IS NOT NULL',
    write: `UPDATE webhook_endpoints SET event_types = $2
      WHERE events = $1::jsonb AND event_types IS DISTINCT FROM $2::text[]`,
    values: (asked) => [JSON.stringify(asked), eventTypesOf(asked)],
  });
  const streams = await renew<string[]>(client, {
    read: 'SELECT DISTINCT events_requested AS asked FROM event_streams WHERE events_requested IS NOT NULL',
    write: `UPDATE event_streams SET tells = $2::jsonb
      WHERE events_requested = $1::text[] AND tells IS DISTINCT FROM $2::jsonb`,
    values: (asked) => [asked, JSON.stringify(tellsOf(asked))],
  });
  return { webhooks, streams };
}

/** A folder with the migrations of an earlier release alone makes neither. */
async function hasSubscriptions(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(
    `SELECT to_regclass('event_streams') IS NOT NULL AND EXISTS (SELECT FROM information_schema.columns
       WHERE table_name = 'webhook_endpoints' AND column_name = 'event_types') AS present`,
  );
  return rows[0]?.present === true;
}

async function renew<Asked>(
  client: Client,
  { read, write, values }: { read: string; write: string; values: (asked: Asked) => unknown[] },
): Promise<number> {
  const { rows } = await client.query<{ asked: Asked }>(read);
  let renewed = 0;
  for (const { asked } of rows) renewed += (await client.query(write, values(asked))).rowCount ?? 0;
  return renewed;
}
