/** Generates the Prisma client that the code imports. */
import { CommandError } from '../command-line/command-error.ts';
import { SCHEMA_FOLDER } from '../command-line/paths.ts';
import { withProgress } from '../command-line/progress.ts';
import { runPrisma } from './prisma-program.ts';

/** @throws CommandError with what Prisma finds wrong in the schema */
export async function generateClient(): Promise<void> {
  const { code, output } = await withProgress('Generating the Prisma client', () =>
    runPrisma(['generate', '--schema', SCHEMA_FOLDER, '--no-hints'], 'pipe'),
  );
  if (code !== 0) throw new CommandError(`${output.trim()}\nThe Prisma client could not be generated.`);
}
