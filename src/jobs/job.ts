import type { RequestContext } from '../deps.ts';

export interface Job {
  name: string;
  /** The schedule. */
  cron: string;
  /** Whether it runs several times between two triggers: its rows are urgent, such as mail with one-time codes. */
  repeats?: boolean;
  run(inContext: InContext): Promise<void>;
}

/**
 * Runs work in its own context, with its own connection and moment (`now`); long jobs use several contexts.
 * @returns undefined when the work failed, which is logged
 */
export type InContext = <T>(work: (context: RequestContext) => Promise<T>) => Promise<T | undefined>;
