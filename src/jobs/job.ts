import type { RequestContext } from '../deps.ts';
import type { JobName } from '../domain/jobs/catalogue.ts';

export interface Job {
  name: JobName;
  /** The schedule. */
  cron: string;
  /** Whether it runs several times between two triggers: its rows are urgent, such as mail with one-time codes. */
  repeats?: boolean;
  run(inContext: InContext): Promise<Work>;
}

/** What a job did. */
export interface Work {
  processed: number;
  /** Of them. */
  failures?: number;
}

/**
 * Runs work in its own context, with its own connection and moment (`now`); long jobs use several contexts.
 * @returns undefined when the work failed, which is logged
 */
export type InContext = <T>(work: (context: RequestContext) => Promise<T>) => Promise<T | undefined>;
