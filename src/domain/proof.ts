/** Proof that whoever is at the browser is the person whose session it holds: the password, or a recent sign-in. */
import { AppError } from '../errors.ts';
import { passwords } from '../platform/passwords.ts';
import type { Session } from './sessions.ts';
import { assertFreshAuthentication } from './step-up.ts';

export interface Proof {
  session: Session;
  password: string | undefined;
}

/** @throws forbidden */
export async function assertProved(
  person: { password: string | null },
  { session, password }: Proof,
  now: Date,
): Promise<void> {
  if (password === undefined || person.password === null) return assertFreshAuthentication(session, now);
  if (!(await passwords.verify(password, person.password)).matches) {
    throw new AppError('forbidden', 'Current password is incorrect');
  }
}
