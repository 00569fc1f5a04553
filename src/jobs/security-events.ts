/** Pushes security events that the first attempt, right after the response, did not deliver. */
import { pushEvents } from '../domain/streams/push.ts';
import { inBatches } from './batches.ts';

export const securityEvents = inBatches(({ system, logoutTools }) => pushEvents(system, logoutTools));
