/**
 * A front before the client of Prisma: it adjusts, or refuses, the arguments of every operation, and says where the
 * operation runs. It is no client extension: it costs next to nothing to make, so every request has its own that ends
 * with the request, and what a front does not list does not exist.
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

export interface Front {
  /** @throws a refusal for an operation that is not to be had */
  adjust(operation: string, args: Arguments, shape: ModelShape): Arguments;
  run<T>(operation: () => Promise<T>): Promise<T>;
}

type Delegate = Readonly<Record<string, (args: Arguments) => Promise<unknown>>>;

/**
 * @param source asked when a model is used for the first time
 * @returns what looks like the client, without anything that begins with `$`
 */
export function restrict(source: () => SharedPrisma, front: Front): object {
  const restricted = new Map<string, object>();
  const modelOf = (property: string): object | undefined => {
    const { client, shapes } = source();
    const shape = shapes.get(property);
    const delegate = (client as unknown as Readonly<Record<string, Delegate>>)[property];
    return shape && delegate && restrictModel(property, { delegate, shape, front });
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
  front: Front;
}

function restrictModel(property: string, { delegate, shape, front }: RestrictedModel): object {
  const perform = async (operation: string, args: Arguments) => {
    const adjusted = front.adjust(operation, args, shape);
    // Prisma's promises start when they are awaited.
    return front.run(async () => await delegate[operation]?.(adjusted));
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
