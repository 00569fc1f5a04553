/** Sends logout tokens that the first attempt, right after the response, did not deliver. */
import { deliverLogouts } from '../domain/sessions/logout-deliveries.ts';
import { inBatches } from './batches.ts';

export const logouts = inBatches(({ system, logoutTools }) => deliverLogouts(system, logoutTools));
