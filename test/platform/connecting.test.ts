/** The logged error of a failed connection: workerd itself reports hardly more than "internal error". */
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { parseConnectionString } from '../../src/platform/database/connection-string.ts';
import { sql } from '../../src/platform/database/statement.ts';

const server = vi.hoisted(() => ({ answer: 'S', closes: false }));

vi.mock('cloudflare:sockets', () => ({
  connect: () => {
    if (server.closes) throw new Error('internal error; reference = abc');
    const socket = (readable: ReadableStream) => ({
      opened: Promise.resolve({}),
      closed: Promise.resolve(),
      readable,
      writable: new WritableStream(),
      close: async () => {},
      startTls: () =>
        socket(new ReadableStream({ pull: () => Promise.reject(new Error('internal error; reference = abc')) })),
    });
    const first = new TextEncoder().encode(server.answer);
    return socket(new ReadableStream({ start: (controller) => controller.enqueue(first) }));
  },
}));

let Connection: typeof import('../../src/platform/database/connection.ts').Connection;

/** An isolate caches `connect`, and other test files connect to the real database. */
beforeAll(async () => {
  vi.resetModules();
  ({ Connection } = await import('../../src/platform/database/connection.ts'));
});

afterAll(() => vi.resetModules());

async function failure(query: string): Promise<Error> {
  const { connectionString } = parseConnectionString(`postgresql://worker:secret@db.example:6432/iam?${query}`);
  const connection = new Connection({ connectionString, connectTimeout: 1000, statementTimeout: 1000 });
  onTestFinished(() => connection.close());
  return connection.run({ kind: 'system' }, [sql`SELECT 1`]).then(
    () => Promise.reject(new Error('It connected')),
    (error) => error.cause,
  );
}

it.each([
  [
    'a certificate that is not good',
    'sslmode=require',
    'S',
    false,
    /db\.example:6432 \(sslmode=verify-full\) failed while TLS was set up; the certificate/,
  ],
  ['a server without TLS', 'sslmode=verify-full', 'N', false, /\(sslmode=verify-full\) failed while asking for TLS$/],
  ['a server that is not there', 'sslmode=disable', 'S', true, /\(sslmode=disable\) failed while connecting$/],
] as const)('names server and step of %s, and keeps the cause', async (_case, query, answer, closes, message) => {
  Object.assign(server, { answer, closes });
  const error = await failure(query);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('secret');
  expect(error.cause).toBeInstanceOf(Error);
});

it('refuses a mode that would not check the server, as the commands do', () => {
  expect(() => parseConnectionString('postgresql://a:b@c/d?sslmode=no-verify')).toThrow('a Worker always checks');
  expect(parseConnectionString('postgresql://a:b@c/d?sslmode=require').connectionString).toContain(
    'sslmode=verify-full',
  );
  expect(parseConnectionString('postgresql://a:b@c/d').connectionString).not.toContain('sslmode');
});
