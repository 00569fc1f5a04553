/** Pages of lists, in every dialect that clients speak: limit and offset, page and per_page, sort and order. */
import { z } from '@hono/zod-openapi';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;
const OFFSET_MAX = 1_000_000;

export interface Page {
  limit: number;
  offset: number;
}

/** A parameter that is empty is one that was not given. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

const number = optional(z.coerce.number().int().nonnegative());

/** The parameters of a page; to be spread into the query of a list. */
export const pageParameters = { limit: number, offset: number, page: number, per_page: number };

/** Too large a page is cut down, not refused. */
export function pageOf(query: {
  limit?: number | undefined;
  offset?: number | undefined;
  page?: number | undefined;
  per_page?: number | undefined;
}): Page {
  const asked = query.limit ?? query.per_page ?? LIMIT_DEFAULT;
  const limit = Math.min(Math.max(asked, 1), LIMIT_MAX);
  const offset = query.offset ?? (Math.max(query.page ?? 1, 1) - 1) * limit;
  return { limit, offset: Math.min(offset, OFFSET_MAX) };
}

/** The union of what clients read. */
export function envelope<T>(data: T[], total: number, { limit, offset }: Page) {
  const page = Math.floor(offset / limit) + 1;
  const pages = Math.max(Math.ceil(total / limit), 1);
  return { data, total, limit, offset, page, pages, pagination: { total, limit, offset } };
}
