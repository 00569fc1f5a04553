/** A file that streams through the runtime, when its reader or the database goes away. */
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type BenchEnvironment, prepareEnvironment } from '../bench/soak/environment.ts';
import type { Caller } from '../bench/soak/load.ts';
import { execute } from '../migrations-runner/support/scratch.ts';
import { openWire } from '../platform/wire/proxy.ts';

/** More than fits into the buffers of two sockets. */
const ENTRIES = 60_000;
const TIMEOUT_MS = 60_000;

let environment: BenchEnvironment;

beforeAll(async () => {
  environment = await prepareEnvironment({ entry: 'src/worker.ts' });
}, 120_000);

afterAll(() => environment?.remove());

/** An organisation with many entries, before a Worker of its own. */
async function prepare() {
  const wire = await openWire(environment.workerUrl);
  onTestFinished(() => wire.close());
  const worker = await environment.startWorker(wire.url);
  onTestFinished(() => worker.stop());
  const [caller] = await environment.createCallers(worker, 1);
  const { organisationId, cookies } = caller as Caller;
  await execute(
    environment.url,
    `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, success)
     SELECT overlay('01900000-0000-7000-8000-000000000000' placing lpad(to_hex(n), 6, '0') || substr(md5('${organisationId}'), 1, 6)
       from 25)::uuid, '${organisationId}', 'client.updated', 'client', 'update', '', repeat('x', 300), true
     FROM generate_series(1, ${ENTRIES}) n`,
  );
  const ask = (format: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${worker.url}/v1/admin/audit-logs/export?format=${format}`;
      get(url, { headers: { Cookie: cookies } }, resolve).on('error', reject);
    });
  return { wire, ask };
}

const free = () =>
  vi.waitFor(async () => expect(await environment.countConnections()).toBe(0), { timeout: TIMEOUT_MS, interval: 100 });

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of answer) text += chunk;
  } catch {
    // The connection broke off.
  }
  return text;
}

test('a whole file has every entry, and gives the connection back', async () => {
  const { ask } = await prepare();
  const lines = (await textOf(await ask('jsonl'))).trimEnd().split('\n');
  expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBeGreaterThanOrEqual(ENTRIES);
  await free();
});

test('a reader who hangs up frees the connection, though nothing more was read', async () => {
  const { ask } = await prepare();
  const answer = await ask('csv');
  // The export waits for its reader, with its connection.
  expect(await environment.countConnections()).toBe(1);
  answer.destroy();
  await free();
});

test.each([
  ['csv', '"This file is not whole: its export failed'],
  ['jsonl', '{"error":"This file is not whole: its export failed'],
])('a file in %s that loses the database ends within a line', async (format, broken) => {
  const { wire, ask } = await prepare();
  const answer = await ask(format);
  wire.hangUp();
  const text = await textOf(answer);
  expect(text.split('\n').length).toBeLessThan(ENTRIES);
  expect(text.slice(-broken.length)).toBe(broken);
  await free();
});
