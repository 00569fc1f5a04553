/**
 * Leased Prisma clients.
 *
 * A PrismaClient costs milliseconds to make (its query compiler is instantiated and plans are compiled anew), and must
 * not be shared by two requests at once (workerd cancels promises that cross requests). So each isolate keeps a free
 * list: a request takes a client, whose adapter delegates to that request's connection, and gives it back when the last
 * query has settled. After a broken connection, or when its request was cancelled, it is never given back.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type QueryConfig, type QueryResult } from 'pg';
import type { Connection, Scope, Transaction } from './connection.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { extendForTenant, type TenantPrisma } from './tenant-extension.ts';

/** Free clients kept per isolate; a burst beyond it makes clients that are dropped afterwards. */
const FREE_MAX = 32;
/** Milliseconds: how long an interactive transaction may take, and wait for the connection. */
const TRANSACTION_OPTIONS = { timeout: 10_000, maxWait: 10_000 };

/** What a lease is working for at the moment. */
export interface Assignment {
  connection: Connection;
  scope: Scope & { kind: 'tenant' };
}

export interface Lease {
  prisma: TenantPrisma;
  /** The interactive transaction that is open on this lease, if any. */
  transaction: Transaction | undefined;
  assign(assignment: Assignment | undefined): void;
}

const free: Lease[] = [];

export function takeLease(assignment: Assignment): Lease {
  const lease = free.pop() ?? createLease();
  lease.assign(assignment);
  return lease;
}

export function returnLease(lease: Lease): void {
  lease.assign(undefined);
  if (!lease.transaction && free.length < FREE_MAX) free.push(lease);
}

function createLease(): Lease {
  let current: Assignment | undefined;
  const assigned = () => {
    if (!current) throw new Error('A Prisma client was used after its request ended');
    return current;
  };
  const lease: Lease = {
    transaction: undefined,
    assign: (assignment) => {
      current = assignment;
    },
    prisma: undefined as never,
  };
  const adapter = new PrismaPg(new DelegatingPool(assigned, lease));
  const client = new PrismaClient({ adapter, transactionOptions: TRANSACTION_OPTIONS, errorFormat: 'minimal' });
  lease.prisma = extendForTenant(client, () => assigned().scope.organisationId);
  return lease;
}

/** What the adapter takes for a pool: it opens nothing and forwards everything to the assigned connection. */
class DelegatingPool extends Pool {
  readonly #assigned: () => Assignment;
  readonly #lease: Lease;

  constructor(assigned: () => Assignment, lease: Lease) {
    super();
    this.#assigned = assigned;
    this.#lease = lease;
  }

  override query = (async (config: QueryConfig): Promise<QueryResult | undefined> => {
    const { connection, scope } = this.#assigned();
    const [result] = await connection.run(scope, [config]);
    return result;
  }) as never;

  override connect = (async () => {
    const { connection, scope } = this.#assigned();
    const transaction = await connection.begin(scope);
    this.#lease.transaction = transaction;
    return {
      query: (config: QueryConfig) => runInTransaction(transaction, config),
      release: () => {
        this.#lease.transaction = undefined;
        transaction.release();
      },
      on: () => {},
      removeListener: () => {},
    };
  }) as never;
}

async function runInTransaction(transaction: Transaction, config: QueryConfig): Promise<QueryResult | undefined> {
  const immediate = TRANSACTION_CONTROL[config.text];
  if (immediate) return immediate(transaction);
  const [result] = await transaction.run([config]);
  return result;
}

/** Prisma's own transaction statements. BEGIN is held back until the first query, to share its flight. */
const TRANSACTION_CONTROL: Record<string, (transaction: Transaction) => Promise<QueryResult>> = {
  BEGIN: async () => ({ command: 'BEGIN', rowCount: 0, oid: 0, fields: [], rows: [] }),
  COMMIT: (transaction) => transaction.commit(),
  ROLLBACK: (transaction) => transaction.rollback(),
};
