/**
 * Filters that exclude soft-deleted rows at every level, and rows that belong to one
 * (docs/decisions/0011-soft-delete.md). A filter in which the caller names `deletedAt` is left as it is; the filters of
 * other levels are not affected.
 */
import type { ModelShape, ModelShapes, Relation } from './model-shapes.ts';
import { type Arguments, isPlainObject } from './tenant-arguments.ts';

/** A level of a query: rows of a model, at the top or reached by a relation. */
export interface QueryLevel {
  shape: ModelShape;
  shapes: ModelShapes;
}

/** Conditions on the rows that required relations point to, by relation. */
export type RelationConditions = ReadonlyMap<string, readonly unknown[]>;

const NOTHING: RelationConditions = new Map();
const LIVE = { deletedAt: null };
const LIVE_OR_NONE = { isNot: { deletedAt: { not: null } } };

/** Whether the model can have hidden rows. */
export function hidesRows({ shape }: QueryLevel): boolean {
  return shape.softDelete || shape.owners.length > 0;
}

export function relatedLevel(
  field: string,
  { shape, shapes }: QueryLevel,
): (QueryLevel & Pick<Relation, 'arity'>) | undefined {
  const relation = shape.relations.get(field);
  return relation && { arity: relation.arity, shape: shapes.get(relation.property) as ModelShape, shapes };
}

/** The filter of rows that are read. */
export function visible(where: unknown, level: QueryLevel, relationConditions = NOTHING): Arguments | undefined {
  return withConditions(hideInFilter(where, level), conditionsOf(where, level, relationConditions));
}

/**
 * The filter of rows that are written. Rows that belong to a hidden one can be written, so that they can be removed.
 */
export function existing(where: unknown, level: QueryLevel): Arguments | undefined {
  return withConditions(hideInFilter(where, level), ownCondition(where, level));
}

/** Conditions that exclude hidden rows, unless the caller's filter names `deletedAt`. */
export function conditionsOf(where: unknown, level: QueryLevel, relationConditions = NOTHING): unknown[] {
  const conditions = ownCondition(where, level);
  for (const owner of level.shape.owners) {
    const isDecided = relationConditions.has(owner) || mentionsDeletion(filterBehind(where, owner));
    const isRequired = level.shape.relations.get(owner)?.arity === 'required';
    if (!isDecided) conditions.push({ [owner]: isRequired ? LIVE : LIVE_OR_NONE });
  }
  for (const [field, inner] of relationConditions)
    if (inner.length > 0) conditions.push({ [field]: { is: { AND: inner } } });
  return conditions;
}

function ownCondition(where: unknown, { shape }: QueryLevel): unknown[] {
  return shape.softDelete && !mentionsDeletion(where) ? [LIVE] : [];
}

function mentionsDeletion(where: unknown): boolean {
  return (where as Arguments | null | undefined)?.deletedAt !== undefined;
}

/** Everything that the caller's filter says about the row that a relation points to. */
export function filterBehind(where: unknown, field: string): Arguments {
  const filter = (where as Arguments | null | undefined)?.[field] as Record<string, Arguments> | null | undefined;
  return { ...filter, ...filter?.isNot, ...filter?.is };
}

/** Adds conditions to the caller's, which cannot replace them. */
export function withConditions(where: unknown, conditions: readonly unknown[]): Arguments | undefined {
  const given = where as Arguments | undefined;
  if (conditions.length === 0) return given;
  return { ...given, AND: given?.AND === undefined ? conditions : [...conditions, given.AND].flat() };
}

/** `AND`, `OR` and `NOT` stay at the same level; a relation leads to the next one. */
function hideInFilter(where: unknown, level: QueryLevel): unknown {
  if (Array.isArray(where)) return where.map((filter) => hideInFilter(filter, level));
  if (!isPlainObject(where)) return where;
  const entries = Object.entries(where).map(([key, value]) => {
    if (value === undefined || level.shape.scalars.has(key)) return [key, value];
    const related = relatedLevel(key, level);
    if (!related) return [key, hideInFilter(value, level)];
    return [key, related.arity === 'many' ? byMany(value, related) : byOne(value, related)];
  });
  return Object.fromEntries(entries);
}

function byMany(filter: unknown, level: QueryLevel): unknown {
  const { some, none, every, ...rest } = filter as Arguments;
  return {
    ...rest,
    ...(some ? { some: visible(some, level) } : {}),
    ...(none ? { none: visible(none, level) } : {}),
    ...(every ? { every: visibleOrHidden(every, level) } : {}),
  };
}

/** `every` ignores hidden rows. */
function visibleOrHidden(where: unknown, level: QueryLevel): Arguments | undefined {
  const hidden = conditionsOf(where, level);
  const shown = visible(where, level);
  return hidden.length === 0 ? shown : { OR: [shown, { NOT: { AND: hidden } }] };
}

/** A relation to a hidden row counts as null. */
function byOne(filter: unknown, level: QueryLevel): unknown {
  if (filter === null) return { isNot: visible({}, level) };
  const { is, isNot, ...rest } = filter as Arguments;
  if (is === undefined && isNot === undefined) {
    const isBlank = Object.values(rest).every((value) => value === undefined);
    return isBlank ? filter : { is: visible(rest, level) };
  }
  const like = is ?? (isNot === null ? {} : undefined);
  const unlike = is === null ? {} : isNot;
  return {
    ...rest,
    ...(like ? { is: visible(like, level) } : {}),
    ...(unlike ? { isNot: visible(unlike, level) } : {}),
  };
}
