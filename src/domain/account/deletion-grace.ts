/** Seconds between a person's request for deletion, or their deletion by an administrator, and the final erasure. */
export const GRACE = 30 * 86_400;
