/** One request's use of Prisma across organisations. It ends with the request. */
import { type Destination, type Runner, runAt, sharedPrisma } from './prisma-client.ts';
import { restrictToSystem, type SystemPrisma } from './system-prisma.ts';

export class SystemUnit {
  readonly prisma: SystemPrisma;
  readonly #destination: Destination;

  constructor(connection: Runner) {
    this.#destination = { connection, scope: { kind: 'system' }, transaction: undefined, ended: false };
    this.prisma = restrictToSystem(sharedPrisma, (operation) => runAt(this.#destination, operation));
  }

  end(): void {
    this.#destination.ended = true;
  }
}
