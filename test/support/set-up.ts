/**
 * Makes the setup of people faster: most of its time is password hashing. During setup equal passwords share one real
 * hash; the test itself computes every hash.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { PasswordHasher } from '../../src/platform/passwords/hash.ts';
import { passwords } from '../../src/platform/passwords/passwords.ts';

const settingUp = new AsyncLocalStorage<true>();
const hashes = new Map<string, string>();
const { hash, verify } = passwords;

async function hashOnce(password: string): Promise<string> {
  const known = hashes.get(password) ?? (await hash(password));
  hashes.set(password, known);
  return known;
}

const hasher: Pick<PasswordHasher, 'hash' | 'verify'> = {
  hash: (password) => (settingUp.getStore() ? hashOnce(password) : hash(password)),
  verify: async (password, phc) => {
    const isKnown = settingUp.getStore() && hashes.get(password) === phc;
    return isKnown ? { matches: true, outdated: false } : verify(password, phc);
  },
};
Object.assign(passwords, hasher);

/** Runs the setup of a test: creating people and signing them in. */
export function setUp<T>(work: () => Promise<T>): Promise<T> {
  return settingUp.run(true, work);
}
