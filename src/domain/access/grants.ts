/** Nobody gives away what they do not have (gaps.md S18). */
import { AppError } from '../../errors.ts';
import { contains } from './permissions.ts';

/** @throws forbidden unless everything that is to be granted is contained in what the granter has */
export function assertMayGrant(held: readonly string[], granted: readonly string[]): void {
  const lacking = granted.filter((slug) => !contains(held, slug));
  if (lacking.length > 0) {
    throw new AppError('forbidden', 'You cannot grant permissions that you do not have', {
      log: `lacks ${lacking.join(' ')}`,
    });
  }
}

/** Whether everything that is to be granted is contained in what the granter has. */
export function mayGrant(held: readonly string[], granted: readonly string[]): boolean {
  return granted.every((slug) => contains(held, slug));
}
