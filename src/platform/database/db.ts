/** The two ways to the database: as one tenant, or as the system (for the few listed look-ups across tenants). */
import { Connection, type ConnectionSettings } from './connection.ts';
import { type Flight, flightOver } from './flight.ts';
import type { FlightItem } from './flight-parts.ts';
import type { Runner } from './prisma-client.ts';
import type { SystemPrisma } from './system-prisma.ts';
import { SystemUnit } from './system-unit.ts';
import type { TenantPrisma } from './tenant-prisma.ts';
import { TenantUnit } from './tenant-unit.ts';

export interface SystemDb {
  /** Prisma across tenants, for reads and for deleting what has expired; a query is one round trip. */
  readonly prisma: SystemPrisma;
  /** Runs operations of `prisma` and statements across tenants, in one transaction and one round trip. */
  flight: Flight;
  /** Gives the request's connection back before a wait for another server; the next query opens a new one. */
  release(): Promise<void>;
}

export interface TenantDb {
  /** Prisma, kept to this organisation; a query is one round trip. */
  readonly prisma: TenantPrisma;
  /** Runs operations of `prisma` and statements in one transaction and one round trip. */
  flight: Flight;
  /**
   * Several dependent steps that commit together or not at all: one round trip each, and one for the commit. `work` may
   * await only queries of its own transaction: other queries of this request wait until the transaction ends.
   */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T>;
}

export interface TenantTransaction {
  readonly prisma: TenantPrisma;
  flight: Flight;
  /** Writes that nothing waits for: they travel with the commit. */
  defer(...items: FlightItem[]): void;
}

/** One request's access to the database. */
export interface RequestDb {
  system: SystemDb;
  /** @param wrap adds statements to what is sent */
  tenant(organisationId: string, wrap?: (runner: Runner) => Runner): TenantDb;
  /** Sequential round trips so far. */
  readonly flights: number;
  /** Closes the connection. To be called after the last query, without delaying the response. */
  close(): Promise<void>;
}

export function openRequestDb(settings: ConnectionSettings): RequestDb {
  const connection = new Connection(settings);
  const system = new SystemUnit(connection);
  const units: { end(): void }[] = [system];
  return {
    system: {
      prisma: system.prisma,
      flight: flightOver((queries) => connection.run({ kind: 'system' }, queries)),
      release: () => connection.release(),
    },
    tenant: (organisationId, wrap = (runner) => runner) => {
      const runner = wrap(connection);
      const unit = new TenantUnit(runner, organisationId);
      units.push(unit);
      return {
        prisma: unit.prisma,
        flight: flightOver((queries) => runner.run({ kind: 'tenant', organisationId }, queries)),
        transaction: (work) => transact(unit, work),
      };
    },
    get flights() {
      return connection.flights;
    },
    close: async () => {
      await connection.close();
      for (const unit of units) unit.end();
    },
  };
}

function transact<T>(unit: TenantUnit, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
  return unit.transact((transaction, prisma) =>
    work({
      prisma,
      flight: flightOver((queries) => transaction.run(queries)),
      defer: (...items) => transaction.defer(items),
    }),
  );
}
