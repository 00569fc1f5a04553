/** One tenant's use of Prisma within one request. After the request its clients no longer work. */
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Destination, type Runner, runAt, type SharedPrisma, sharedPrisma } from './prisma-client.ts';
import { restrictToTenant, type TenantPrisma } from './tenant-prisma.ts';
import type { Transaction } from './transaction.ts';

/** Milliseconds: how long an interactive transaction may take, and wait for the connection. */
const TRANSACTION_OPTIONS = { timeout: 15_000, maxWait: 15_000 };

export class TenantUnit {
  readonly prisma: TenantPrisma;
  readonly #organisationId: string;
  readonly #destination: Destination;

  constructor(connection: Runner, organisationId: string) {
    this.#organisationId = organisationId;
    this.#destination = {
      connection,
      scope: { kind: 'tenant', organisationId },
      transaction: undefined,
      ended: false,
    };
    this.prisma = this.#restrict(sharedPrisma);
  }

  /** Runs work in an interactive transaction; it commits when the work is done. */
  transact<T>(work: (transaction: Transaction, prisma: TenantPrisma) => Promise<T>): Promise<T> {
    return runAt(this.#destination, () => {
      const { client, shapes } = sharedPrisma();
      return client.$transaction((prisma) => {
        const { transaction } = this.#destination;
        if (!transaction) throw new Error('The transaction has ended');
        const inTransaction = { client: prisma as PrismaClient, shapes };
        return work(
          transaction,
          this.#restrict(() => inTransaction),
        );
      }, TRANSACTION_OPTIONS);
    });
  }

  end(): void {
    this.#destination.ended = true;
  }

  #restrict(source: () => SharedPrisma): TenantPrisma {
    const run = <T>(operation: () => Promise<T>) => runAt(this.#destination, operation);
    return restrictToTenant(source, { organisationId: this.#organisationId, run });
  }
}
