/** Seconds between the wish to be deleted, or the deletion, and the erasure that nobody can take back. */
export const GRACE = 30 * 86_400;
