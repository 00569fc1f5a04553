/**
 * A restricted client of Prisma: it adjusts, or refuses, the arguments of every operation, and decides where the
 * operation runs. It is not a client extension: it is so cheap that every request makes its own, which ends with the
 * request, and an operation that is not listed does not exist.
 */
import type { ModelShape } from './model-shapes.ts';
import { Operation } from './operation.ts';
import type { SharedPrisma } from './prisma-client.ts';
import type { Arguments } from './tenant-arguments.ts';

/** The operations of Prisma that only read. */
export const READ_OPERATIONS = [
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
] as const;

export interface Restriction {
  /** @throws a refusal of an operation that is not available */
  adjust(operation: string, args: Arguments, shape: ModelShape): Arguments;
  run<T>(operation: () => Promise<T>): Promise<T>;
}

type Delegate = Readonly<Record<string, (args: Arguments) => Promise<unknown>>>;

/**
 * @param source called when a model is used for the first time
 * @returns an object like the client, without the members that begin with `$`
 */
export function restrict(source: () => SharedPrisma, restriction: Restriction): object {
  const restricted = new Map<string, object>();
  const modelOf = (property: string): object | undefined => {
    const { client, shapes } = source();
    const shape = shapes.get(property);
    const delegate = (client as unknown as Readonly<Record<string, Delegate>>)[property];
    return shape && delegate && restrictModel(property, { delegate, shape, restriction });
  };
  return new Proxy(NOTHING, {
    get: (_, property) => {
      if (typeof property !== 'string') return undefined;
      const model = restricted.get(property) ?? modelOf(property);
      if (model) restricted.set(property, model);
      return model;
    },
  });
}

const NOTHING = {};

interface RestrictedModel {
  delegate: Delegate;
  shape: ModelShape;
  restriction: Restriction;
}

function restrictModel(property: string, { delegate, shape, restriction }: RestrictedModel): object {
  const perform = async (operation: string, args: Arguments) => {
    const adjusted = restriction.adjust(operation, args, shape);
    // Prisma's promises start when they are awaited.
    return restriction.run(async () => await delegate[operation]?.(adjusted));
  };
  const prepare =
    (operation: string) =>
    (args: Arguments = {}) =>
      new Operation(`${property}.${operation}`, () => perform(operation, args));
  return new Proxy(delegate, {
    get: (_, operation) => {
      const exists = typeof operation === 'string' && typeof delegate[operation] === 'function';
      return exists ? prepare(operation) : undefined;
    },
  });
}
