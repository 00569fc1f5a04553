/** How the arguments of a Prisma operation are kept to one organisation. Every function here returns or throws. */
import { Prisma } from '../generated/prisma/client.ts';
import type { ModelShape, ModelShapes } from './model-shapes.ts';

export type Arguments = Record<string, unknown>;

export interface Target {
  shape: ModelShape;
  shapes: ModelShapes;
  organisationId: string;
}

/** Writes through a relation: what belongs to a new row may come with it. All else is done by id, on its own model. */
const NESTED_WRITES: ReadonlySet<string> = new Set(['create', 'createMany']);

/** The tenant's condition on its own rows. */
export function ownedBy({ shape, organisationId }: Target): Arguments {
  return { [shape.organisation as string]: organisationId };
}

/** Names the organisation in every new row. */
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

/** Refuses relations that lead out of the organisation, wherever they stand: selected, filtered by, counted, ordered by. */
export function refusePathsOut(value: unknown, target: Target): void {
  if (Array.isArray(value)) for (const item of value) refusePathsOut(item, target);
  else if (isPlainObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (!target.shape.scalars.has(key)) refusePathsOut(inner, followKey(key, target));
    }
  }
}

/** A relation leads to its model; every other key (`where`, `AND`, `some`, `_count`, …) stays where it is. */
function followKey(key: string, target: Target): Target {
  const relation = target.shape.relations.get(key);
  if (relation === undefined) return target;
  if (relation.leadsOut) throw leadingOut(target.shape, key);
  return { ...target, shape: target.shapes.get(relation.property) as ModelShape };
}

export function leadingOut(shape: ModelShape, field: string): Error {
  return refusal(`${shape.name}.${field} leads to another organisation`);
}

export function isPlainObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

export function refusal(message: string): Error {
  return new Prisma.PrismaClientValidationError(message, { clientVersion: Prisma.prismaVersion.client });
}
