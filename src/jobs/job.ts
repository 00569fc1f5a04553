import type { RequestContext } from '../deps.ts';

export interface Job {
  name: string;
  /** When it runs. */
  cron: string;
  /** Whether it looks again before its trigger comes again: what waits is somebody's code, or what a crash left behind. */
  repeats?: boolean;
  run(inContext: InContext): Promise<void>;
}

/**
 * Does work in a context of its own, with a connection and a clock of its own: long jobs take several.
 * @returns undefined when the work failed, which is logged
 */
export type InContext = <T>(work: (context: RequestContext) => Promise<T>) => Promise<T | undefined>;
