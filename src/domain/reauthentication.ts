/** Proof that whoever is at the browser is the person whose session it holds: before steps that take an account away. */
import { AppError } from '../errors.ts';
import { passwords } from '../platform/passwords.ts';
import type { Person } from './people.ts';
import type { Session } from './sessions.ts';

/** Seconds since the sign-in during which it counts as such a proof. */
const FRESHNESS = 600;

export interface Proof {
  session: Session;
  password: string | undefined;
}

/** @throws forbidden unless the sign-in is recent or the password is right */
export async function assertProved(
  person: Pick<Person, 'password'>,
  { session, password }: Proof,
  now: Date,
): Promise<void> {
  if (password !== undefined && person.password !== null) {
    if ((await passwords.verify(password, person.password)).matches) return;
    throw new AppError('forbidden', 'Current password is incorrect');
  }
  if (now.getTime() - session.authTime.getTime() <= FRESHNESS * 1000) return;
  const extensions = { requiresReauthentication: true };
  throw new AppError('forbidden', 'Confirm your password, or sign in again, to do this', { extensions });
}
