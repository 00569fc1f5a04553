/** One tenant's use of Prisma within one request. It ends with the request, and nothing handed out works after that. */
import type { PrismaClient } from './generated/prisma/client.ts';
import { type Destination, modelShapes, type Runner, runAt, sharedClient } from './prisma-client.ts';
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
    this.prisma = this.#restrict(sharedClient);
  }

  /** Runs work in an interactive transaction; it commits when the work is done. */
  transact<T>(work: (transaction: Transaction, prisma: TenantPrisma) => Promise<T>): Promise<T> {
    return runAt(this.#destination, () =>
      sharedClient.$transaction((prisma) => {
        const { transaction } = this.#destination;
        if (!transaction) throw new Error('The transaction has ended');
        return work(transaction, this.#restrict(prisma as PrismaClient));
      }, TRANSACTION_OPTIONS),
    );
  }

  end(): void {
    this.#destination.ended = true;
  }

  #restrict(client: PrismaClient): TenantPrisma {
    const run = <T>(operation: () => Promise<T>) => runAt(this.#destination, operation);
    return restrictToTenant(client, modelShapes, { organisationId: this.#organisationId, run });
  }
}
