/**
 * Leased Prisma clients.
 *
 * A PrismaClient costs milliseconds to make (its query compiler is instantiated and plans are compiled anew), and must
 * not be shared by two requests at once (workerd cancels promises that cross requests). So each isolate keeps a free
 * list: a request takes a client, whose adapter delegates to that request's connection, and gives it back when the last
 * query has settled. After a broken connection, or with work still running, it is dropped instead.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { DatabaseError, Pool, type QueryConfig, type QueryResult } from 'pg';
import type { Connection, Scope, Transaction } from './connection.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { type ModelShapes, readModelShapes } from './model-shapes.ts';
import { restrictToTenant, type TenantPrisma } from './tenant-prisma.ts';

/** Free clients kept per isolate; a burst beyond it makes clients that are dropped afterwards. */
const FREE_MAX = 32;
/** Milliseconds: how long an interactive transaction may take, and wait for the connection. */
const TRANSACTION_OPTIONS = { timeout: 15_000, maxWait: 15_000 };

/** What a client works for at the moment. */
interface Assignment {
  connection: Connection;
  scope: Scope & { kind: 'tenant' };
}

/** A client and the adapter through which it reaches whatever connection it is assigned to. */
interface LeasableClient {
  prisma: PrismaClient;
  pool: DelegatingPool;
}

const free: LeasableClient[] = [];
let shapes: ModelShapes | undefined;

/** One request's use of a client. It ends once, and nothing that was handed out works after that. */
export class Lease {
  readonly prisma: TenantPrisma;
  readonly #client: LeasableClient;
  readonly #assignment: Assignment;
  #running = 0;
  #ended = false;

  constructor(assignment: Assignment) {
    this.#client = free.pop() ?? createClient();
    this.#client.pool.assignment = assignment;
    this.#assignment = assignment;
    this.prisma = this.#restrict(this.#client.prisma);
  }

  /** Runs work in an interactive transaction; it ends when the work does. */
  transact<T>(work: (transaction: Transaction, prisma: TenantPrisma) => Promise<T>): Promise<T> {
    return this.#run(() =>
      this.#client.prisma.$transaction((prisma) => {
        const { transaction } = this.#client.pool;
        if (!transaction) throw new Error('The transaction has ended');
        return work(transaction, this.#restrict(prisma as PrismaClient));
      }, TRANSACTION_OPTIONS),
    );
  }

  /**
   * Gives the client back for others, unless it may still be at work or has seen its connection break.
   * @returns whether others may use it
   */
  end(): boolean {
    this.#ended = true;
    this.#client.pool.assignment = undefined;
    const reusable = this.#running === 0 && !this.#assignment.connection.broken;
    if (reusable && free.length < FREE_MAX) free.push(this.#client);
    return reusable;
  }

  #restrict(client: PrismaClient): TenantPrisma {
    shapes ??= readModelShapes(this.#client.prisma);
    const { organisationId } = this.#assignment.scope;
    return restrictToTenant(client, shapes, { organisationId, run: (operation) => this.#run(operation) });
  }

  async #run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#ended) throw new Error('A Prisma client was used after its request had ended');
    this.#running++;
    try {
      return await operation();
    } catch (error) {
      throw error instanceof Passenger ? error.cause : error;
    } finally {
      this.#running--;
    }
  }
}

function createClient(): LeasableClient {
  const pool = new DelegatingPool();
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }) };
}

/** What the adapter takes for a pool: it opens nothing and forwards everything to the assigned connection. */
class DelegatingPool extends Pool {
  assignment: Assignment | undefined;
  /** The interactive transaction that is open, if any. */
  transaction: Transaction | undefined;

  override query = (async (config: QueryConfig) => {
    const { connection, scope } = this.#assigned();
    return passable(connection.run(scope, [config])).then(([result]) => result);
  }) as never;

  override connect = (async () => {
    const { connection, scope } = this.#assigned();
    const transaction = await passable(connection.begin(scope));
    this.transaction = transaction;
    return {
      query: (config: QueryConfig) => runInTransaction(transaction, config),
      release: () => {
        this.transaction = undefined;
        transaction.release();
      },
      on: () => {},
      removeListener: () => {},
    };
  }) as never;

  #assigned(): Assignment {
    if (!this.assignment) throw new Error('A Prisma client was used after its request had ended');
    return this.assignment;
  }
}

/**
 * An error that is not Prisma's business. Prisma takes anything with a `code` for a refusal by the database and puts an
 * error of its own in the place; this one has none, so it comes through, and the lease takes out what is in it.
 */
class Passenger extends Error {}

async function passable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof DatabaseError ? error : new Passenger('The query could not be run', { cause: error });
  }
}

/** What fails at the commit is a deferred statement or the transaction, never a query of Prisma's. */
async function control(work: Promise<QueryResult>): Promise<QueryResult> {
  try {
    return await work;
  } catch (error) {
    throw new Passenger('The transaction could not be ended', { cause: error });
  }
}

async function runInTransaction(transaction: Transaction, config: QueryConfig): Promise<QueryResult | undefined> {
  const end = TRANSACTION_CONTROL[config.text];
  if (end) return control(end(transaction));
  const [result] = await passable(transaction.run([config]));
  return result;
}

/** Prisma's own transaction statements. BEGIN is held back until the first query, to share its flight. */
const TRANSACTION_CONTROL: Record<string, (transaction: Transaction) => Promise<QueryResult>> = {
  BEGIN: async () => ({ command: 'BEGIN', rowCount: 0, oid: 0, fields: [], rows: [] }),
  COMMIT: (transaction) => transaction.commit(),
  ROLLBACK: (transaction) => transaction.rollback(),
};
