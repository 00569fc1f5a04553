/** Stops everything that was started, in reverse order, even after failures. */

export interface Teardown {
  add(step: () => Promise<void>): void;
  run(): Promise<void>;
}

export function createTeardown(): Teardown {
  const steps: (() => Promise<void>)[] = [];
  return {
    add: (step) => {
      steps.push(step);
    },
    run: async () => {
      for (let step = steps.pop(); step; step = steps.pop()) {
        // A failed step must not prevent the others.
        await step().catch((error) => console.error(error));
      }
    },
  };
}

/**
 * Aborts on SIGINT, SIGTERM or SIGHUP, and when the parent process ends: orphaned servers would keep their ports.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const parent = process.ppid;
  const stop = () => controller.abort();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 1000).unref();
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
