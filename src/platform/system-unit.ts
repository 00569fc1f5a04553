/** One request's use of Prisma across organisations. It ends with the request. */
import type { Connection } from './connection.ts';
import { type Destination, modelShapes, runAt, sharedClient } from './prisma-client.ts';
import { restrictToSystem, type SystemPrisma } from './system-prisma.ts';

export class SystemUnit {
  readonly prisma: SystemPrisma;
  readonly #destination: Destination;

  constructor(connection: Connection) {
    this.#destination = { connection, scope: { kind: 'system' }, transaction: undefined, ended: false };
    this.prisma = restrictToSystem(sharedClient, modelShapes, (operation) => runAt(this.#destination, operation));
  }

  end(): void {
    this.#destination.ended = true;
  }
}
