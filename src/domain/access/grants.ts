/** A granter can only grant permissions that they have. */
import { AppError } from '../../errors.ts';
import { contains } from './permissions.ts';

/** @throws forbidden unless `held` contains everything in `granted` */
export function assertMayGrant(held: readonly string[], granted: readonly string[]): void {
  const lacking = granted.filter((slug) => !contains(held, slug));
  if (lacking.length > 0) {
    throw new AppError('forbidden', 'You cannot grant permissions that you do not have', {
      log: `lacks ${lacking.join(' ')}`,
    });
  }
}

/** Whether `held` contains everything in `granted`. */
export function mayGrant(held: readonly string[], granted: readonly string[]): boolean {
  return granted.every((slug) => contains(held, slug));
}
