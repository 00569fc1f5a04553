/**
 * Hides soft-deleted rows, and what belongs to them, wherever the arguments of a Prisma operation lead: rows that are
 * asked for, selected behind a relation, counted, filtered or ordered by. A list, its count and a filter by it agree
 * (docs/decisions/0011-soft-delete.md).
 */
import { type Beyond, behind, conditionsOf, filterBehind, hidesRows, type Place, visible } from './hidden-filter.ts';
import { type Arguments, leadingOut, refusal } from './tenant-arguments.ts';

/** The arguments of a read, at the top or behind a relation. */
export function hideDeleted(args: Arguments, place: Place): Arguments {
  // A cursor is a row whose values are compared with: a foreign or hidden one would tell about itself.
  if (args.cursor !== undefined) throw refusal('A cursor is not available to tenants: compare in `where`');
  refuseTellingOrder(args.orderBy, place);
  const { selection, beyond } = hideSelected(args, args.where, place);
  return { ...args, ...selection, where: visible(args.where, place, beyond) };
}

/**
 * What a write returns: not the rows that the written one belongs to, for the write may have named a deleted one, and no
 * filter of Prisma's would keep that back.
 */
export function hideReturned(args: Arguments, place: Place): Arguments {
  const { selection, beyond } = hideSelected(args, undefined, place);
  for (const [field, conditions] of beyond) {
    if (conditions.length > 0) {
      throw refusal(`${place.shape.name}.${field} is not available from a write: read it afterwards`);
    }
  }
  return { ...args, ...selection };
}

/** @param where the filter of the rows that are selected from */
function hideSelected(args: Arguments, where: unknown, place: Place): { selection: Arguments; beyond: Beyond } {
  const selection: Arguments = {};
  const beyond = new Map<string, unknown[]>();
  const hideChosen = ([field, asked]: [string, unknown]): [string, unknown] => {
    if (!asked) return [field, asked];
    if (field === '_count') return [field, hideCounted(asked, place)];
    const related = behind(field, place);
    if (!related) return [field, asked];
    const inner = asked === true ? {} : (asked as Arguments);
    if (related.arity !== 'required') return [field, hideDeleted(inner, related)];
    // Prisma takes no filter here: the row from which the relation leads has to be hidden.
    const filter = filterBehind(where, field);
    const found = hideSelected(inner, filter, related);
    beyond.set(field, conditionsOf(filter, related, found.beyond));
    return [field, asked === true || { ...inner, ...found.selection }];
  };
  for (const kind of ['select', 'include']) {
    if (args[kind]) selection[kind] = Object.fromEntries(Object.entries(args[kind]).map(hideChosen));
  }
  return { selection, beyond };
}

/** `_count: true` counts behind every relation to many. */
function hideCounted(asked: unknown, place: Place): unknown {
  const { select = countable(place), ...rest } = asked === true ? {} : (asked as { select?: Arguments });
  const counted = Object.entries(select).map(([field, of]) => {
    const related = behind(field, place);
    return [field, of && related ? hideDeleted(of === true ? {} : (of as Arguments), related) : of];
  });
  return { ...rest, select: Object.fromEntries(counted) };
}

function countable({ shape }: Place): Arguments {
  const lists = [...shape.relations].filter(([, { arity }]) => arity === 'many');
  const out = lists.find(([, { leadsOut }]) => leadsOut);
  if (out) throw leadingOut(shape, out[0]);
  return Object.fromEntries(lists.map(([field]) => [field, true]));
}

/** Prisma takes no filter where it orders: what hidden rows have, or how many they are, would show in the order. */
function refuseTellingOrder(orderBy: unknown, place: Place): void {
  for (const order of [orderBy].flat()) {
    for (const [field, by] of Object.entries((order ?? {}) as Arguments)) {
      const related = behind(field, place);
      if (related && related.arity !== 'required' && hidesRows(related)) {
        throw refusal(`${place.shape.name}.${field} is not available for ordering: deleted rows would show in it`);
      }
      if (related) refuseTellingOrder(by, related);
    }
  }
}
