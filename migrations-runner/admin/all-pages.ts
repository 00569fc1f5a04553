interface Page<Cursor> {
  limit: number;
  offset: number;
  cursor: Cursor | undefined;
}

const LIMIT = 1_000;

/** Everything in a list that is read page by page. */
export async function allPages<Item, Cursor>(
  read: (page: Page<Cursor>) => Promise<{ items: Item[]; nextCursor: Cursor | null }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let cursor: Cursor | undefined | null; cursor !== null; ) {
    const { items, nextCursor } = await read({ limit: LIMIT, offset: 0, cursor });
    all.push(...items);
    cursor = nextCursor;
  }
  return all;
}
