/**
 * Hides soft-deleted rows, and rows that belong to them, in all arguments of a Prisma operation: rows that are read,
 * selected through a relation, counted, filtered or ordered by. A list, its count and a filter by it agree
 * (docs/decisions/0011-soft-delete.md).
 */
import {
  conditionsOf,
  filterBehind,
  hidesRows,
  type QueryLevel,
  type RelationConditions,
  relatedLevel,
  visible,
} from './hidden-filter.ts';
import { type Arguments, crossTenantRefusal, refusal } from './tenant-arguments.ts';

/** The arguments of a read, at the top or in a relation. */
export function hideDeleted(args: Arguments, level: QueryLevel): Arguments {
  // A cursor is a row whose values are compared with: a foreign or hidden one would reveal its values.
  if (args.cursor !== undefined) throw refusal('A cursor is not available to tenants: compare in `where`');
  refuseRevealingOrder(args.orderBy, level);
  const { selection, relationConditions } = hideSelected(args, args.where, level);
  return { ...args, ...selection, where: visible(args.where, level, relationConditions) };
}

/**
 * The arguments of what a write returns. Owners of the written row cannot be selected: the write may have named a
 * deleted owner, and Prisma takes no filter there.
 */
export function hideReturned(args: Arguments, level: QueryLevel): Arguments {
  const { selection, relationConditions } = hideSelected(args, undefined, level);
  for (const [field, conditions] of relationConditions) {
    if (conditions.length > 0) {
      throw refusal(`${level.shape.name}.${field} is not available from a write: read it afterwards`);
    }
  }
  return { ...args, ...selection };
}

/** @param where the filter of the rows that are selected from */
function hideSelected(
  args: Arguments,
  where: unknown,
  level: QueryLevel,
): { selection: Arguments; relationConditions: RelationConditions } {
  const selection: Arguments = {};
  const relationConditions = new Map<string, unknown[]>();
  const hideChosen = ([field, asked]: [string, unknown]): [string, unknown] => {
    if (!asked) return [field, asked];
    if (field === '_count') return [field, hideCounted(asked, level)];
    const related = relatedLevel(field, level);
    if (!related) return [field, asked];
    const inner = asked === true ? {} : (asked as Arguments);
    if (related.arity !== 'required') return [field, hideDeleted(inner, related)];
    // Prisma takes no filter here, so the row that has the relation must be hidden instead.
    const filter = filterBehind(where, field);
    const hidden = hideSelected(inner, filter, related);
    relationConditions.set(field, conditionsOf(filter, related, hidden.relationConditions));
    return [field, asked === true || { ...inner, ...hidden.selection }];
  };
  for (const kind of ['select', 'include']) {
    if (args[kind]) selection[kind] = Object.fromEntries(Object.entries(args[kind]).map(hideChosen));
  }
  return { selection, relationConditions };
}

/** `_count: true` counts every to-many relation. */
function hideCounted(asked: unknown, level: QueryLevel): unknown {
  const { select = countable(level), ...rest } = asked === true ? {} : (asked as { select?: Arguments });
  const counted = Object.entries(select).map(([field, of]) => {
    const related = relatedLevel(field, level);
    return [field, of && related ? hideDeleted(of === true ? {} : (of as Arguments), related) : of];
  });
  return { ...rest, select: Object.fromEntries(counted) };
}

function countable({ shape }: QueryLevel): Arguments {
  const lists = [...shape.relations].filter(([, { arity }]) => arity === 'many');
  const out = lists.find(([, { isCrossTenant }]) => isCrossTenant);
  if (out) throw crossTenantRefusal(shape, out[0]);
  return Object.fromEntries(lists.map(([field]) => [field, true]));
}

/** Prisma takes no filter in `orderBy`: the order would reveal values, or the number, of hidden rows. */
function refuseRevealingOrder(orderBy: unknown, level: QueryLevel): void {
  for (const order of [orderBy].flat()) {
    for (const [field, by] of Object.entries((order ?? {}) as Arguments)) {
      const related = relatedLevel(field, level);
      if (related && related.arity !== 'required' && hidesRows(related)) {
        throw refusal(`${level.shape.name}.${field} is not available for ordering: deleted rows would show in it`);
      }
      if (related) refuseRevealingOrder(by, related);
    }
  }
}
