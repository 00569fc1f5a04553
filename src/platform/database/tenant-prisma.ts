/**
 * The Prisma belt of tenancy: every operation on a tenant's model is filtered and stamped with the organisation, a move
 * to another organisation and a path out of it are refused, and soft-deleted rows are hidden, whether they are asked for
 * or a relation leads to them. Row-level security and composite keys keep organisations apart without it; this one gives
 * the earliest and clearest error. What is deleted softly is hidden here and in our own statements only.
 */
import type { PrismaClient } from '../generated/prisma/client.ts';
import { both, existing } from './hidden-filter.ts';
import { hideDeleted, hideReturned } from './hidden-rows.ts';
import type { SharedPrisma } from './prisma-client.ts';
import { READ_OPERATIONS, restrict } from './restricted-prisma.ts';
import {
  type Arguments,
  ownedBy,
  refusal,
  refuseMove,
  refusePathsOut,
  stamp,
  type Target,
} from './tenant-arguments.ts';

/** A Prisma client that can only reach one organisation; transactions and raw SQL go through TenantDb instead. */
export type TenantPrisma = Omit<PrismaClient, `$${string}`>;

/** For whom operations run, and how. */
interface Runner {
  organisationId: string;
  run<T>(operation: () => Promise<T>): Promise<T>;
}

type Adjust = (args: Arguments, target: Target) => Arguments;

const read: Adjust = (args, target) => {
  const shown = hideDeleted(args, target);
  return target.shape.organisation ? { ...shown, where: both(shown.where, [ownedBy(target)]) } : shown;
};
const filtered: Adjust = (args, target) => ({
  ...hideReturned(args, target),
  where: both(existing(args.where, target), [ownedBy(target)]),
});
const stamped: Adjust = (args, target) => ({ ...hideReturned(args, target), data: stamp(args.data, target) });
const changed: Adjust = (args, target) => {
  refuseMove(args.data, target);
  return filtered(args, target);
};

/** What each operation needs. An operation that is not listed is refused. */
const READS: Readonly<Record<string, Adjust>> = Object.fromEntries(READ_OPERATIONS.map((name) => [name, read]));
const OPERATIONS: Readonly<Record<string, Adjust>> = {
  ...READS,
  delete: filtered,
  deleteMany: filtered,
  update: changed,
  updateMany: changed,
  updateManyAndReturn: changed,
  create: stamped,
  createMany: stamped,
  createManyAndReturn: stamped,
  upsert: (args, target) => {
    refuseMove(args.update, target);
    return { ...filtered(args, target), create: stamp(args.create, target) };
  },
};

/** Models without an organisation that tenants may read. The others are no tenant's business. */
const CATALOGUES: ReadonlySet<string> = new Set(['Permission', 'Scope']);

export function restrictToTenant(source: () => SharedPrisma, runner: Runner): TenantPrisma {
  const { organisationId } = runner;
  return restrict(source, {
    adjust: (operation, args, shape) => adjust(operation, args, { shape, shapes: source().shapes, organisationId }),
    run: (operation) => runner.run(operation),
  }) as TenantPrisma;
}

function adjust(operation: string, args: Arguments, target: Target): Arguments {
  const { name, organisation } = target.shape;
  const listed = organisation ? OPERATIONS : CATALOGUES.has(name) ? READS : {};
  const adjustment = listed[operation];
  if (!adjustment) throw refusal(`${name}.${operation} is not available to tenants`);
  refusePathsOut(args, target);
  return adjustment(args, target);
}
