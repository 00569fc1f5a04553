/** What was started is stopped in reverse order, whatever happens in between. */

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
        // One step that fails must not keep the others from running.
        await step().catch((error) => console.error(error));
      }
    },
  };
}

/**
 * Aborts when the person or the system asks us to stop, and when the program that started us dies: orphaned servers
 * would hold their ports for ever.
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
