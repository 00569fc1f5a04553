/** What webhooks were told, in the order of time, and telling it again. Receivers are stubs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';
import { newSlug } from '../../support/teams.ts';

const WEBHOOKS = '/v1/admin/webhooks';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let answer: () => Response;
/** The bodies that receivers got. */
let received: { id: string; type: string; data: Record<string, unknown> }[];

beforeAll(async () => {
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    received.push(JSON.parse(body));
    return answer();
  });
  received = [];
  answer = () => new Response('from inside');
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
});

afterAll(() => {
  vi.unstubAllGlobals();
});

beforeEach(async () => {
  await asOwner('UPDATE webhook_endpoints SET is_active = false WHERE organisation_id = $1', [organisation.id]);
  received = [];
  answer = () => new Response('from inside');
});

interface Delivery {
  id: string;
  eventId: string;
  event: string;
  status: string;
  attempts: { status: number | null; error: string | null }[];
  body: { type: string };
}

async function createWebhook(events: string[] = ['team.created']): Promise<string> {
  const fields = { url: `https://${uuidv7()}.example.com/`, events };
  return ((await (await sendAs(organisation, 'POST', WEBHOOKS, fields)).json()) as { id: string }).id;
}

const createTeam = () => sendAs(organisation, 'POST', '/v1/admin/teams', { name: 'Readers', slug: newSlug() });
const pathOf = (id: string, rest = '') => `${WEBHOOKS}/${id}${rest}`;

async function deliveriesOf(id: string, query = ''): Promise<Delivery[]> {
  const response = await sendAs(organisation, 'GET', pathOf(id, `/deliveries${query}`));
  expectFlights(response, 2);
  return ((await response.json()) as { data: Delivery[] }).data;
}

const detailOf = async (id: string, delivery: string) =>
  (await (await sendAs(organisation, 'GET', pathOf(id, `/deliveries/${delivery}`))).json()) as Delivery;

describe('What happens', () => {
  it('is told right after the answer, and the log has it', async () => {
    const id = await createWebhook();
    const team = (await (await createTeam()).json()) as { id: string };
    expect(received).toMatchObject([{ type: 'team.created', data: { team: { id: team.id }, success: true } }]);
    const [delivery, ...more] = await deliveriesOf(id);
    expect(more).toEqual([]);
    expect(delivery).toMatchObject({ event: 'team.created', status: 'delivered', eventId: received[0]?.id });
    const detail = await detailOf(id, delivery?.id ?? '');
    expect(detail).toMatchObject({ attempts: [{ status: 200, error: null }], body: received[0] });
    expect(JSON.stringify(detail)).not.toContain('from inside');
  });

  it('is told to nobody where there is no webhook, and to one that is added a moment later', async () => {
    await createTeam();
    const id = await createWebhook();
    await createTeam();
    expect(received).toHaveLength(1);
    expect(await deliveriesOf(id)).toHaveLength(1);
  });
});

describe('The log', () => {
  it('is filtered by status and event, and paged by cursor, latest first', async () => {
    const id = await createWebhook(['team.created', 'login.success']);
    await createTeam();
    answer = () => new Response(null, { status: 500 });
    await createTeam();
    await asOwner('UPDATE webhook_deliveries SET failed_at = now() WHERE endpoint_id = $1 AND delivered_at IS NULL', [
      id,
    ]);
    await createTeam();
    const all = await deliveriesOf(id);
    expect(all.map(({ status }) => status)).toEqual(['pending', 'failed', 'delivered']);
    for (const status of ['pending', 'failed', 'delivered']) {
      expect(await deliveriesOf(id, `?status=${status}`)).toMatchObject([{ status }]);
    }
    expect(await deliveriesOf(id, '?event=login.success')).toEqual([]);
    expect(await deliveriesOf(id, '?filter[event]=team.created')).toHaveLength(3);
    const page = await sendAs(organisation, 'GET', pathOf(id, '/deliveries?limit=2'));
    const { data, nextCursor } = (await page.json()) as { data: Delivery[]; nextCursor: string };
    const rest = await deliveriesOf(id, `?limit=2&cursor=${nextCursor}`);
    expect([...data, ...rest].map((one) => one.id)).toEqual(all.map((one) => one.id));
  });
});

describe('A delivery is made again', () => {
  it('with the same id, once for two clicks', async () => {
    const id = await createWebhook();
    await createTeam();
    const [delivery] = await deliveriesOf(id);
    const again = () => sendAs(organisation, 'POST', pathOf(id, `/deliveries/${delivery?.id}/redeliver`));
    const [first, second] = [await again(), await again()];
    expectFlights(first, 2);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(received.map((body) => body.id)).toEqual([delivery?.eventId, delivery?.eventId]);
    expect((await detailOf(id, delivery?.id ?? '')).attempts).toHaveLength(2);
  });

  it('with others of a range of time, of those that failed', async () => {
    const id = await createWebhook();
    for (let count = 0; count < 4; count++) await createTeam();
    const all = (await deliveriesOf(id)).reverse();
    const failed = all.slice(1).map((one) => one.id);
    await asOwner(
      'UPDATE webhook_deliveries SET failed_at = delivered_at, delivered_at = NULL WHERE id = ANY ($1::uuid[])',
      [failed],
    );
    // The last one was too late.
    const [row] = await asOwner<{ at: string }>(
      `SELECT (created_at + interval '0.5 ms')::text AS at FROM events WHERE id = $1`,
      [all[2]?.eventId.slice(4)],
    );
    const range = { since: new Date(Date.now() - 60_000).toISOString(), until: new Date(row?.at ?? '').toISOString() };
    const until = new Date(Date.parse(range.until) + 1).toISOString();
    received = [];
    const again = () => sendAs(organisation, 'POST', pathOf(id, '/redeliver'), { ...range, until });
    const [first, second] = [await again(), await again()];
    expectFlights(first, 2);
    expect([await first.json(), await second.json()]).toEqual([
      { queued: 2, hasMore: false },
      { queued: 0, hasMore: false },
    ]);
    expect(received.map((body) => body.id).sort()).toEqual([all[1]?.eventId, all[2]?.eventId]);
    const wrong = await sendAs(organisation, 'POST', pathOf(id, '/redeliver'), { since: until, until: range.since });
    expect(wrong.status).toBe(400);
  });
});

describe('A test event', () => {
  it('is sent to whatever it subscribed to, and the answer tells nothing of the receiver', async () => {
    const id = await createWebhook(['user.deleted']);
    answer = () => new Response(null, { status: 500 });
    const tested = await sendAs(organisation, 'POST', pathOf(id, '/test'));
    expectFlights(tested, 2);
    expect([tested.status, await tested.json()]).toEqual([200, { message: 'Test webhook sent' }]);
    const data = { message: 'This is a test webhook event', webhookId: id };
    expect(received).toMatchObject([{ id: expect.stringMatching(/^evt_test_/), type: 'webhook.test', data }]);
    expect(await deliveriesOf(id, '?event=webhook.test')).toMatchObject([{ status: 'pending', event: 'webhook.test' }]);
  });
});

it('Nothing is made again, or tested, for a webhook that is switched off, or is of another organisation', async () => {
  const id = await createWebhook();
  await createTeam();
  const [delivery] = await deliveriesOf(id);
  const range = { since: '2026-01-01T00:00:00Z', until: '2036-01-01T00:00:00Z', status: 'delivered' };
  const ask = async (who: TestOrganisation) => {
    const answers = [
      await sendAs(who, 'POST', pathOf(id, '/test')),
      await sendAs(who, 'POST', pathOf(id, '/redeliver'), range),
      await sendAs(who, 'POST', pathOf(id, `/deliveries/${delivery?.id}/redeliver`)),
    ];
    return answers.map(({ status }) => status);
  };
  received = [];
  expect(await ask(stranger)).toEqual([404, 404, 404]);
  expect((await sendAs(stranger, 'GET', pathOf(id, `/deliveries/${delivery?.id}`))).status).toBe(404);
  expect((await sendAs(stranger, 'GET', pathOf(id, '/deliveries'))).status).toBe(404);
  await sendAs(organisation, 'PATCH', pathOf(id), { isActive: false });
  expect(await ask(organisation)).toEqual([409, 409, 409]);
  expect(received).toEqual([]);
});
