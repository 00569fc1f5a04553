/** A database that neither answers nor hangs up: a connection without a limit would wait for it until its test times out. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Connection } from '../../../src/platform/database/connection.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { column, ownerUrl, workerUrl } from '../../migrations-runner/support/scratch.ts';
import { openWire } from './proxy.ts';

const UNAVAILABLE = { name: 'AppError', code: 'unavailable' };
const SYSTEM = { kind: 'system' } as const;

/** Milliseconds that a busy machine needs for a connection, and for a statement: what is not silent is not given up. */
const PATIENCE = { connectTimeout: 30_000, statementTimeout: 3_000 };

function connectTo(connectionString: string, patience = PATIENCE): Connection {
  const connection = new Connection({ connectionString, ...patience });
  onTestFinished(() => connection.close());
  return connection;
}

it('is given up while connecting', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = new URL(workerUrl());
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const connection = connectTo(url.toString(), { ...PATIENCE, connectTimeout: 200 });
  await expect(connection.run(SYSTEM, [sql`SELECT 1`])).rejects.toMatchObject(UNAVAILABLE);
});

it('is given up in the middle of a conversation, with everything that waits for it', async () => {
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

it('is told from one that is not there', async () => {
  const connection = connectTo('postgresql://x:y@127.0.0.1:1/z');
  await expect(connection.run(SYSTEM, [sql`SELECT 1`])).rejects.toMatchObject(UNAVAILABLE);
});

it('is left in the end by whoever has nothing to ask any more', async () => {
  const wire = await openWire(workerUrl());
  onTestFinished(() => wire.close());
  const connection = connectTo(wire.url);
  await connection.run(SYSTEM, [sql`SELECT 1`]);
  wire.fallSilent();
  // `pg` waits for the server to hang up, and would for ever.
  await connection.close();
});

it('keeps no lock of a transaction whose owner it cannot hear', async () => {
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
