/** What a password must be like. */
import { AppError } from '../errors.ts';

/** No silent truncation: longer ones are refused. */
export const PASSWORD_LENGTH_MAX = 128;

const RULES: readonly { message: string; holds: (password: string) => boolean }[] = [
  { message: 'Password must be at least 8 characters', holds: (password) => [...password].length >= 8 },
  { message: 'Password must contain at least one uppercase letter', holds: (password) => /\p{Lu}/u.test(password) },
  { message: 'Password must contain at least one lowercase letter', holds: (password) => /\p{Ll}/u.test(password) },
  { message: 'Password must contain at least one number', holds: (password) => /\p{Nd}/u.test(password) },
  {
    message: 'Password must contain at least one special character',
    holds: (password) => /[\p{P}\p{S}\p{Z}]/u.test(password),
  },
];

/** Everything that is wrong with a password, in words for its owner. */
export function passwordFaults(password: string): string[] {
  return RULES.filter((rule) => !rule.holds(password)).map((rule) => rule.message);
}

/** @throws bad_request with the list of faults */
export function assertStrongPassword(password: string): void {
  const errors = passwordFaults(password);
  if (errors.length > 0) throw new AppError('bad_request', 'Password too weak', { extensions: { errors } });
}
