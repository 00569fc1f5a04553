/** A proxy before PostgreSQL that counts round trips on the wire. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface WireOptions {
  latency?: number;
  /** Changes the server's answers before they reach the client. */
  onAnswer?: (chunk: Buffer) => Buffer[];
}

export interface Wire {
  /** The same database, through the proxy. */
  url: string;
  /** Round trips: how often the client sent something after the server had, once the connection was ready. */
  readonly flights: number;
  /** Milliseconds of latency in each direction. To be changed while nothing is being sent. */
  latency: number;
  /** From now on no bytes are forwarded, and no connection is closed. */
  fallSilent(): void;
  /** Ends all connections that are open. */
  hangUp(): void;
  close(): Promise<void>;
}

const TERMINATE = 'X';
/** ReadyForQuery: 'Z', a length of 5 and one byte of status. */
const READY_BYTES = 6;

export async function openWire(
  databaseUrl: string,
  { latency = 0, onAnswer = (chunk) => [chunk] }: WireOptions = {},
): Promise<Wire> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let flights = 0;
  let delay = latency;
  let silent = false;
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    const count = createCounter(() => flights++);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
    }
    const forward = (from: Socket, to: Socket, note: (chunk: Buffer) => void, change = (chunk: Buffer) => [chunk]) => {
      // A timer of 0 ms takes one.
      const later = (step: () => void) => (delay === 0 ? silent || step() : setTimeout(() => silent || step(), delay));
      from.on('data', (chunk) => {
        note(chunk);
        for (const part of change(chunk)) later(() => to.write(part));
      });
      from.on('close', () => later(() => to.destroy()));
    };
    forward(client, database, count.fromClient);
    forward(database, client, count.fromServer, onAnswer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.toString(),
    get flights() {
      return flights;
    },
    get latency() {
      return delay;
    },
    set latency(milliseconds) {
      delay = milliseconds;
    },
    fallSilent: () => {
      silent = true;
    },
    hangUp,
    close: async () => {
      hangUp();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Counts one connection's changes from the server speaking to the client speaking. */
function createCounter(onFlight: () => void) {
  let ready = false;
  let serverSpoke = false;
  return {
    fromClient: (chunk: Buffer) => {
      const isGoodbye = chunk.length === 5 && chunk.toString('latin1', 0, 1) === TERMINATE;
      if (ready && serverSpoke && !isGoodbye) onFlight();
      serverSpoke = false;
    },
    fromServer: (chunk: Buffer) => {
      serverSpoke = true;
      const end = chunk.subarray(-READY_BYTES);
      ready ||= end.toString('latin1', 0, 1) === 'Z' && end.readInt32BE(1) === 5;
    },
  };
}
