/** A database that neither answers nor closes the connection: without a timeout each test would hang. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Connection } from '../../../src/platform/database/connection.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { column, ownerUrl, workerUrl } from '../../migrations-runner/support/scratch.ts';
import { openWire } from './proxy.ts';

const UNAVAILABLE = { name: 'AppError', code: 'unavailable' };
const SYSTEM = { kind: 'system' } as const;

/** Milliseconds, long enough for a busy machine. */
const TIMEOUTS = { connectTimeout: 30_000, statementTimeout: 3_000 };

function connectTo(connectionString: string, timeouts = TIMEOUTS): Connection {
  const connection = new Connection({ connectionString, ...timeouts });
  onTestFinished(() => connection.close());
  return connection;
}

it('is given up while connecting', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = new URL(workerUrl());
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const connection = connectTo(url.toString(), { ...TIMEOUTS, connectTimeout: 200 });
  await expect(connection.run(SYSTEM, [sql`SELECT 1`])).rejects.toMatchObject(UNAVAILABLE);
});

it('is given up in the middle of a session, and fails every waiting statement', async () => {
  const wire = await openWire(workerUrl());
  onTestFinished(() => wire.close());
  const connection = connectTo(wire.url);
  await connection.run(SYSTEM, [sql`SELECT 1`]);
  wire.fallSilent();
  await Promise.all([
    expect(connection.run(SYSTEM, [sql`SELECT 1`])).rejects.toMatchObject(UNAVAILABLE),
    expect(connection.run(SYSTEM, [sql`SELECT 2`, sql`SELECT 3`])).rejects.toMatchObject(UNAVAILABLE),
  ]);
  await connection.close();
});

it('is reported differently from an unreachable one', async () => {
  const connection = connectTo('postgresql://x:y@127.0.0.1:1/z');
  await expect(connection.run(SYSTEM, [sql`SELECT 1`])).rejects.toMatchObject(UNAVAILABLE);
});

it('does not delay the end of a session without open statements', async () => {
  const wire = await openWire(workerUrl());
  onTestFinished(() => wire.close());
  const connection = connectTo(wire.url);
  await connection.run(SYSTEM, [sql`SELECT 1`]);
  wire.fallSilent();
  // `pg` waits for the server to close the connection, and would wait for ever.
  await connection.close();
});

it('releases the locks of a transaction whose client is unreachable', async () => {
  const wire = await openWire(workerUrl());
  onTestFinished(() => wire.close());
  const connection = connectTo(wire.url);
  const transaction = await connection.begin(SYSTEM);
  const [result] = await transaction.run([
    sql`SELECT pg_backend_pid() AS pid, pg_advisory_xact_lock(hashtext('silence'))`,
  ]);
  wire.fallSilent();
  const alive = () => column(ownerUrl(), `SELECT pid FROM pg_stat_activity WHERE pid = ${result?.rows[0].pid}`);
  await expect.poll(alive).toEqual([]);
});
