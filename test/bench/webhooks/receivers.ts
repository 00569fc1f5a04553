/** Receivers of webhooks: HTTP servers that remember what they have accepted. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What it does with a request, by its number: `hang` never answers. */
export type Behaviour = (number: number) => { status: number; delay?: number } | 'hang';

/** The kinds of receivers, as in docs/webhooks.md. */
export const BEHAVIOURS = {
  good: () => ({ status: 200 }),
  slow: () => ({ status: 204, delay: 1_000 }),
  failing: (number) => ({ status: number <= 30 ? 500 : 200 }),
  hanging: (number) => (number <= 6 ? 'hang' : { status: 202 }),
} as const satisfies Record<string, Behaviour>;

export type Kind = keyof typeof BEHAVIOURS;

export interface Receiver {
  kind: Kind;
  url: string;
  /** How often each event was accepted. */
  accepted: Map<string, number>;
  /** When it accepted each event for the first time: milliseconds since the epoch, in order. */
  acceptedAt: number[];
  /** Requests, answered or not. */
  requests: number;
  close(): Promise<void>;
}

export async function startReceiver(kind: Kind): Promise<Receiver> {
  const behave: Behaviour = BEHAVIOURS[kind];
  const receiver = { kind, url: '', accepted: new Map<string, number>(), acceptedAt: [] as number[], requests: 0 };
  const server = createServer(async (request, response) => {
    const number = ++receiver.requests;
    request.resume();
    await once(request, 'end').catch(() => {});
    const behaviour = behave(number);
    if (behaviour === 'hang') return;
    if (behaviour.delay) await sleep(behaviour.delay);
    const id = String(request.headers['webhook-id']);
    // What the Worker does not hear, because it was killed meanwhile, was received all the same.
    if (behaviour.status < 300) {
      const times = receiver.accepted.get(id) ?? 0;
      if (times === 0) receiver.acceptedAt.push(Date.now());
      receiver.accepted.set(id, times + 1);
    }
    response.writeHead(behaviour.status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, { url: `http://127.0.0.1:${port}/hook`, close: () => close(server) });
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
