/**
 * The one PrismaClient of an isolate.
 *
 * A client takes some ten megabytes and tens of milliseconds to make, so all requests share it. Sockets and promises
 * must not be shared: workerd ties them to the request that made them. Hence three measures: an operation finds its own
 * request's connection through its asynchronous context; Prisma's batching, a queue that would mix requests, is
 * switched off; and the engine starts without waiting for anything outside of the isolate.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import { DatabaseError, Pool, type QueryConfig, type QueryResult } from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import type { Scope } from './connection.ts';
import { currentHeldStatement } from './held-statement.ts';
import { type ModelShapes, readModelShapes } from './model-shapes.ts';
import type { Transaction } from './transaction.ts';

/** Runs statements: the connection of a request, or of an operator's command as owner of the tables. */
export interface Runner {
  run(scope: Scope, queries: readonly QueryConfig[]): Promise<QueryResult[]>;
  begin(scope: Scope): Promise<Transaction>;
}

/** Where the operations of one unit of work are sent. */
export interface Destination {
  readonly connection: Runner;
  readonly scope: Scope;
  /** The interactive transaction that is open, if any. */
  transaction: Transaction | undefined;
  ended: boolean;
}

const destinations = new AsyncLocalStorage<Destination>();
/** Runs work whose Prisma operations go to the destination. */
export function runAt<T>(destination: Destination, work: () => Promise<T>): Promise<T> {
  return destinations.run(destination, async () => {
    try {
      assertOpen(destination);
      return await work();
    } catch (error) {
      throw error instanceof WrappedError ? error.cause : error;
    }
  });
}

function assertOpen(destination: Destination): void {
  if (destination.ended) throw new Error('Prisma was used after its request had ended');
}

function currentDestination(): Destination {
  const destination = destinations.getStore();
  if (!destination) throw new Error('Prisma was used outside of a request');
  assertOpen(destination);
  return destination;
}

/** A pool for the adapter that opens no connection and forwards everything to the request's own. */
class DelegatingPool extends Pool {
  override query = (async (config: QueryConfig) => {
    const { connection, scope } = currentDestination();
    return sendOrHold(config, (queries) => connection.run(scope, queries));
  }) as never;

  override connect = (async () => {
    const held = currentHeldStatement();
    if (held) throw new WrappedError('No transaction in a flight', { cause: held.refusal('a transaction of its own') });
    const destination = currentDestination();
    const transaction = await wrappingErrors(destination.connection.begin(destination.scope));
    destination.transaction = transaction;
    return {
      query: (config: QueryConfig) => runInTransaction(transaction, config),
      release: () => {
        destination.transaction = undefined;
        transaction.release();
      },
      on: () => {},
      removeListener: () => {},
    };
  }) as never;
}

/**
 * Carries an error through Prisma unchanged, as its `cause`. Prisma takes any error with a `code` for a database error
 * and replaces it; this one has no `code`. `runAt` unwraps it.
 */
class WrappedError extends Error {}

async function wrappingErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof DatabaseError ? error : new WrappedError('The query could not be run', { cause: error });
  }
}

/** A failure at the commit belongs to a deferred statement or to the transaction, never to a query of Prisma's. */
async function endTransaction(work: Promise<QueryResult>): Promise<QueryResult> {
  try {
    return await work;
  } catch (error) {
    throw new WrappedError('The transaction could not be ended', { cause: error });
  }
}

type Send = (queries: readonly QueryConfig[]) => Promise<QueryResult[]>;

async function sendOrHold(config: QueryConfig, send: Send): Promise<QueryResult | undefined> {
  const held = currentHeldStatement();
  if (held) return wrappingErrors((async () => held.hold(config))());
  const [result] = await wrappingErrors(send([config]));
  return result;
}

async function runInTransaction(transaction: Transaction, config: QueryConfig): Promise<QueryResult | undefined> {
  const control = TRANSACTION_CONTROL[config.text];
  if (control) return endTransaction(control(transaction));
  return sendOrHold(config, (queries) => transaction.run(queries));
}

/** Prisma's own transaction statements. BEGIN is held back until the first query, to share its flight. */
const TRANSACTION_CONTROL: Readonly<Record<string, (transaction: Transaction) => Promise<QueryResult>>> = {
  BEGIN: async () => ({ command: 'BEGIN', rowCount: 0, oid: 0, fields: [], rows: [] }),
  COMMIT: (transaction) => transaction.commit(),
  ROLLBACK: (transaction) => transaction.rollback(),
};

interface DataLoader {
  options: { singleLoader(request: unknown): Promise<unknown> };
  request(request: unknown): Promise<unknown>;
}

/**
 * Prisma batches the operations of one turn of the event loop across requests. Here every operation is sent by itself;
 * operations that begin in the same turn still share a round trip.
 */
function withoutBatching(client: PrismaClient): PrismaClient {
  const { dataloader } = (client as unknown as { _requestHandler: { dataloader: DataLoader } })._requestHandler;
  const { singleLoader } = dataloader.options;
  dataloader.request = (request) => singleLoader(request);
  return client;
}

export interface SharedPrisma {
  client: PrismaClient;
  shapes: ModelShapes;
}

let shared: SharedPrisma | undefined;

/**
 * Made when it is used for the first time: decoding the schema and starting the engine are nearly a third of what a
 * cold isolate computes before its first answer, and most first answers need neither. The engine starts within one turn
 * of the event loop, since the pool opens nothing, so no request waits for a promise of another one.
 */
export function sharedPrisma(): SharedPrisma {
  shared ??= makeShared();
  return shared;
}

function makeShared(): SharedPrisma {
  const adapter = new PrismaPg(new DelegatingPool());
  const client = withoutBatching(new PrismaClient({ adapter, errorFormat: 'minimal' }));
  client.$connect().catch(() => {});
  return { client, shapes: readModelShapes(client) };
}
