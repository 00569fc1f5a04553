/** Query parameters of lists, in each spelling that clients use: sort and order, `sort=-field`, `filter[field]`, cursors. */
import { z } from 'zod';
import type { AppError } from '../errors.ts';
import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from '../lib/bytes.ts';
import { isUuid } from '../lib/ids.ts';
import { invalidParameter } from './faults.ts';
import { optional } from './pagination.ts';

export type Order = 'asc' | 'desc';

const SEARCH_LENGTH_MAX = 254;

/** The parameter `search`; to be spread into the query of a list. */
export const searchParameter = { search: optional(z.string().max(SEARCH_LENGTH_MAX)) };

/** The parameters `sort` and `order`; to be spread into the query of a list. `sort=-name` sorts in descending order. */
export function sortParameters<const Field extends string>(fields: readonly [Field, ...Field[]]) {
  const spellings = fields.flatMap((field) => [field, `-${field}`]) as [Field | `-${Field}`, ...Field[]];
  return { sort: optional(z.enum(spellings)), order: optional(z.enum(['asc', 'desc'])) };
}

/** The requested order. `order` counts before the sign of `sort`. */
export function sortOf<Field extends string>(
  query: { sort?: Field | `-${Field}` | undefined; order?: Order | undefined },
  defaults: { sort: Field; order: Order },
): { sort: Field; order: Order } {
  if (query.sort === undefined) return { sort: defaults.sort, order: query.order ?? defaults.order };
  const isDescending = query.sort.startsWith('-');
  const sort = (isDescending ? query.sort.slice(1) : query.sort) as Field;
  return { sort, order: query.order ?? (isDescending ? 'desc' : 'asc') };
}

/** Parameters that can be given as `field` and as `filter[field]`; to be spread into the query of a list. */
export function filterParameters<Shape extends z.ZodRawShape>(shape: Shape) {
  const spelled = Object.entries(shape).map(([field, schema]) => [`filter[${field}]`, schema] as const);
  return { ...shape, ...Object.fromEntries(spelled) } as Shape & {
    [Field in keyof Shape & string as `filter[${Field}]`]: Shape[Field];
  };
}

/** The value of a filter in either spelling. */
export function filterOf<Query extends Record<string, unknown>, Field extends keyof Query & string>(
  query: Query,
  field: Field,
): Query[Field] {
  return query[field] ?? (query[`filter[${field}]`] as Query[Field]);
}

/** A position in a list: the values by which the last row of a page is sorted. Clients treat it as opaque. */
export function encodeCursor(values: readonly string[]): string {
  return toBase64Url(utf8(JSON.stringify(values)));
}

/**
 * @param length the number of values
 * @param accepts whether a value is one of this list
 * @throws bad_request for anything that `encodeCursor` did not make
 */
export function decodeCursor(cursor: string, length: number, accepts = (_value: string) => true): string[] {
  const values = parse(cursor);
  const isText = (value: unknown) => typeof value === 'string' && accepts(value);
  const isValid = Array.isArray(values) && values.length === length && values.every(isText);
  if (isValid) return values;
  throw notACursor();
}

/**
 * The id in a cursor of a list in the order of ids.
 * @throws bad_request for anything that `encodeCursor` did not make of an id
 */
export function decodeIdCursor(cursor: string): string {
  const [id = ''] = decodeCursor(cursor, 1);
  if (!isUuid(id)) throw notACursor();
  return id;
}

export function notACursor(): AppError {
  return invalidParameter('cursor', 'Not a cursor of this list: give nextCursor of a page');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(fromUtf8(fromBase64Url(cursor)));
  } catch {
    return null;
  }
}

/** The parameter `cursor`. */
export const cursorParameter = { cursor: optional(z.string().max(2_000)) };
