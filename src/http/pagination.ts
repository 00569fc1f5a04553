/** Pagination of lists, in each convention that clients use: limit and offset, page and per_page, sort and order. */
import { z } from 'zod';
import { invalidParameter } from './faults.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;
/** PostgreSQL reads and drops all rows before an offset. */
const OFFSET_MAX = 10_000;

export interface Page {
  limit: number;
  offset: number;
}

/** An empty parameter counts as absent. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

const number = optional(z.coerce.number().int().nonnegative());

/** The parameters of a page; to be spread into the query of a list. */
export const pageParameters = { limit: number, offset: number, page: number, per_page: number };

/**
 * A limit that is too large is reduced, not refused.
 * @throws bad_request for an offset that is too large
 */
export function pageOf(query: {
  limit?: number | undefined;
  offset?: number | undefined;
  page?: number | undefined;
  per_page?: number | undefined;
}): Page {
  const requested = query.limit ?? query.per_page ?? LIMIT_DEFAULT;
  const limit = Math.min(Math.max(requested, 1), LIMIT_MAX);
  const offset = query.offset ?? (Math.max(query.page ?? 1, 1) - 1) * limit;
  if (offset > OFFSET_MAX) {
    const parameter = query.offset === undefined ? 'page' : 'offset';
    const message = `Lists go no further than offset ${OFFSET_MAX}: give nextCursor of a page as cursor, or search`;
    throw invalidParameter(parameter, message);
  }
  return { limit, offset };
}

/**
 * A page with the members of every convention that clients read.
 * @param count the number of all rows; an estimate is marked as such
 */
export function envelope<T>(
  data: T[],
  { total, isEstimate }: { total: number; isEstimate: boolean },
  { limit, offset }: Page,
) {
  const page = Math.floor(offset / limit) + 1;
  const pages = Math.max(Math.ceil(total / limit), 1);
  const marked = isEstimate ? { totalIsEstimate: true } : {};
  return { data, total, ...marked, limit, offset, page, pages, pagination: { total, limit, offset } };
}

/** The schema of `envelope`, and of the cursor that some lists add. */
export function envelopeSchema<T extends z.ZodType>(item: T) {
  const number = z.number().int();
  return z.object({
    data: z.array(item),
    total: number,
    totalIsEstimate: z.literal(true).optional(),
    limit: number,
    offset: number,
    page: number,
    pages: number,
    pagination: z.object({ total: number, limit: number, offset: number }),
    nextCursor: z.string().nullable().optional(),
  });
}
