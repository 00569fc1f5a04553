/** Sends logout tokens that are due: what the first attempt after the answer did not deliver. */
import { deliverLogouts } from '../domain/sessions/logout-deliveries.ts';
import { inBatches } from './batches.ts';

export const logouts = inBatches(({ system, logoutTools }) => deliverLogouts(system, logoutTools));
