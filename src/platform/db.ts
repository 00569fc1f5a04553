/** The two ways to the database: as one tenant, or as the system (for the few listed look-ups across tenants). */
import { Connection, type ConnectionSettings } from './connection.ts';
import { Lease } from './lease.ts';
import type { RowsOf, Statement } from './statement.ts';
import type { TenantPrisma } from './tenant-prisma.ts';

type Flight = <const S extends readonly Statement[]>(...statements: S) => Promise<{ [I in keyof S]: RowsOf<S[I]> }>;

export interface SystemDb {
  /** Runs statements across tenants, in one transaction and one round trip. */
  flight: Flight;
}

export interface TenantDb {
  /** Prisma, kept to this organisation; a query is one round trip. */
  readonly prisma: TenantPrisma;
  /** Runs statements in one transaction and one round trip. */
  flight: Flight;
  /** Several dependent steps that commit together or not at all: one round trip each, and one for the commit. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T>;
}

export interface TenantTransaction {
  readonly prisma: TenantPrisma;
  flight: Flight;
  /** Writes that nothing waits for: they travel with the commit. */
  defer(...statements: Statement[]): void;
}

/** One request's share of the database. */
export interface RequestDb {
  system: SystemDb;
  tenant(organisationId: string): TenantDb;
  /** Sequential round trips so far. */
  readonly flights: number;
  /** Gives everything back; to run after the last query, outside the way of the response. */
  close(): Promise<void>;
}

export function openRequestDb(settings: ConnectionSettings): RequestDb {
  const connection = new Connection(settings);
  const leases: Lease[] = [];
  let closed = false;
  return {
    system: { flight: flightOn((statements) => connection.run({ kind: 'system' }, statements)) },
    tenant: (organisationId) => {
      const scope = { kind: 'tenant', organisationId } as const;
      let lease: Lease | undefined;
      const leased = () => {
        if (lease) return lease;
        if (closed) throw new Error('The database was used after its request had ended');
        lease = new Lease({ connection, scope });
        leases.push(lease);
        return lease;
      };
      return {
        get prisma() {
          return leased().prisma;
        },
        flight: flightOn((statements) => connection.run(scope, statements)),
        transaction: (work) => transact(leased(), work),
      };
    },
    get flights() {
      return connection.flights;
    },
    close: async () => {
      closed = true;
      await connection.close();
      for (const lease of leases.splice(0)) lease.end();
    },
  };
}

type Run = (statements: readonly Statement[]) => Promise<{ rows: unknown[] }[]>;

function flightOn(run: Run): Flight {
  return (async (...statements: Statement[]) => {
    const results = await run(statements);
    return results.map((result) => result.rows);
  }) as unknown as Flight;
}

function transact<T>(lease: Lease, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
  return lease.transact((transaction, prisma) =>
    work({
      prisma,
      flight: flightOn((statements) => transaction.run(statements)),
      defer: (...statements) => transaction.defer(statements),
    }),
  );
}
