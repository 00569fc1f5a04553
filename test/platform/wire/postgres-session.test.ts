/** A session with PostgreSQL, byte by byte: results are the same as those of `pg`. */
import { Client, DatabaseError, type QueryConfig } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { PostgresSession } from '../../../src/platform/database/postgres-session.ts';
import { createSignIn, serverOf } from '../../../src/platform/database/postgres-sign-in.ts';
import { ownerUrl, workerUrl } from '../../migrations-runner/support/scratch.ts';
import { openWire, type WireOptions } from './proxy.ts';

const TIMEOUT_MS = 30_000;

async function open(url: string): Promise<PostgresSession> {
  const session = new PostgresSession(serverOf(url));
  onTestFinished(() => session.end(TIMEOUT_MS));
  await session.open(TIMEOUT_MS);
  return session;
}

async function openThrough(options: WireOptions = {}) {
  const wire = await openWire(workerUrl(), options);
  onTestFinished(() => wire.close());
  return { wire, session: await open(wire.url) };
}

const named = (text: string, values: unknown[]): QueryConfig => ({ name: text, text, values });

/** Every type of value that our rows have. */
const ROWS: QueryConfig = {
  text: `SELECT n, n::int8 AS big, n / 3::numeric AS ratio, n % 2 = 0 AS even, 'é€𝄞' || n AS text, NULL AS nothing,
           '2026-11-30T12:00:00.123Z'::timestamptz AS at, jsonb_build_object('n', n) AS json, ARRAY[n, n + 1] AS list,
           decode('00ff', 'hex') AS bytes, md5(n::text)::uuid AS id, $2::text AS given, repeat('x', n * 100) AS long
         FROM generate_series(1, $1::int) AS n`,
  values: [200, 'ü'],
};

async function byPg(query: QueryConfig) {
  const client = new Client({ connectionString: workerUrl() });
  await client.connect();
  return client.query(query).finally(() => client.end());
}

it.each([
  ['whole', (chunk: Buffer) => [chunk]],
  [
    'in pieces of seven bytes',
    (chunk: Buffer) =>
      chunk
        .toString('latin1')
        .match(/[\s\S]{1,7}/g)
        ?.map(bytes) ?? [],
  ],
])('reads rows as `pg` does when they come %s', async (_, onAnswer) => {
  const { session } = await openThrough({ onAnswer });
  const { results, failure } = await session.send([ROWS, { ...ROWS, rowMode: 'array' } as QueryConfig]);
  expect(failure).toBeUndefined();
  const [expected, inArrays] = [await byPg(ROWS), await byPg({ ...ROWS, rowMode: 'array' } as QueryConfig)];
  for (const [index, { command, rowCount, rows, fields }] of [expected, inArrays].entries())
    expect(results[index]).toMatchObject({ command, rowCount, rows, fields });
});

const bytes = (text: string) => Buffer.from(text, 'latin1');

it('reads rows with the parsers that a query brings, with parameters and without', async () => {
  const types = { getTypeParser: () => (value: string) => `<${value}>` } as never;
  const session = await open(workerUrl());
  const { results } = await session.send([
    { text: 'SELECT 1 AS one', types },
    { text: 'SELECT $1::int AS one', values: [1], types },
  ]);
  expect(results.map(({ rows }) => rows)).toEqual([[{ one: '<1>' }], [{ one: '<1>' }]]);
});

it('reads a row of ten megabytes, and the one after it', async () => {
  const session = await open(workerUrl());
  const { results } = await session.send([
    { text: `SELECT repeat('y', 10000000) AS long, $1 AS end`, values: ['e'] },
    { text: 'SELECT 2' },
  ]);
  expect(results[0]?.rows[0].long).toHaveLength(10_000_000);
  expect(results[1]?.rowCount).toBe(1);
});

it('reports the first error with its index and PostgreSQL’s message, and stays usable', async () => {
  const session = await open(workerUrl());
  const { failure } = await session.send([
    { text: 'BEGIN' },
    named('SELECT $1::int / 0', [1]),
    named('SELECT $1::text', ['a']),
    { text: 'COMMIT' },
  ]);
  expect(failure).toMatchObject({ index: 1, error: { code: '22012', severity: 'ERROR' } });
  expect(failure?.error).toBeInstanceOf(DatabaseError);
  // The first failed while it ran, and is prepared; the other was never read, and is not.
  const again = await session.send([named('SELECT $1::text', ['a'])]);
  expect(again.results[0]?.rowCount).toBe(1);
  for (let time = 0; time < 2; time++) {
    const { failure: refusal } = await session.send([named('SELECT $1::int / 0', [1])]);
    expect(refusal).toMatchObject({ error: { code: '22012' } });
  }
});

it('a row that cannot be parsed fails its statement only', async () => {
  const session = await open(workerUrl());
  const parser = () => {
    throw new Error('unreadable');
  };
  const unreadable = { text: 'SELECT 1 UNION SELECT 2', types: { getTypeParser: () => parser } as never };
  const { results, failure } = await session.send([unreadable, { text: 'SELECT 3 AS three' }]);
  expect(failure).toMatchObject({ index: 0, error: { message: 'unreadable' } });
  expect(results[1]?.rows).toEqual([{ three: 3 }]);
});

it('a value that cannot be written is refused before anything is sent', async () => {
  const { session, wire } = await openThrough();
  const circle: Record<string, unknown> = {};
  circle.circle = circle;
  await expect(session.send([{ text: 'SELECT 1' }, { text: 'SELECT $1', values: [circle] }])).rejects.toThrow(
    TypeError,
  );
  expect(wire.flights).toBe(0);
  expect((await session.send([{ text: 'SELECT 1' }])).failure).toBeUndefined();
});

it('fails all waiting and later statements when the server closes the connection', async () => {
  const { session, wire } = await openThrough();
  const waiting = [session.send([{ text: 'SELECT pg_sleep(60)' }, { text: 'SELECT 1' }]), session.send([ROWS])];
  setTimeout(wire.hangUp, 100);
  for (const outcome of [...(await Promise.all(waiting)), await session.send([ROWS])])
    expect(outcome).toMatchObject({ results: [], failure: { index: 0, error: expect.any(Error) } });
});

it('waits for the answers to sent statements before it ends, until a timeout', async () => {
  const session = await open(workerUrl());
  const answered = session.send([{ text: 'SELECT pg_sleep(0.2)' }]);
  await session.end(TIMEOUT_MS);
  expect((await answered).failure).toBeUndefined();
  const impatient = await open(workerUrl());
  const unanswered = impatient.send([{ text: 'SELECT pg_sleep(60)' }]);
  await impatient.end(50);
  expect((await unanswered).failure).toBeDefined();
});

it('fails with the message of the server when the password is wrong', async () => {
  const url = new URL(workerUrl());
  url.password = 'wrong';
  await expect(open(url.toString())).rejects.toMatchObject({ code: '28P01', severity: 'FATAL' });
});

it('refuses a server that cannot prove that it knows the password', async () => {
  const signature = /v=[\w+/]{43}=/;
  const onAnswer = (chunk: Buffer) => [bytes(chunk.toString('latin1').replace(signature, `v=${'A'.repeat(43)}=`))];
  await expect(openThrough({ onAnswer })).rejects.toThrow('server signature does not match');
});

it('sends its password in the clear, or as MD5, when the server asks for it', async () => {
  const signIn = createSignIn({ ...serverOf(ownerUrl()), user: 'somebody', password: 'secret' });
  const said = async (challenge: Parameters<typeof signIn>[0]) => String(await signIn(challenge)).slice(5, -1);
  expect(await said({ name: 'authenticationCleartextPassword' })).toBe('secret');
  const salt = Buffer.from('0102', 'latin1');
  // md5(md5('secret' || 'somebody') || salt), as PostgreSQL computes it.
  const [row] = (await byPg({ text: `SELECT 'md5' || md5(md5('secretsomebody') || '0102') AS proof` })).rows;
  expect(await said({ name: 'authenticationMD5Password', salt })).toBe(row.proof);
});
