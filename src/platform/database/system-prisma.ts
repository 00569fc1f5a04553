/**
 * Prisma across organisations, for the few listed look-ups: it reads, and deletes what has expired, as the role
 * `cerberus_system` may. Soft-deleted rows are hidden as they are from tenants. Other writes go through a tenant that
 * is opened for the row; the exceptions are listed below.
 */
import type { PrismaClient } from '../generated/prisma/client.ts';
import { existing } from './hidden-filter.ts';
import { hideDeleted } from './hidden-rows.ts';
import type { ModelShape } from './model-shapes.ts';
import type { SharedPrisma } from './prisma-client.ts';
import { READ_OPERATIONS, restrict } from './restricted-prisma.ts';
import { type Arguments, refusal, refuseMove } from './tenant-arguments.ts';

type SystemOperation = (typeof READ_OPERATIONS)[number] | 'deleteMany';

/**
 * The result of a delivery is recorded where it was claimed, across organisations. A WebAuthn challenge belongs to no
 * organisation: only its answer identifies the person. Nor does the explanation of a request of nobody known.
 */
const WRITES = {
  OutboundEmail: ['updateMany'],
  EventStreamDelivery: ['updateMany'],
  LogoutDelivery: ['updateMany'],
  WebhookDelivery: ['updateMany'],
  WebAuthnChallenge: ['create', 'updateMany'],
  PlatformExplanation: ['create'],
} as const;

type WritesTo<Model extends string> =
  Capitalize<Model> extends keyof typeof WRITES ? (typeof WRITES)[Capitalize<Model>][number] : never;

export type SystemPrisma = {
  readonly [Model in Exclude<keyof PrismaClient, `$${string}` | symbol>]: Pick<
    PrismaClient[Model],
    (SystemOperation | WritesTo<Model>) & keyof PrismaClient[Model]
  >;
};

function writes({ name }: ModelShape): readonly string[] {
  return (WRITES as Readonly<Record<string, readonly string[]>>)[name] ?? [];
}

export function restrictToSystem(
  source: () => SharedPrisma,
  run: <T>(operation: () => Promise<T>) => Promise<T>,
): SystemPrisma {
  const adjust = (operation: string, args: Arguments, shape: ModelShape) => {
    const { shapes } = source();
    if (writes(shape).includes(operation)) {
      refuseMove(args.data, { shape, shapes, organisationId: '' });
      return args;
    }
    if (operation === 'deleteMany') return { ...args, where: existing(args.where, { shape, shapes }) };
    if ((READ_OPERATIONS as readonly string[]).includes(operation)) return hideDeleted(args, { shape, shapes });
    throw refusal(`${shape.name}.${operation} is not available across organisations`);
  };
  return restrict(source, { adjust, run }) as SystemPrisma;
}
