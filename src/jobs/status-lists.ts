/** Makes the status lists that the tokens of the next hours need. */
import { makeListsToCome } from '../domain/status-lists/making.ts';
import type { Job } from './job.ts';

export const statusLists: Job['run'] = async (inContext) => {
  const made = await inContext(({ system }) => makeListsToCome(system));
  return { processed: made ?? 0 };
};
