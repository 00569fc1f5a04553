/**
 * fast-check with a fixed seed, so that a failure is caused by the change and not by chance. `npm run fuzz` uses
 * another seed and many more values.
 */
import fc from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** `runs`: the number for properties whose test names none. */
    properties: { seed: number; runs: number };
  }
}

/** fast-check's default number of runs, to which the tests' numbers are proportional. */
const ORDINARY_RUNS = 100;

const { seed, runs } = inject('properties');
fc.configureGlobal({ seed, numRuns: runs });

/** The runs of a property that is cheaper or more expensive than others. @param ordinary the number in `npm test` */
export function runsOf(ordinary: number): number {
  return Math.ceil((ordinary * runs) / ORDINARY_RUNS);
}

export default fc;
