/**
 * Tenancy in Prisma: every operation on a tenant's model is filtered by, and stamped with, the organisation. Moving a
 * row to another organisation, and relations to other organisations, are refused. Soft-deleted rows are hidden, whether
 * they are read directly or through a relation. Row-level security and composite keys keep organisations apart without
 * this; it fails earlier and with a clearer error. Soft-deleted rows are hidden only here and in our own statements.
 */
import type { PrismaClient } from '../generated/prisma/client.ts';
import { existing, withConditions } from './hidden-filter.ts';
import { hideDeleted, hideReturned } from './hidden-rows.ts';
import type { SharedPrisma } from './prisma-client.ts';
import { READ_OPERATIONS, restrict } from './restricted-prisma.ts';
import {
  type Arguments,
  ownedBy,
  refusal,
  refuseCrossTenantPaths,
  refuseMove,
  stamp,
  type Target,
} from './tenant-arguments.ts';

/** A Prisma client that can only reach one organisation; transactions and raw SQL go through TenantDb instead. */
export type TenantPrisma = Omit<PrismaClient, `$${string}`>;

/** The organisation for which operations run, and how they run. */
interface Runner {
  organisationId: string;
  run<T>(operation: () => Promise<T>): Promise<T>;
}

type Adjust = (args: Arguments, target: Target) => Arguments;

const read: Adjust = (args, target) => {
  const shown = hideDeleted(args, target);
  return target.shape.organisation ? { ...shown, where: withConditions(shown.where, [ownedBy(target)]) } : shown;
};
const filtered: Adjust = (args, target) => ({
  ...hideReturned(args, target),
  where: withConditions(existing(args.where, target), [ownedBy(target)]),
});
const stamped: Adjust = (args, target) => ({ ...hideReturned(args, target), data: stamp(args.data, target) });
const changed: Adjust = (args, target) => {
  refuseMove(args.data, target);
  return filtered(args, target);
};

/** How the arguments of each operation are adjusted. An operation that is not listed is refused. */
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

/** Models without an organisation that tenants may read; other models without one are refused. */
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
  refuseCrossTenantPaths(args, target);
  return adjustment(args, target);
}
