/** How the arguments of a Prisma operation are kept to one organisation. Every function here returns or throws. */
import { Prisma } from './generated/prisma/client.ts';
import type { ModelShape, ModelShapes } from './model-shapes.ts';

export type Arguments = Record<string, unknown>;

export interface Target {
  shape: ModelShape;
  shapes: ModelShapes;
  organisationId: string;
}

/** Relations that are not keyed by the organisation, so that they lead to rows of others. */
const LEADING_OUT: ReadonlySet<string> = new Set(['Permission.roles', 'User.memberships', 'OrganisationMember.user']);
/** Writes through a relation: what belongs to a new row may come with it. All else is done by id, on its own model. */
const NESTED_WRITES: ReadonlySet<string> = new Set(['create', 'createMany']);

/** Adds the tenant's condition beside the caller's, so that the caller's cannot replace it. */
export function narrow(where: unknown, { shape, organisationId }: Target): Arguments {
  const given = (where ?? {}) as Arguments;
  const conditions: unknown[] = [{ [shape.organisation as string]: organisationId }];
  if (shape.softDelete && given.deletedAt === undefined) conditions.push({ deletedAt: null });
  if (given.AND !== undefined) conditions.push(...[given.AND].flat());
  return { ...given, AND: conditions };
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
  for (const [field, property] of target.shape.relations) {
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
  const property = target.shape.relations.get(key);
  if (property === undefined) return target;
  if (LEADING_OUT.has(`${target.shape.name}.${key}`)) {
    throw refusal(`${target.shape.name}.${key} leads to another organisation`);
  }
  return { ...target, shape: target.shapes.get(property) as ModelShape };
}

function isPlainObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

export function refusal(message: string): Error {
  return new Prisma.PrismaClientValidationError(message, { clientVersion: Prisma.prismaVersion.client });
}
