/** Restricts the arguments of a Prisma operation to one organisation. */
import { Prisma } from '../generated/prisma/client.ts';
import type { ModelShape, ModelShapes } from './model-shapes.ts';

export type Arguments = Record<string, unknown>;

export interface Target {
  shape: ModelShape;
  shapes: ModelShapes;
  organisationId: string;
}

/** Writes through a relation: a new row's children may be created with it. Everything else is written by its own id. */
const NESTED_WRITES: ReadonlySet<string> = new Set(['create', 'createMany']);

/** The condition that keeps an operation to the organisation's rows. */
export function ownedBy({ shape, organisationId }: Target): Arguments {
  return { [shape.organisation as string]: organisationId };
}

/** Sets the organisation of every new row. */
export function stamp(data: unknown, target: Target): unknown {
  if (Array.isArray(data)) return data.map((row) => stamp(row, target));
  const row = (data ?? {}) as Arguments;
  refuseForeignRow(row, target);
  return { ...row, [target.shape.organisation as string]: target.organisationId };
}

export function refuseMove(data: unknown, target: Target): void {
  const row = (data ?? {}) as Arguments;
  if (row[target.shape.organisation as string] !== undefined) {
    throw refusal(`A ${target.shape.name} cannot move to another organisation`);
  }
  refuseNestedWrites(row, target);
}

function refuseForeignRow(row: Arguments, target: Target): void {
  const given = row[target.shape.organisation as string];
  if (given !== undefined && given !== target.organisationId) {
    throw refusal(`A ${target.shape.name} of another organisation cannot be created here`);
  }
  refuseNestedWrites(row, target);
}

function refuseNestedWrites(row: Arguments, target: Target): void {
  for (const [field, { property }] of target.shape.relations) {
    if (row[field] === undefined) continue;
    for (const [operation, argument] of Object.entries(row[field] as Arguments)) {
      const shape = target.shapes.get(property);
      if (!NESTED_WRITES.has(operation) || shape?.organisation !== 'organisationId') {
        throw refusal(`${target.shape.name}.${field}.${operation} is not available to tenants: write it by its own id`);
      }
      const rows = operation === 'createMany' ? (argument as Arguments).data : argument;
      for (const nested of [rows].flat()) refuseForeignRow(nested as Arguments, { ...target, shape });
    }
  }
}

/** Refuses relations to rows of other organisations everywhere: selected, filtered by, counted or ordered by. */
export function refuseCrossTenantPaths(value: unknown, target: Target): void {
  if (Array.isArray(value)) for (const item of value) refuseCrossTenantPaths(item, target);
  else if (isPlainObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (!target.shape.scalars.has(key)) refuseCrossTenantPaths(inner, followKey(key, target));
    }
  }
}

/** A relation leads to its model; every other key (`where`, `AND`, `some`, `_count`, …) stays where it is. */
function followKey(key: string, target: Target): Target {
  const relation = target.shape.relations.get(key);
  if (relation === undefined) return target;
  if (relation.isCrossTenant) throw crossTenantRefusal(target.shape, key);
  return { ...target, shape: target.shapes.get(relation.property) as ModelShape };
}

export function crossTenantRefusal(shape: ModelShape, field: string): Error {
  return refusal(`${shape.name}.${field} leads to another organisation`);
}

export function isPlainObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

export function refusal(message: string): Error {
  return new Prisma.PrismaClientValidationError(message, { clientVersion: Prisma.prismaVersion.client });
}
