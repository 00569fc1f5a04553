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

/**
 * Who may change what a person can sign in with, or take their rights, could act as them: it takes all permissions that
 * the person has. One's own account is no exception.
 * @throws forbidden unless `held` contains every permission in `theirs`
 */
export function assertMayManage(held: readonly string[], theirs: readonly string[]): void {
  const lacking = theirs.filter((slug) => !contains(held, slug));
  if (lacking.length === 0) return;
  throw new AppError('forbidden', 'This person has permissions that you do not have', {
    log: `lacks ${lacking.join(' ')}`,
  });
}

/**
 * A role whose permissions somebody lacks is above their own.
 * @throws forbidden unless `held` contains every permission of the role
 */
export function assertMayChangeRole(held: readonly string[], permissions: readonly string[]): void {
  const lacking = permissions.filter((slug) => !contains(held, slug));
  if (lacking.length === 0) return;
  throw new AppError('forbidden', 'This role has permissions that you do not have', {
    log: `lacks ${lacking.join(' ')}`,
  });
}
