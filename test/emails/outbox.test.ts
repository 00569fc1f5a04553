/** The outbox: each message is sent once, failed attempts are retried, and sent messages lose their content. */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openRequestContext } from '../../src/deps.ts';
import { queueEmail } from '../../src/domain/outbox/emails.ts';
import { oneTimeCodeEmail } from '../../src/emails/one-time-code.ts';
import { parseEnv } from '../../src/env.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { MailError } from '../../src/platform/mail/transport.ts';
import { send as request } from '../support/app.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';
import { openOutbox, START, type TestOutbox } from './outbox.ts';

let database: ScratchDatabase;
let outbox: TestOutbox;

beforeAll(async () => {
  database = await createScratchDatabase();
  outbox = await openOutbox(database);
});

afterAll(() => database.drop());

/** Removes the messages of other tests. */
async function emptyOutbox(): Promise<void> {
  await database.asOwner('DELETE FROM outbound_emails');
}

const CODE = {
  ...{ recipient: { email: 'a@example.com' }, organisation: { name: 'A' } },
  ...{ code: '123456', lifetime: 600, passwordUrl: 'https://id.example.com/account/password' },
};
const refuse = (error: Error) => () => Promise.reject(error);
const accept = () => Promise.resolve();
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);

test('Twenty sweeps at once send each message once', async () => {
  await emptyOutbox();
  const recipients = Array.from({ length: 60 }, (_, index) => `many-${index}@example.com`);
  for (const recipient of recipients) await outbox.queue(recipient);
  const sent: string[] = [];
  const send = async ({ recipient }: { recipient: string }) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    sent.push(recipient);
  };
  const tried = await Promise.all(Array.from({ length: 20 }, () => outbox.deliver({ send })));
  expect(sent.toSorted()).toEqual(recipients.toSorted());
  expect(tried.reduce((sum, count) => sum + count)).toBe(60);
});

test('The first attempt and a sweep at the same moment send a message once', async () => {
  await emptyOutbox();
  const id = await outbox.queue('race@example.com');
  const send = vi.fn(accept);
  await Promise.all([
    outbox.deliver({ send, ids: [id] }),
    outbox.deliver({ send }),
    outbox.deliver({ send, ids: [id] }),
  ]);
  expect(send).toHaveBeenCalledTimes(1);
  await outbox.deliver({ send, ids: [id], at: 86_400 });
  expect(send).toHaveBeenCalledTimes(1);
});

test('A sent message keeps its recipient and loses its content', async () => {
  const id = await outbox.queue('private@example.com');
  await outbox.deliver({ send: accept, ids: [id], at: 5 });
  const [row] = await outbox.rows('private@example.com');
  expect(row).toMatchObject({
    text: '',
    html: '',
    sent_at: after(5),
    failed_at: null,
    error_message: null,
    attempt: 1,
  });
});

test('On a developer’s machine the content stays', async () => {
  const id = await outbox.queue('developer@example.com');
  await outbox.deliver({ send: accept, ids: [id], keepsContent: true });
  const [row] = await outbox.rows('developer@example.com');
  expect(row).toMatchObject({ text: 'secret link', html: '<p>secret link</p>', sent_at: START });
});

test('A message that cannot be sent is tried again after 1, 5 and 15 minutes, 1, 6 and 24 hours, then given up', async () => {
  await emptyOutbox();
  await outbox.queue('retry@example.com');
  const send = vi.fn(refuse(new MailError('451 try later')));
  let due = 0;
  for (const [index, delay] of [60, 300, 900, 3_600, 21_600, 86_400].entries()) {
    await outbox.deliver({ send, at: due });
    expect(send).toHaveBeenCalledTimes(index + 1);
    due += delay;
    const [row] = await outbox.rows('retry@example.com');
    const next = { next_attempt_at: after(due), failed_at: null, text: 'secret link', error_message: '451 try later' };
    expect(row).toMatchObject({ attempt: index + 1, ...next });
    await outbox.deliver({ send, at: due - 1 });
    expect(send).toHaveBeenCalledTimes(index + 1);
  }
  await outbox.deliver({ send, at: due });
  const [row] = await outbox.rows('retry@example.com');
  expect(row).toMatchObject({ attempt: 7, failed_at: after(due), sent_at: null, text: '', html: '' });
  await outbox.deliver({ send, at: due + 1_000_000 });
  expect(send).toHaveBeenCalledTimes(7);
});

test('A message that is refused for good is given up at once', async () => {
  const id = await outbox.queue('nobody@example.com');
  await outbox.deliver({ send: refuse(new MailError('550 no such user', { permanent: true })), ids: [id] });
  const [row] = await outbox.rows('nobody@example.com');
  expect(row).toMatchObject({ attempt: 1, failed_at: START, error_message: '550 no such user', text: '', html: '' });
});

test('A failed attempt does not stop the others of its batch', async () => {
  await emptyOutbox();
  for (const name of ['a', 'bad', 'c']) await outbox.queue(`${name}-batch@example.com`);
  const sent: string[] = [];
  const send = async ({ recipient }: { recipient: string }) => {
    if (recipient.startsWith('bad')) throw new Error('x'.repeat(2_000));
    sent.push(recipient);
  };
  expect(await outbox.deliver({ send })).toBe(3);
  expect(sent.toSorted()).toEqual(['a-batch@example.com', 'c-batch@example.com']);
  expect((await outbox.rows('bad-batch@example.com'))[0]?.error_message).toHaveLength(500);
});

/** With a transport timeout of 15 seconds and a job every 15 seconds, within a minute. */
test.each([
  ['a message', 'invitation', 30],
  ['a one-time code, which its reader waits for,', (await oneTimeCodeEmail(CODE)).template, 20],
])('A crash between claim and outcome only delays %s', async (_what, template, claim) => {
  await emptyOutbox();
  await outbox.queue('crash@example.com', { template });
  // A delivery that never reports its result looks like a crash.
  let end = () => {};
  const hanging = outbox.deliver({ send: () => new Promise<void>((resolve) => (end = resolve)) });
  onTestFinished(async () => {
    end();
    await hanging;
  });
  await expect.poll(async () => (await outbox.rows('crash@example.com'))[0]?.attempt).toBe(1);
  const send = vi.fn(accept);
  await outbox.deliver({ send, at: claim - 1 });
  expect(send).not.toHaveBeenCalled();
  await outbox.deliver({ send, at: claim });
  expect(send).toHaveBeenCalledTimes(1);
  // A late result does not overwrite a later one.
  end();
  await hanging;
  expect((await outbox.rows('crash@example.com'))[0]).toMatchObject({ attempt: 2, sent_at: after(claim) });
});

test('No database connection is held while a mail server is waited for', async () => {
  await emptyOutbox();
  const hanging = Promise.withResolvers<void>();
  const send = vi.fn(() => hanging.promise);
  const deliveries: Promise<number>[] = [];
  await limitConnections(2);
  for (let count = 1; count <= 8; count++) {
    const id = await outbox.queue(`slow-${count}@example.com`);
    deliveries.push(outbox.deliver({ send, ids: [id] }));
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(count), 60_000);
    // The server allows two connections in total.
    await expect.poll(() => database.connections()).toBe(0);
  }
  const response = await request('/health/db', {}, database.bindings);
  expect(response.status).toBe(200);
  await limitConnections(-1);
  hanging.resolve();
  expect(await Promise.all(deliveries)).toEqual(Array(8).fill(1));
});

test('A request holds none either while its mail is sent after the response', async () => {
  await emptyOutbox();
  const hanging = Promise.withResolvers<Response>();
  const fetch = vi.fn(() => hanging.promise);
  vi.stubGlobal('fetch', fetch);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const mail = { MAIL_HTTP_URL: 'https://mail.example.com/send', EMAIL_FROM: 'no-reply@example.com' };
  const context = openRequestContext(parseEnv({ ...env, ...database.bindings, ...mail }), crypto.randomUUID());
  const tenant = context.openTenant(outbox.organisationId, {});
  await tenant.db.flight(queueEmail(tenant, outbox.message('after@example.com')));
  const closed = context.close();
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1), 60_000);
  await expect.poll(() => database.connections()).toBe(0);
  hanging.resolve(new Response(null, { status: 200 }));
  await closed;
  expect((await outbox.rows('after@example.com'))[0]).toMatchObject({ attempt: 1, sent_at: expect.any(Date) });
});

async function limitConnections(limit: number): Promise<void> {
  await database.asOwner(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT ${limit}', current_database()); END $$`,
  );
}

test('A connection that has died before the claim, or before the outcome, is replaced by another one', async () => {
  await emptyOutbox();
  const send = vi.fn(accept);
  for (const dies of [1, 2]) {
    const name = `dead-${dies}@example.com`;
    const id = await outbox.queue(name);
    await outbox.deliver({ send, ids: [id], dies });
    expect((await outbox.rows(name))[0]).toMatchObject({ sent_at: START, attempt: 1 });
    expect(send).toHaveBeenCalledTimes(dies);
  }
});

test('One event makes one message, in each organisation', async () => {
  const dedupeKey = 'password-reset:1';
  await outbox.queue('once@example.com', { dedupeKey });
  await Promise.all([1, 2, 3].map(() => outbox.queue('once@example.com', { dedupeKey })));
  expect(await outbox.rows('once@example.com')).toHaveLength(1);
  const other = await openOutbox(database);
  await other.queue('once@example.com', { dedupeKey });
  expect(await outbox.rows('once@example.com')).toHaveLength(2);
  await outbox.queue('twice@example.com');
  await outbox.queue('twice@example.com');
  expect(await outbox.rows('twice@example.com')).toHaveLength(2);
});

test('Messages are removed after 30 days, sent or not', async () => {
  const days = (count: number) => new Date(Date.now() - count * 86_400_000);
  const insert = async (createdAt: Date) => {
    const id = uuidv7(createdAt);
    const values = [id, outbox.organisationId, createdAt];
    await database.asOwner(
      `INSERT INTO outbound_emails (id, organisation_id, recipient, template, subject, text, html, created_at)
       VALUES ($1, $2, 'old@example.com', 'test', '', '', '', $3)`,
      values,
    );
    return id;
  };
  await insert(days(31));
  const recent = await insert(days(29));
  const { default: worker } = await import('../../src/worker.ts');
  const { createExecutionContext, createScheduledController, waitOnExecutionContext } = await import('cloudflare:test');
  const execution = createExecutionContext();
  worker.scheduled(createScheduledController() as never, { ...env, ...database.bindings }, execution);
  await waitOnExecutionContext(execution);
  expect((await outbox.rows('old@example.com')).map((row) => row.id)).toEqual([recent]);
});
