import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SWEEPS, type Sweep } from '../../src/domain/sweeps/expired-rows.ts';
import { sweep as sweepAll } from '../../src/jobs/sweeps.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { sql } from '../../src/platform/database/statement.ts';
import worker from '../../src/worker.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, insertionOf } from '../isolation/rows.ts';
import { asOwner } from '../support/database.ts';
import { createClient, createOrganisation, type TestClient, type TestOrganisation } from '../support/organisation.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';

async function sweep(overrides: Record<string, unknown> = {}): Promise<void> {
  const execution = createExecutionContext();
  worker.scheduled(createScheduledController() as never, { ...env, ...overrides }, execution);
  await waitOnExecutionContext(execution);
}

const BACKLOG = uuidv7();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `milliseconds` before now, or after it when negative. */
function ago(milliseconds: number): Date {
  return new Date(Date.now() - milliseconds);
}

async function insert(table: string, row: Record<string, unknown>): Promise<string> {
  const id = uuidv7();
  const [names, values] = [Object.keys(row), Object.values(row)];
  const placeholders = names.map((_, index) => `$${index + 2}`);
  await asOwner(`INSERT INTO ${table} (id, ${names}) VALUES ($1, ${placeholders})`, [id, ...values]);
  return id;
}

/** The given rows that still exist. */
async function remaining(table: string, ids: string[]): Promise<string[]> {
  const rows = await asOwner<{ id: string }>(`SELECT id FROM ${table} WHERE id = ANY ($1)`, [ids]);
  return ids.filter((id) => rows.some((row) => row.id === id));
}

describe('what the scheduler removes', () => {
  let organisation: TestOrganisation;
  let client: TestClient;

  beforeAll(async () => {
    organisation = await createOrganisation();
    client = await createClient(organisation.id);
  });

  const whose = () => ({ organisation_id: organisation.id, client_id: client.id, user_id: organisation.owner.id });
  const secret = () => crypto.randomUUID();

  function insertSession(expiresAt: Date): Promise<string> {
    const { client_id: _, ...who } = whose();
    const where = { ip_address: '192.0.2.1', user_agent: '', last_activity_at: new Date() };
    const how = { session_token: secret(), auth_time: new Date(), amr: '[]' };
    return insert('sessions', { ...who, ...where, ...how, expires_at: expiresAt });
  }

  function insertRequest(expiresAt: Date): Promise<string> {
    const { user_id: _, ...who } = whose();
    return insert('authorization_requests', { ...who, expires_at: expiresAt });
  }

  function insertCode(expiresAt: Date): Promise<string> {
    const what = { code: secret(), redirect_uri: client.redirectUri, scopes: '[]', auth_time: new Date(), amr: '[]' };
    return insert('authorization_codes', { ...whose(), ...what, expires_at: expiresAt });
  }

  function insertToken(expiresAt: Date): Promise<string> {
    return insert('tokens', { ...whose(), jti: secret(), scopes: '[]', issued_at: new Date(), expires_at: expiresAt });
  }

  function insertRefreshToken(expiresAt: Date, accessTokenId: string, parentTokenId: string | null): Promise<string> {
    const what = { token: secret(), access_token_id: accessTokenId, scopes: '[]', auth_time: new Date(), amr: '[]' };
    const family = { family_id: uuidv7(), parent_token_id: parentTokenId };
    return insert('refresh_tokens', { ...whose(), ...what, ...family, expires_at: expiresAt });
  }

  it.each([
    ['sessions', 'as soon as they expire', insertSession, 0],
    ['authorization_requests', 'a day after they expire', insertRequest, DAY],
    ['authorization_codes', 'a day after they expire: until then a replay is recognised', insertCode, DAY],
    ['tokens', '90 days after they expire', insertToken, 90 * DAY],
  ] as const)('%s %s, and no others', async (table, _when, insertRow, retention) => {
    const old = await insertRow(ago(retention + HOUR));
    const recent = await insertRow(ago(retention - HOUR));
    const live = await insertRow(ago(-HOUR));
    await sweep();
    expect(await remaining(table, [old, recent, live])).toEqual([recent, live]);
  });

  it('one-time values as soon as they are refused anyway, and no others', async () => {
    const [old, live] = [secret(), secret()];
    for (const [value, expiresAt] of [[old, ago(HOUR)] as const, [live, ago(-HOUR)] as const]) {
      const row = [organisation.id, 'a namespace', value, expiresAt];
      await asOwner(
        'INSERT INTO replay_ledger (organisation_id, namespace, value, expires_at) VALUES ($1, $2, $3, $4)',
        row,
      );
    }
    await sweep();
    expect(await asOwner('SELECT value FROM replay_ledger WHERE value = ANY ($1)', [[old, live]])).toEqual([
      { value: live },
    ]);
  });

  it('refresh tokens together with their access token, though their successors stay', async () => {
    const [first, second] = [await insertToken(ago(91 * DAY)), await insertToken(ago(HOUR))];
    const parent = await insertRefreshToken(ago(61 * DAY), first, null);
    const child = await insertRefreshToken(ago(-30 * DAY), second, parent);
    await sweep();
    expect(await remaining('tokens', [first, second])).toEqual([second]);
    expect(await remaining('refresh_tokens', [parent, child])).toEqual([child]);
  });

  it('no valid refresh token, however long ago its access token expired', async () => {
    const token = await insertToken(ago(91 * DAY));
    const refreshToken = await insertRefreshToken(ago(-DAY), token, null);
    await sweep();
    expect(await remaining('refresh_tokens', [refreshToken])).toEqual([refreshToken]);
  });
});

/** Tables whose rows have an end, but need no sweep. */
const NOT_SWEPT: Record<string, string> = {
  api_keys: 'an organisation sees which of its keys have ended',
  consents: 'the record of what a person agreed to',
  refresh_tokens: 'go with the access token they were issued beside',
  operator_keys: 'made by hand; the name of an old one stands in audit logs',
};

describe('every table whose rows expire', () => {
  /** For every table one expired row and one that has not expired, identified by their end. */
  async function fill(ends: Date[]): Promise<string[]> {
    const tables = await readTables();
    const expiring = [...tables.values()].filter(({ columns }) => columns.some(({ name }) => name === 'expires_at'));
    for (const { name } of expiring) {
      for (const expires_at of ends) {
        const rows = createRows(tables);
        const { text, values } = insertionOf(name, await rows.valuesFor(name, { expires_at }));
        await asOwner(text, values);
      }
    }
    return expiring.map(({ name }) => name);
  }

  const keeping = async (tables: string[], end: Date) => {
    const kept: string[] = [];
    for (const table of tables) {
      if ((await asOwner(`SELECT FROM ${table} WHERE expires_at = $1`, [end])).length > 0) kept.push(table);
    }
    return kept;
  };

  it('is swept, or listed as an exception', async () => {
    // With a random part, so that no other test has rows of the same millisecond.
    const [past, future] = [
      ago(3 * 365 * DAY + Math.floor(Math.random() * DAY)),
      ago(-HOUR - Math.floor(Math.random() * HOUR)),
    ];
    const tables = await fill([past, future]);
    await sweep();
    expect(await keeping(tables, past)).toEqual(Object.keys(NOT_SWEPT).sort());
    expect(await keeping(tables, future)).toEqual(tables);
  });
});

describe('a sweep that fails', () => {
  it('is logged as an error and does not stop the others', async () => {
    const database = await createScratchDatabase();
    onTestFinished(() => database.drop());
    await database.asOwner('REVOKE DELETE ON sessions FROM cerberus_system');
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const info = vi.spyOn(console, 'info').mockImplementation(() => {});
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    await sweep({ ...database.bindings, LOG_LEVEL: 'info' });
    const sweepsOf = (spy: typeof error) => spy.mock.calls.map(([line]) => JSON.parse(String(line)).sweep);
    expect(sweepsOf(error)).toEqual(['sessions']);
    expect(sweepsOf(info)).toEqual(expect.arrayContaining(['authorization_requests', 'authorization_codes', 'tokens']));
  });
});

describe('a backlog', () => {
  let database: ScratchDatabase;

  beforeAll(async () => {
    database = await createScratchDatabase();
    await database.asOwner(`INSERT INTO organisations (id, name, slug, email) VALUES ($1, 'a', 'a', 'a')`, [BACKLOG]);
  });

  afterAll(() => database.drop());

  it('of many batches is removed in one run, in every table, and rows that are not due stay', async () => {
    const row = `INSERT INTO sign_in_throttles (key, failures, expires_at) SELECT`;
    await database.asOwner(`${row} 'a' || n, 1, now() - n * interval '1 second' FROM generate_series(1, 11000) n`);
    await database.asOwner(`${row} 'b' || n, 1, now() + interval '1 hour' FROM generate_series(1, 3) n`);
    // All expire at the same time, so a batch ends between equal rows.
    await database.asOwner(
      `INSERT INTO replay_ledger (organisation_id, namespace, value, expires_at)
       SELECT $1, 'n', n, now() - interval '1 day' FROM generate_series(1, 11000) n`,
      [BACKLOG],
    );
    await database.asOwner(
      `INSERT INTO outbound_emails (id, organisation_id, recipient, template, subject, text, html)
       SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, '', '', '', '', '' FROM generate_series(1, 5001) n`,
      [BACKLOG],
    );
    await sweep(database.bindings);
    const left = async (table: string) => (await database.asOwner(`SELECT FROM ${table}`)).length;
    expect([await left('sign_in_throttles'), await left('replay_ledger'), await left('outbound_emails')]).toEqual([
      3, 0, 0,
    ]);
  });

  it('of people is erased in one run, and a failed erasure does not stop the others', async () => {
    await database.asOwner(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, deleted_at)
       SELECT gen_random_uuid(), $1, n || '@example.com', 'A', 'B', 'A B', now() - interval '40 days' FROM generate_series(1, 52) n`,
      [BACKLOG],
    );
    await database.asOwner(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$`,
    );
    await database.asOwner(
      `CREATE TRIGGER refuse BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.email = '7@example.com') EXECUTE FUNCTION refuse()`,
    );
    await sweep(database.bindings);
    expect(await database.asOwner(`SELECT email FROM users WHERE email NOT LIKE '%@deleted.invalid'`)).toEqual([
      { email: '7@example.com' },
    ]);
  });
});

describe('the time of a run', () => {
  /** Rows of a batch, which is neither quick nor slow here. */
  const FULL = 2_000;

  /** The answer of a table that always has a full batch. */
  async function run(timeBudget: number, batches: Record<string, number>) {
    let now = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const [order, rest]: [string[], unknown[]] = [[], []];
    const left = new Map(Object.entries(batches));
    const all = [...left.keys()].map((name) => ({ ...(SWEEPS[0] as Sweep), name, table: sql([name] as never) }));
    const flight = async ({ text }: { text: string }) => {
      if (text.includes('job_runs')) return [[]];
      const name = /DELETE FROM (\w+)/.exec(text)?.[1];
      if (name === undefined) return [[{ count: 7, oldest: null }]];
      order.push(name);
      now += 200;
      const more = (left.get(name) ?? 0) - 1;
      left.set(name, more);
      const found = more > 0 ? FULL : 0;
      return [[{ found, removed: found, last: '2026-01-01' }]];
    };
    const log = { info: () => {}, error: () => {}, warn: (_: string, fields: unknown) => rest.push(fields) };
    const system = { db: { flight, release: async () => {} }, log, now: new Date() };
    await sweepAll(async (work) => work({ system, log } as never), all, timeBudget);
    return { order, rest };
  }

  it('is shared: each table gets batches, however many rows another one has', async () => {
    const { order, rest } = await run(10_000, { large: 5, small: 1, middle: 3 });
    expect(order).toEqual(['large', 'small', 'middle', 'large', 'middle', 'large', 'middle', 'large', 'large']);
    expect(rest).toEqual([]);
  });

  it('ends, and the remaining sweeps are logged and continued by the next run', async () => {
    const { order, rest } = await run(1_000, { large: 1_000, small: 1 });
    expect(order.length).toBe(5);
    expect(rest).toEqual([{ sweep: 'large', removed: expect.any(Number), left: 7, oldest: null }]);
  });
});
