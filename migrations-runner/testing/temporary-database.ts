/** A temporary empty database, on DATABASE_URL's server or on an embedded one. */
import { CommandError } from '../command-line/command-error.ts';
import { createTeardown } from '../command-line/teardown.ts';
import { databaseUrl } from '../database/connection.ts';
import { openTestDatabase } from './database.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function withTemporaryDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const teardown = createTeardown();
  // An embedded server would keep running after an interrupted command.
  let interrupted: Promise<never> | undefined;
  const interrupt = () => {
    interrupted ??= teardown.run().then(() => {
      console.error('Interrupted: what was made to try things out is removed, and nothing else was touched.');
      return process.exit(130);
    });
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(await openTestDatabase(teardown, givenServer()).catch(explain));
  } finally {
    // After an interrupt the process ends here; errors of the interrupted work are ignored.
    await interrupted;
    await teardown.run();
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

function givenServer(): string | null {
  return process.env.DATABASE_URL ? databaseUrl() : null;
}

function explain(error: Error & { code?: string }): never {
  if (error.code !== '42501') throw error;
  throw new CommandError(
    'The role of DATABASE_URL may not create databases: give it CREATEDB, or unset DATABASE_URL to use an embedded server.',
    { cause: error },
  );
}
