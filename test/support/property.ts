/**
 * fast-check as the tests use it: from the same seed each time, so that a run says something of the change and not of
 * chance. `npm run fuzz` draws another seed and many more values.
 */
import fc from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** `runs`: of a property whose test names no number. */
    properties: { seed: number; runs: number };
  }
}

/** fast-check's own number, which those of the tests are in proportion to. */
const ORDINARY_RUNS = 100;

const { seed, runs } = inject('properties');
fc.configureGlobal({ seed, numRuns: runs });

/** The number of runs of a property that is cheaper or dearer than others: so many in `npm test`, more in proportion. */
export function runsOf(ordinary: number): number {
  return Math.ceil((ordinary * runs) / ORDINARY_RUNS);
}

export default fc;
