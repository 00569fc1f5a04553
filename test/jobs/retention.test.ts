/** The retention of every table: a row slightly older is removed, one slightly younger stays. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it } from 'vitest';
import { SWEEPS } from '../../src/domain/sweeps/expired-rows.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import worker from '../../src/worker.ts';
import { readTables, type Table } from '../isolation/catalogue.ts';
import { createRows, insertionOf } from '../isolation/rows.ts';
import { asOwner } from '../support/database.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Milliseconds from the end of a row to its removal. */
const FROM_THEIR_END: Record<string, number> = {
  sessions: 0,
  authorization_requests: DAY,
  authorization_codes: DAY,
  device_codes: DAY,
  pushed_authorization_requests: 0,
  tokens: 90 * DAY,
  email_verification_tokens: 7 * DAY,
  password_reset_tokens: 7 * DAY,
  recovery_links: 7 * DAY,
  invitations: 90 * DAY,
  onboarding_invitations: 90 * DAY,
  one_time_codes: HOUR,
  sign_in_throttles: 0,
  webauthn_challenges: 0,
  replay_ledger: 0,
  idempotency_records: 0,
  user_imports: 0,
};

/** Milliseconds from the creation of a row to its removal, for rows without an end. */
const FROM_THEIR_BEGINNING: Record<string, number> = {
  outbound_emails: 30 * DAY,
  logout_deliveries: 30 * DAY,
  event_stream_deliveries: 30 * DAY,
  explanations: 7 * DAY,
  platform_explanations: 7 * DAY,
  job_runs: 30 * DAY,
};

/** Milliseconds from a time of the row to its removal. */
const FROM_A_TIME: Record<string, { column: string; kept: number }> = {
  events: { column: 'created_at', kept: 90 * DAY },
  known_devices: { column: 'last_seen_at', kept: 400 * DAY },
};

const TABLES = [...Object.keys(FROM_THEIR_END), ...Object.keys(FROM_THEIR_BEGINNING), ...Object.keys(FROM_A_TIME)];

interface Kept {
  table: string;
  column: string;
  older: unknown;
  younger: unknown;
}

let tables: Map<string, Table>;
let rows: Kept[];

/** With a random part, so that no other test has rows of the same millisecond. */
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds - Math.floor(Math.random() * HOUR));

async function insert({ table, column, older, younger }: Kept): Promise<void> {
  for (const value of [older, younger]) {
    const { text, values } = insertionOf(table, await createRows(tables).valuesFor(table, { [column]: value }));
    await asOwner(text, values);
  }
}

async function isThere({ table, column }: Kept, value: unknown): Promise<boolean> {
  return (await asOwner(`SELECT FROM ${table} WHERE ${column} = $1`, [value])).length > 0;
}

beforeAll(async () => {
  tables = await readTables();
  const ends = Object.entries(FROM_THEIR_END).map(([table, kept]): Kept => {
    return { table, column: 'expires_at', older: ago(kept + HOUR), younger: ago(kept - 2 * HOUR) };
  });
  const beginnings = Object.entries(FROM_THEIR_BEGINNING).map(([table, kept]): Kept => {
    return { table, column: 'id', older: uuidv7(ago(kept + HOUR)), younger: uuidv7(ago(kept - 2 * HOUR)) };
  });
  const others = Object.entries(FROM_A_TIME).map(([table, { column, kept }]): Kept => {
    return { table, column, older: ago(kept + HOUR), younger: ago(kept - 2 * HOUR) };
  });
  rows = [...ends, ...beginnings, ...others];
  for (const row of rows) await insert(row);
  const execution = createExecutionContext();
  worker.scheduled(createScheduledController() as never, env as never, execution);
  await waitOnExecutionContext(execution);
});

it('every sweep has its retention here', () => {
  expect(SWEEPS.map(({ name }) => name).sort()).toEqual(TABLES.toSorted());
});

it.each(TABLES)('%s', async (table) => {
  const row = rows.find((one) => one.table === table) as Kept;
  expect([await isThere(row, row.older), await isThere(row, row.younger)]).toEqual([false, true]);
});
