/**
 * Filters that see no soft-deleted rows, however deep they look, nor rows that belong to one
 * (docs/decisions/0011-soft-delete.md). A `deletedAt` that the caller writes into a filter decides for the rows of that
 * filter, and for no others.
 */
import type { ModelShape, ModelShapes, Relation } from './model-shapes.ts';
import { type Arguments, isPlainObject } from './tenant-arguments.ts';

/** Rows of a model, at the top or behind a relation. */
export interface Place {
  shape: ModelShape;
  shapes: ModelShapes;
}

/** Conditions on the rows that required relations lead to, by relation. */
export type Beyond = ReadonlyMap<string, readonly unknown[]>;

const NOTHING: Beyond = new Map();
const LIVE = { deletedAt: null };
const LIVE_OR_NONE = { isNot: { deletedAt: { not: null } } };

/** Whether there can be hidden rows. */
export function hidesRows({ shape }: Place): boolean {
  return shape.softDelete || shape.owners.length > 0;
}

export function behind(field: string, { shape, shapes }: Place): (Place & Pick<Relation, 'arity'>) | undefined {
  const relation = shape.relations.get(field);
  return relation && { arity: relation.arity, shape: shapes.get(relation.property) as ModelShape, shapes };
}

/** The filter of rows that are read. */
export function visible(where: unknown, place: Place, beyond = NOTHING): Arguments | undefined {
  return both(hideInFilter(where, place), conditionsOf(where, place, beyond));
}

/** The filter of rows that are written. What belongs to a hidden row is in reach of whoever tidies up after it. */
export function existing(where: unknown, place: Place): Arguments | undefined {
  return both(hideInFilter(where, place), ownCondition(where, place));
}

/** What makes rows visible, unless the caller's filter decides that. */
export function conditionsOf(where: unknown, place: Place, beyond = NOTHING): unknown[] {
  const conditions = ownCondition(where, place);
  for (const owner of place.shape.owners) {
    const isDecided = beyond.has(owner) || mentionsDeletion(filterBehind(where, owner));
    const isRequired = place.shape.relations.get(owner)?.arity === 'required';
    if (!isDecided) conditions.push({ [owner]: isRequired ? LIVE : LIVE_OR_NONE });
  }
  for (const [field, inner] of beyond) if (inner.length > 0) conditions.push({ [field]: { is: { AND: inner } } });
  return conditions;
}

function ownCondition(where: unknown, { shape }: Place): unknown[] {
  return shape.softDelete && !mentionsDeletion(where) ? [LIVE] : [];
}

function mentionsDeletion(where: unknown): boolean {
  return (where as Arguments | null | undefined)?.deletedAt !== undefined;
}

/** All that the caller's filter says about the one row behind a relation. */
export function filterBehind(where: unknown, field: string): Arguments {
  const filter = (where as Arguments | null | undefined)?.[field] as Record<string, Arguments> | null | undefined;
  return { ...filter, ...filter?.isNot, ...filter?.is };
}

/** Adds conditions beside the caller's, so that the caller's cannot replace them. */
export function both(where: unknown, conditions: readonly unknown[]): Arguments | undefined {
  const given = where as Arguments | undefined;
  if (conditions.length === 0) return given;
  return { ...given, AND: given?.AND === undefined ? conditions : [...conditions, given.AND].flat() };
}

/** `AND`, `OR` and `NOT` stay where they are; a relation leads to other rows. */
function hideInFilter(where: unknown, place: Place): unknown {
  if (Array.isArray(where)) return where.map((filter) => hideInFilter(filter, place));
  if (!isPlainObject(where)) return where;
  const entries = Object.entries(where).map(([key, value]) => {
    if (value === undefined || place.shape.scalars.has(key)) return [key, value];
    const related = behind(key, place);
    if (!related) return [key, hideInFilter(value, place)];
    return [key, related.arity === 'many' ? byMany(value, related) : byOne(value, related)];
  });
  return Object.fromEntries(entries);
}

function byMany(filter: unknown, place: Place): unknown {
  const { some, none, every, ...rest } = filter as Arguments;
  return {
    ...rest,
    ...(some ? { some: visible(some, place) } : {}),
    ...(none ? { none: visible(none, place) } : {}),
    ...(every ? { every: visibleOrHidden(every, place) } : {}),
  };
}

/** What every row is asked to be like, a hidden one need not be. */
function visibleOrHidden(where: unknown, place: Place): Arguments | undefined {
  const hidden = conditionsOf(where, place);
  const shown = visible(where, place);
  return hidden.length === 0 ? shown : { OR: [shown, { NOT: { AND: hidden } }] };
}

/** Whoever has a hidden row has none. */
function byOne(filter: unknown, place: Place): unknown {
  if (filter === null) return { isNot: visible({}, place) };
  const { is, isNot, ...rest } = filter as Arguments;
  if (is === undefined && isNot === undefined) {
    const isBlank = Object.values(rest).every((value) => value === undefined);
    return isBlank ? filter : { is: visible(rest, place) };
  }
  const like = is ?? (isNot === null ? {} : undefined);
  const unlike = is === null ? {} : isNot;
  return {
    ...rest,
    ...(like ? { is: visible(like, place) } : {}),
    ...(unlike ? { isNot: visible(unlike, place) } : {}),
  };
}
