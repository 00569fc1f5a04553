/** Sending to webhooks: what receivers get, what counts as a success, and when it is tried again. */
import { env } from 'cloudflare:workers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRequestContext } from '../../../src/deps.ts';
import { disableFailingEndpoints } from '../../../src/domain/webhooks/disabling.ts';
import { deleteEndpoint } from '../../../src/domain/webhooks/endpoints.ts';
import { rotateSecret } from '../../../src/domain/webhooks/secrets.ts';
import { type SendingOptions, sendWebhooks } from '../../../src/domain/webhooks/sending.ts';
import { webhookDisabledEmail } from '../../../src/emails/webhook-disabled.ts';
import { parseEnv } from '../../../src/env.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';
import { receive as receiveAsInGuide } from './receiver-guide.ts';

/** Standard Webhooks compares with the present time. */
const START = new Date(Math.floor(Date.now() / 1000) * 1000);
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const SECRET = `whsec_${btoa('0123456789abcdef0123456789abcdef')}`;

let database: ScratchDatabase;
let organisationId: string;
const config = () => parseEnv({ ...env, ...database.bindings });

beforeAll(async () => {
  database = await createScratchDatabase();
});

afterAll(() => database.drop());

/** An organisation with an owner. */
beforeEach(async () => {
  await database.asOwner('DELETE FROM webhook_endpoints');
  organisationId = uuidv7();
  const userId = uuidv7();
  await database.asOwner(`INSERT INTO organisations (id, name, slug, email) VALUES ($1, $2, $2, $2)`, [
    organisationId,
    organisationId,
  ]);
  await database.asOwner(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name) VALUES ($1, $2, $3, 'Ada', 'b', 'c')`,
    [userId, organisationId, `${userId}@example.com`],
  );
  await database.asOwner('UPDATE organisations SET owner_id = $2 WHERE id = $1', [organisationId, userId]);
});

async function createEndpoint(columns: Record<string, unknown> = {}): Promise<string> {
  const id = uuidv7();
  const { SECRET_ENCRYPTION_KEY } = config();
  const context = { purpose: 'webhook.secret', id, ownerId: organisationId } as const;
  const row = {
    ...{ id, organisation_id: organisationId, url: `https://${id}.example.com/hook`, events: '["user.created"]' },
    secret_encrypted: await createSecretBox(SECRET_ENCRYPTION_KEY).seal(SECRET, context),
    ...columns,
  };
  const places = Object.keys(row).map((_, index) => `$${index + 1}`);
  await database.asOwner(
    `INSERT INTO webhook_endpoints (${Object.keys(row).join(', ')}) VALUES (${places.join(', ')})`,
    Object.values(row),
  );
  return id;
}

/** Something that happened, on its way to an endpoint. @returns the ids of the deliveries, in their order */
async function queue(endpointId: string, { count = 1, type = 'user.created', due = START } = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await database.asOwner(
    `WITH told AS (
       INSERT INTO events (id, organisation_id, type, payload, created_at)
       SELECT id, $2, $3, '{"user":{"id":"u"}}', $4 FROM unnest($1::uuid[]) AS id RETURNING id)
     INSERT INTO webhook_deliveries (id, organisation_id, endpoint_id, event_id, event_type, next_attempt_at)
     SELECT id, $2, $5, id, $3, $4 FROM told`,
    [ids, organisationId, type, due, endpointId],
  );
  return ids;
}

interface Received {
  url: string;
  body: string;
  headers: Record<string, string>;
  redirect: string;
}

/** Replaces the network until the test ends. */
function receive(answer: (request: Received) => Response | Promise<Response> = () => new Response()): Received[] {
  const received: Received[] = [];
  vi.stubGlobal('fetch', async (url: string, init: Received) => {
    received.push({ ...init, url });
    return answer({ ...init, url });
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return received;
}

/** Runs at that many seconds after START. @returns how many were tried */
async function run(at = 0, options: Partial<SendingOptions> = {}): Promise<number> {
  const context = openRequestContext(config(), crypto.randomUUID());
  try {
    return await sendWebhooks(context.system, context.webhookTools, {
      runMs: 10_000,
      clock: () => later(at),
      ...options,
    });
  } finally {
    await context.close();
  }
}

const inTenant = async (work: (context: ReturnType<typeof openRequestContext>) => Promise<unknown>) => {
  const context = openRequestContext(config(), crypto.randomUUID());
  try {
    return await work(context);
  } finally {
    await context.close();
  }
};

async function row(table: 'webhook_deliveries' | 'webhook_endpoints', id: string | undefined) {
  const [found] = await database.asOwner(`SELECT * FROM ${table} WHERE id = $1`, [id]);
  return found;
}

const delivery = (id: string | undefined) => row('webhook_deliveries', id);
const endpoint = (id: string) => row('webhook_endpoints', id);

describe('A receiver gets', () => {
  it('the envelope of the event, by the name to which it subscribed, with the headers of the contract', async () => {
    const id = await createEndpoint({ events: '["role.assigned"]' });
    const [first] = await queue(id, { type: 'user.role_assigned' });
    const [request, ...more] = receive();
    expect(request).toBeUndefined();
    const received = receive();
    await run();
    expect(more).toEqual([]);
    const { url, body, headers, redirect } = received[0] as Received;
    expect([url, redirect]).toEqual([`https://${id}.example.com/hook`, 'manual']);
    const [type, createdAt] = ['role.assigned', START.toISOString()];
    expect(JSON.parse(body)).toEqual({
      ...{ id: `evt_${first}`, type, event: type, createdAt, timestamp: createdAt, organisationId },
      data: { user: { id: 'u' } },
    });
    expect(headers).toMatchObject({
      ...{ 'Content-Type': 'application/json', 'User-Agent': 'Cerberus-Webhooks/1.0' },
      ...{ 'X-Cerberus-Event': type, 'X-Cerberus-Delivery': first, 'webhook-id': `evt_${first}` },
    });
  });

  it('signatures that it can verify: with the library of Standard Webhooks, and with HMAC of the body', async () => {
    const received = receive();
    await queue(await createEndpoint());
    await run();
    const { body, headers } = received[0] as Received;
    expect(() => new Webhook(SECRET).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(`whsec_${btoa('another')}`).verify(body, headers)).toThrow();
    expect(headers['X-Cerberus-Signature']).toBe(await hmac(SECRET, body));
    const t = START.getTime() / 1000;
    expect(headers['X-Cerberus-Signature-V1']).toBe(`t=${t},v1=${await hmac(SECRET, `${t}.${body}`)}`);
  });

  it('what the receiver of the guide accepts, and nothing else does', async () => {
    const received = receive();
    await queue(await createEndpoint());
    await run();
    const { url, body, headers } = received[0] as Received;
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const present = (text: string) =>
      receiveAsInGuide(new Request(url, { method: 'POST', body: text, headers }), SECRET);
    expect([(await present(body)).status, (await present(`${body} `)).status]).toEqual([204, 401]);
    log.mockRestore();
  });

  it('signatures of both secrets for as long as the previous one signs', async () => {
    const received = receive();
    const id = await createEndpoint();
    let secret = '';
    await inTenant(async ({ openTenant, box }) => {
      const tenant = { ...openTenant(organisationId, {}), now: START };
      ({ secret } = await rotateSecret(tenant, id, { overlap: 60, box }));
    });
    for (const at of [0, 61]) {
      await queue(id);
      await run(at);
    }
    const verifies = (key: string, { body, headers }: Received) => {
      try {
        return Boolean(new Webhook(key).verify(body, headers));
      } catch {
        return false;
      }
    };
    expect(received.map((request) => [verifies(secret, request), verifies(SECRET, request)])).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(received.map(({ headers }) => headers['X-Cerberus-Signature-V1']?.split(',v1=').length)).toEqual([3, 2]);
  });
});

async function hmac(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('An attempt', () => {
  it.each([200, 201, 204, 299])('answered with %i has delivered', async (status) => {
    receive(() => new Response(null, { status: status === 299 ? 299 : status }));
    const id = await createEndpoint({ failure_count: 2, failing_since: START });
    const [first] = await queue(id);
    await run();
    expect(await delivery(first)).toMatchObject({
      ...{ delivered_at: START, failed_at: null, next_attempt_at: null, response_status: status, attempt: 1 },
      attempts: [{ at: START.toISOString(), status, duration: expect.any(Number), error: null }],
    });
    expect(await endpoint(id)).toMatchObject({ failure_count: 0, failing_since: null, last_triggered_at: START });
    expect(await run(1_000_000)).toBe(0);
  });

  it.each([302, 400, 404, 429, 500])('answered with %i has failed', async (status) => {
    const headers = { Location: 'https://elsewhere.example/' };
    const received = receive(() => new Response('private', { status, headers }));
    const id = await createEndpoint();
    const [first] = await queue(id);
    await run();
    expect(received).toHaveLength(1);
    const found = await delivery(first);
    expect(found).toMatchObject({ delivered_at: null, failed_at: null, error_message: `It answered ${status}` });
    // Nothing of the answer: whoever may read the log would read what the server can reach.
    expect(JSON.stringify(found)).not.toContain('private');
    expect(await endpoint(id)).toMatchObject({ failure_count: 1, failing_since: START });
  });

  it('without an answer in five seconds has failed, and so has one without a connection', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const errors = [new DOMException('', 'TimeoutError'), new TypeError('10.0.0.1 refused')];
    receive(() => Promise.reject(errors.shift()));
    const id = await createEndpoint();
    const ids = await queue(id, { count: 2 });
    await run();
    expect(timeout).toHaveBeenCalledWith(5_000);
    timeout.mockRestore();
    const messages = await Promise.all(ids.map(async (one) => (await delivery(one))?.error_message));
    expect(messages.sort()).toEqual(['No answer within 5 seconds', 'No connection']);
  });

  it('answered without end has delivered: the body is not read', async () => {
    const cancelled = vi.fn();
    const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue('x'), cancel: cancelled });
    receive(() => new Response(endless() as never));
    const [first] = await queue(await createEndpoint());
    await run();
    expect(cancelled).toHaveBeenCalled();
    expect(await delivery(first)).toMatchObject({ delivered_at: START });
  });

  it('at a URL that is no longer allowed is not made', async () => {
    const received = receive();
    const [first] = await queue(await createEndpoint({ url: 'https://10.0.0.1/' }));
    await run();
    expect(received).toEqual([]);
    expect(await delivery(first)).toMatchObject({ error_message: 'Only public hosts are allowed' });
  });

  it('whose secret cannot be opened is not made, and is not the receiver’s failure', async () => {
    const received = receive();
    const id = await createEndpoint({ secret_encrypted: 'v2:1:AAAA:AAAA' });
    const [first] = await queue(id);
    await run();
    expect(received).toEqual([]);
    expect(await delivery(first)).toMatchObject({ error_message: expect.stringContaining('The secret') });
    expect(await endpoint(id)).toMatchObject({ failure_count: 0 });
  });
});

describe('Attempts', () => {
  it('follow after 1, 5 and 15 minutes, 1, 6 and 24 hours, or up to a fifth later; then the delivery has failed', async () => {
    const received = receive(() => new Response(null, { status: 500 }));
    const [first] = await queue(await createEndpoint());
    let due = START;
    for (const delay of [60, 300, 900, 3_600, 21_600, 86_400]) {
      const at = (due.getTime() - START.getTime()) / 1000;
      await run(at);
      const { next_attempt_at: next } = (await delivery(first)) as { next_attempt_at: Date };
      const waited = (next.getTime() - due.getTime()) / 1000;
      expect(waited).toBeGreaterThanOrEqual(delay);
      expect(waited).toBeLessThanOrEqual(delay * 1.2);
      due = next;
      // The endpoint is left alone for a while after some failures; here only the delivery counts.
      await database.asOwner('UPDATE webhook_endpoints SET paused_until = NULL');
      expect(await run((due.getTime() - START.getTime()) / 1000 - 1)).toBe(0);
    }
    await run((due.getTime() - START.getTime()) / 1000);
    expect(received).toHaveLength(7);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await delivery(first)).toMatchObject({ failed_at: due, next_attempt_at: null, attempt: 7 });
  });

  it('that were cut off are repeated when their claim is over', async () => {
    let fail = (_error: Error) => {};
    const hanging = new Promise<Response>((_resolve, reject) => {
      fail = reject;
    });
    const received = receive(() => (received.length === 1 ? hanging : new Response()));
    const [first] = await queue(await createEndpoint());
    const cutOff = run(0, { runMs: 60_000 });
    cutOff.catch((error) => console.error('CUT', error));
    await vi.waitFor(() => expect(received).toHaveLength(1), 20_000);
    expect(await run(19)).toBe(0);
    expect(await run(20)).toBe(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    // What it knows too late changes nothing.
    fail(new Error('cut off'));
    await cutOff;
    expect(await delivery(first)).toMatchObject({ delivered_at: later(20), attempt: 2, error_message: null });
  });

  it('of two runs at once are made once', async () => {
    const received = receive();
    for (const id of [await createEndpoint(), await createEndpoint()]) await queue(id, { count: 10 });
    await Promise.all([run(), run(), run()]);
    const ids = received.map(({ headers }) => headers['X-Cerberus-Delivery']);
    expect([ids.length, new Set(ids).size]).toEqual([20, 20]);
  });
});

describe('An endpoint that does not answer', () => {
  it('has at most three deliveries on their way, and one while it fails, and holds up no other endpoint', async () => {
    const [hanging, good] = [await createEndpoint(), await createEndpoint()];
    await queue(hanging, { count: 50 });
    await queue(good, { count: 10 });
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    receive(({ url }) => {
      if (!url.includes(hanging)) return new Response();
      most = Math.max(most, ++open);
      return new Promise((_resolve, reject) => {
        waiting.push(() => {
          open--;
          reject(new DOMException('', 'TimeoutError'));
        });
      });
    });
    const running = run(0, { runMs: 60_000 });
    const left = `SELECT FROM webhook_deliveries WHERE endpoint_id = $1 AND delivered_at IS NULL`;
    const options = { timeout: 30_000, interval: 500 };
    await vi.waitFor(async () => expect(await database.asOwner(left, [good])).toEqual([]), options);
    expect(most).toBe(3);
    for (const end of waiting.splice(0)) end();
    await running;
    // After the third failure in a row there is a pause; then one attempt at a time.
    expect(await endpoint(hanging)).toMatchObject({ failure_count: 3, paused_until: later(5) });
    expect(await run(4)).toBe(0);
    const again = run(5);
    await vi.waitFor(() => expect(waiting).toHaveLength(1), 20_000);
    for (const end of waiting.splice(0)) end();
    expect(await again).toBe(1);
    expect(await endpoint(hanging)).toMatchObject({ failure_count: 4, paused_until: later(15) });
  });

  it('is left alone for five minutes at most', async () => {
    receive(() => new Response(null, { status: 500 }));
    const id = await createEndpoint({ failure_count: 1_000, failing_since: START });
    await queue(id);
    await run();
    expect(await endpoint(id)).toMatchObject({ failure_count: 1_001, paused_until: later(300) });
  });
});

describe('An endpoint is switched off', () => {
  const disable = (at: number) =>
    inTenant(({ system }) => disableFailingEndpoints({ ...atMoment(system, at) }, webhookDisabledEmail));
  const atMoment = <S extends { now: Date; openTenant: (id: string, actor: object) => { now: Date } }>(
    system: S,
    at: number,
  ): S => ({
    ...system,
    now: later(at),
    openTenant: (id: string, actor: object) => ({ ...system.openTenant(id, actor), now: later(at) }),
  });
  const mails = () =>
    database.asOwner(`SELECT recipient, text FROM outbound_emails WHERE organisation_id = $1`, [organisationId]);
  const events = () =>
    database.asOwner(`SELECT event_type, metadata FROM audit_logs WHERE organisation_id = $1`, [organisationId]);

  it('after ten failures in a row over at least a day, with one mail to the owner and an event', async () => {
    const id = await createEndpoint({ failure_count: 10, failing_since: START });
    const [first] = await queue(id, { due: later(86_400) });
    await disable(86_399);
    expect(await endpoint(id)).toMatchObject({ is_active: true });
    await Promise.all([disable(86_400), disable(86_400)]);
    expect(await endpoint(id)).toMatchObject({ is_active: false, disabled_at: later(86_400) });
    expect(await mails()).toHaveLength(1);
    expect(await events()).toMatchObject([
      { event_type: 'webhook.disabled', metadata: { reason: 'failures', failures: 10 } },
    ]);
    // What waits for it is kept until it is switched on again.
    const received = receive();
    expect(await run(90_000)).toBe(0);
    await database.asOwner('UPDATE webhook_endpoints SET is_active = true WHERE id = $1', [id]);
    await run(90_000);
    expect(received).toHaveLength(1);
    expect(await delivery(first)).toMatchObject({ delivered_at: later(90_000) });
  });

  it('not for a failure less, however long ago', async () => {
    const id = await createEndpoint({ failure_count: 9, failing_since: later(-1_000_000) });
    await disable(0);
    expect(await endpoint(id)).toMatchObject({ is_active: true });
  });

  it('at once when it answers 410', async () => {
    receive(() => new Response(null, { status: 410 }));
    const id = await createEndpoint();
    await queue(id);
    await run();
    expect(await run(1_000_000)).toBe(0);
    await disable(60);
    expect(await endpoint(id)).toMatchObject({ is_active: false, disabled_at: later(60) });
    expect(await mails()).toMatchObject([{ text: expect.stringContaining('gone for good (410)') }]);
  });
});

describe('Nothing is sent', () => {
  it.each([
    ['that is suspended', `status = 'suspended'`],
    ['that was deleted', `status = 'cancelled', deleted_at = now()`],
  ])('of an organisation %s', async (_title, change) => {
    const received = receive();
    await queue(await createEndpoint());
    await database.asOwner(`UPDATE organisations SET ${change} WHERE id = $1`, [organisationId]);
    expect(await run()).toBe(0);
    expect(received).toEqual([]);
  });

  it('to an endpoint that was deleted, and what is on its way then changes nothing', async () => {
    const id = await createEndpoint();
    await queue(id, { count: 5 });
    receive(async () => {
      await inTenant(({ openTenant }) => deleteEndpoint(openTenant(organisationId, {}), id).catch(() => {}));
      return new Response();
    });
    expect(await run()).toBe(3);
    expect(await endpoint(id)).toBeUndefined();
  });

  it('to endpoints of others, when an organisation is named', async () => {
    const received = receive();
    await queue(await createEndpoint());
    expect(await run(0, { organisationIds: [uuidv7()] })).toBe(0);
    expect(await run(0, { organisationIds: [organisationId] })).toBe(1);
    expect(received).toHaveLength(1);
  });
});
