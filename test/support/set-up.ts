/**
 * Hashing passwords is most of what it costs to set somebody up. Whoever a test only needs shares one hash of their
 * password, a real one; what the test itself does is computed each time.
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

/** Runs what makes people and signs them in before a test begins. */
export function setUp<T>(work: () => Promise<T>): Promise<T> {
  return settingUp.run(true, work);
}
