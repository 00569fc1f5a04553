/** A benchmark from its beginning to its end: whatever happens, nothing that it started stays. */
import { CommandError } from '../../migrations-runner/command-line/command-error.ts';
import { createTeardown, type Teardown } from '../../migrations-runner/command-line/teardown.ts';

export async function runBenchmark(work: (teardown: Teardown) => Promise<void>): Promise<never> {
  const teardown = createTeardown();
  try {
    await work(teardown);
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    process.exitCode = 1;
  } finally {
    await teardown.run();
  }
  // Timers of the schema engine would keep the process for some seconds.
  process.exit();
}
