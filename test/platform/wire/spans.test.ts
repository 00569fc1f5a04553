/** Our spans in the runtime that `npm start` and a deployment have: its streaming tail says what would be exported. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const WORKERD: string = createRequire(createRequire(import.meta.url).resolve('wrangler'))('workerd').default;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Prints each event of the tail as a line. */
const MARK = 'tail event ';
const TAIL = `export default { tailStream: (onset) => {
  console.log('${MARK}' + JSON.stringify(onset));
  return (event) => console.log('${MARK}' + JSON.stringify(event));
} };`;

const config = (server: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "tail", worker = .tail),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const main :Workerd.Worker = (modules = [(name = "main", esModule = embed "main.js")],
  compatibilityDate = "2026-08-01", compatibilityFlags = ["nodejs_compat"],
  bindings = [(name = "SERVER", text = "${server}")], streamingTails = ["tail"]);
const tail :Workerd.Worker = (modules = [(name = "tail", esModule = embed "tail.js")],
  compatibilityDate = "2026-08-01");`;

interface TailEvent {
  invocationId: string;
  event: { type: string; name?: string; spanId?: string; info?: { name: string; value: unknown }[] };
  spanContext: { traceId: string; spanId?: string };
}

const called: IncomingHttpHeaders[] = [];
const events: TailEvent[] = [];
const server = createServer((request, response) => {
  called.push(request.headers);
  response.end();
});
let url: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-spans-'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const entry = join(import.meta.dirname, 'traced-worker.ts');
  const external = ['node:*', 'cloudflare:*'];
  await build({ entryPoints: [entry], outfile: join(folder, 'main.js'), bundle: true, format: 'esm', external });
  await writeFile(join(folder, 'tail.js'), TAIL);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(join(folder, 'config.capnp'), config(origin));
  const args = ['serve', join(folder, 'config.capnp'), '--experimental', '--control-fd=3'];
  const child = spawn(WORKERD, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  createInterface(child.stdout as Readable).on('line', (line) => {
    if (line.startsWith(MARK)) events.push(JSON.parse(line.slice(MARK.length)));
  });
  const [line] = await once(child.stdio[3] as Readable, 'data');
  url = `http://127.0.0.1:${/"port":(\d+)/.exec(String(line))?.[1]}`;
  return async () => {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  };
});
afterAll(() => {
  server.close();
});

/** Those of the newest request. */
function eventsNow(): TailEvent[] {
  const onset = events.findLast(({ event }) => event.type === 'onset');
  return events.filter(({ invocationId }) => invocationId === onset?.invocationId);
}

async function ask(headers: Record<string, string> = {}) {
  events.splice(0);
  const answer = await (await fetch(url, { headers })).json();
  const closed = () => eventsNow().filter(({ event }) => event.type === 'spanClose').length;
  await expect.poll(closed).toBeGreaterThanOrEqual(2);
  const spans = eventsNow().filter(({ event }) => event.type === 'spanOpen');
  return { answer, spans, sent: called.at(-1)?.traceparent ?? '' };
}

const attributesOf = (span: TailEvent | undefined) =>
  events
    .filter(({ event, spanContext }) => event.type === 'attributes' && spanContext.spanId === span?.event.spanId)
    .flatMap(({ event }) => event.info ?? []);

test('flights and calls to other servers are spans of the recorded trace, and the call names its span', async () => {
  const { answer, spans, sent } = await ask();
  const [flight, call] = spans;
  expect([flight?.event.name, call?.event.name]).toEqual(['database flight', 'outbound call']);
  expect(attributesOf(flight)).toContainEqual({ name: 'db.query.summary', value: 'SELECT users' });
  expect(attributesOf(call)).toContainEqual({ name: 'server.address', value: '127.0.0.1' });
  expect(answer).toMatchObject({ tracing: true, traceId: call?.spanContext.traceId, outboundCalls: 1 });
  // Recorded, so the other server may record too.
  expect(sent).toBe(`00-${call?.spanContext.traceId}-${call?.event.spanId}-01`);
});

test("a caller's trace is continued beside it", async () => {
  const { answer, spans, sent } = await ask({ traceparent: `00-${TRACE}-00f067aa0ba902b7-00` });
  expect(answer).toMatchObject({ traceId: TRACE, isContinued: true });
  expect(spans.map(({ event }) => event.name)).toContain('outbound call');
  expect(sent).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-01$`));
});
