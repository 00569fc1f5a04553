/** An empty database for something that must be tried out: on DATABASE_URL's server, or on an embedded one. */
import { createTeardown } from './teardown.ts';
import { openTestDatabase } from './testing/database.ts';

export async function withTemporaryDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const teardown = createTeardown();
  try {
    return await work(await openTestDatabase(teardown));
  } finally {
    await teardown.run();
  }
}
