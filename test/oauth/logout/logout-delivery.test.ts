/** The outbox of logout tokens: the answers of clients, retries, and delivery once. */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRequestContext } from '../../../src/deps.ts';
import { deliverLogouts, type LogoutTools } from '../../../src/domain/sessions/logout-deliveries.ts';
import { parseEnv } from '../../../src/env.ts';
import { runJobs } from '../../../src/jobs/index.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { type DeliveryRow, receiveLogouts } from '../../support/logouts.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

const START = new Date('2026-11-24T12:00:00Z');
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);

let database: ScratchDatabase;
let organisationId: string;
let userId: string;

beforeAll(async () => {
  database = await createScratchDatabase();
  [organisationId, userId] = [uuidv7(), uuidv7()];
  await database.asOwner(`INSERT INTO organisations (id, name, slug, email) VALUES ($1, 'a', 'a', 'a')`, [
    organisationId,
  ]);
  await database.asOwner(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name) VALUES ($1, $2, 'u', 'a', 'b', 'c')`,
    [userId, organisationId],
  );
});

afterAll(() => database.drop());

beforeEach(() => database.asOwner('DELETE FROM clients'));

/** Readable tokens: other tests check the signature. */
const TOOLS = {
  issuer: 'https://id.example.com',
  keys: { sign: async (_db: unknown, claims: object) => JSON.stringify(claims) },
  loopback: false,
} as unknown as LogoutTools;

/** Runs at that many seconds after START. @returns how many were tried */
async function deliver(at = 0, organisationIds?: string[]): Promise<number> {
  const context = openRequestContext(parseEnv({ ...env, ...database.bindings }), crypto.randomUUID());
  try {
    const system = { ...context.system, now: later(at) };
    return await deliverLogouts(system, { ...TOOLS, box: context.box }, organisationIds);
  } finally {
    await context.close();
  }
}

/** A client with a pending delivery. @returns the id of the delivery */
async function queue(uri: string | null = 'https://app.example.com/logout'): Promise<string> {
  const [clientId, id] = [uuidv7(), uuidv7()];
  await database.asOwner(
    `INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
       token_endpoint_auth_method, backchannel_logout_uri)
     VALUES ($1, $2, 'a', $3, 'public', '[]', '[]', '[]', 'none', $4)`,
    [clientId, organisationId, `client-${clientId}`, uri],
  );
  await database.asOwner(
    `INSERT INTO logout_deliveries (id, organisation_id, client_id, user_id, session_id, next_attempt_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, organisationId, clientId, userId, uuidv7(), START],
  );
  return id;
}

async function row(id: string): Promise<DeliveryRow> {
  const [found] = await database.asOwner<DeliveryRow>('SELECT * FROM logout_deliveries WHERE id = $1', [id]);
  if (!found) throw new Error('There is no such delivery');
  return found;
}

describe('the answer of a client (section 2.8)', () => {
  it.each([200, 204])('%i: it is delivered', async (status) => {
    const id = await queue();
    receiveLogouts(() => new Response(null, { status }));
    await deliver();
    expect(await row(id)).toMatchObject({ delivered_at: START, failed_at: null, response_status: status, attempt: 1 });
    expect(await deliver(1_000_000)).toBe(0);
  });

  it('400: the client refuses, and there is no retry', async () => {
    const id = await queue();
    receiveLogouts(() => new Response('{"error":"invalid_request"}', { status: 400 }));
    await deliver();
    const error = 'The client answered 400 {"error":"invalid_request"}';
    expect(await row(id)).toMatchObject({
      delivered_at: null,
      failed_at: START,
      response_status: 400,
      error_message: error,
    });
    expect(await deliver(1_000_000)).toBe(0);
  });

  it.each([201, 302, 401, 404, 429, 500, 503])('%i: it is retried', async (status) => {
    const id = await queue();
    const headers = { Location: 'https://elsewhere.example/' };
    const received = receiveLogouts(() => new Response(null, { status, headers }));
    await deliver();
    expect(received).toHaveLength(1);
    const next = { next_attempt_at: later(60), response_status: status };
    expect(await row(id)).toMatchObject({ delivered_at: null, failed_at: null, ...next });
  });

  it('none in five seconds, or no connection: it is retried', async () => {
    const id = await queue();
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    receiveLogouts(() => Promise.reject(new Error('The operation timed out')));
    await deliver();
    expect(timeout).toHaveBeenCalledWith(5_000);
    timeout.mockRestore();
    const next = { next_attempt_at: later(60), response_status: null, error_message: 'The operation timed out' };
    expect(await row(id)).toMatchObject({ failed_at: null, ...next });
  });
});

describe('attempts', () => {
  it('follow after 1, 5 and 15 minutes, 1, 6 and 24 hours, each with a new token; then the delivery fails', async () => {
    const id = await queue();
    const received = receiveLogouts(() => new Response(null, { status: 503 }));
    let due = 0;
    for (const delay of [60, 300, 900, 3_600, 21_600, 86_400]) {
      await deliver(due);
      due += delay;
      expect(await row(id)).toMatchObject({ next_attempt_at: later(due), failed_at: null });
      expect(await deliver(due - 1)).toBe(0);
    }
    await deliver(due);
    expect(await row(id)).toMatchObject({ attempt: 7, failed_at: later(due), delivered_at: null });
    expect(await deliver(due + 1_000_000)).toBe(0);
    const tokens = received.map(({ token }) => JSON.parse(token) as Record<string, number | string>);
    expect(tokens.map(({ iat }) => Number(iat) - START.getTime() / 1000)).toEqual([
      0, 60, 360, 1_260, 4_860, 26_460, 112_860,
    ]);
    expect(tokens.every(({ iat, exp }) => Number(exp) - Number(iat) === 120)).toBe(true);
    // All tokens have the same jti: a client whose answer was lost can detect the retry.
    expect(new Set(tokens.map(({ jti }) => jti))).toEqual(new Set([id]));
  });

  it('of twenty concurrent runners are one for each client', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => queue()));
    const received = receiveLogouts();
    const tried = await Promise.all(Array.from({ length: 20 }, () => deliver()));
    expect(tried.reduce((sum, count) => sum + count)).toBe(60);
    expect(received.map(({ token }) => JSON.parse(token).jti).toSorted()).toEqual(ids.toSorted());
  });

  it('are concurrent: a slow client does not delay others', async () => {
    await Promise.all(Array.from({ length: 5 }, () => queue()));
    let [open, most] = [0, 0];
    const all = Promise.withResolvers<void>();
    receiveLogouts(async () => {
      most = Math.max(most, ++open);
      if (open === 5) all.resolve();
      await all.promise;
      return new Response();
    });
    expect(await deliver()).toBe(5);
    expect(most).toBe(5);
  });

  it('hold no database connection while a client answers', async () => {
    await queue();
    const hanging = Promise.withResolvers<Response>();
    const received = receiveLogouts(() => hanging.promise);
    const delivering = deliver();
    await expect.poll(() => received).toHaveLength(1);
    await expect.poll(() => database.connections()).toBe(0);
    hanging.resolve(new Response());
    expect(await delivering).toBe(1);
  });

  it('that crashed only delay the next one, and change nothing when they resume', async () => {
    const id = await queue();
    const hanging = Promise.withResolvers<Response>();
    const received = receiveLogouts(() => hanging.promise);
    const crashed = deliver();
    await expect.poll(() => received).toHaveLength(1);
    expect(await deliver(19)).toBe(0);
    receiveLogouts(() => new Response(null, { status: 503 }));
    expect(await deliver(20)).toBe(1);
    hanging.resolve(new Response(null, { status: 400 }));
    await crashed;
    expect(await row(id)).toMatchObject({ attempt: 2, failed_at: null, response_status: 503 });
  });

  it('after an answer are the first ones of its organisation, and no other’s', async () => {
    const [mine, retried] = [await queue(), await queue()];
    await database.asOwner('UPDATE logout_deliveries SET attempt = 1 WHERE id = $1', [retried]);
    receiveLogouts();
    expect(await deliver(0, [uuidv7()])).toBe(0);
    expect(await deliver(0, [organisationId])).toBe(1);
    expect(await row(mine)).toMatchObject({ delivered_at: START });
  });

  it.each([
    ['has no address any more', 'backchannel_logout_uri = NULL'],
    ['was revoked', 'revoked = true'],
    ['was deleted', 'deleted_at = now()'],
  ])('at a client that %s end', async (_what, change) => {
    const id = await queue();
    await database.asOwner(`UPDATE clients SET ${change}`);
    const received = receiveLogouts();
    await deliver();
    expect(received).toEqual([]);
    expect(await row(id)).toMatchObject({ failed_at: START, error_message: expect.stringMatching(/any more$/) });
  });

  it('are made by the job of every minute', async () => {
    const id = await queue();
    receiveLogouts();
    await runJobs({ ...env, ...database.bindings }, '* * * * *');
    expect(await row(id)).toMatchObject({ attempt: 1, response_status: 200, delivered_at: expect.any(Date) });
  });
});

it('Deliveries are deleted after 30 days, successful or not', async () => {
  const [old, recent] = [await queue(), await queue()];
  const days = (count: number) => new Date(Date.now() - count * 86_400_000);
  const remaining = async () =>
    (await database.asOwner<{ id: string }>('SELECT id FROM logout_deliveries')).map(({ id }) => id);
  const ids = [uuidv7(days(31)), uuidv7(days(29))];
  await database.asOwner('UPDATE logout_deliveries SET id = $2, failed_at = now() WHERE id = $1', [old, ids[0]]);
  await database.asOwner('UPDATE logout_deliveries SET id = $2, failed_at = now() WHERE id = $1', [recent, ids[1]]);
  await runJobs({ ...env, ...database.bindings }, '7 * * * *');
  expect(await remaining()).toEqual([ids[1]]);
});
