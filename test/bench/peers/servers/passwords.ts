/** Argon2id by Node itself, with the parameters that Cerberus uses: what differs between the servers is not the hash. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { CURRENT_PARAMETERS } from '../../../../src/platform/passwords/hash.ts';

const TAG_BYTES = 32;
const SALT_BYTES = 16;
const { memory, passes, lanes: parallelism } = CURRENT_PARAMETERS;

const compute = (message: string, nonce: Buffer) =>
  promisify(argon2)('argon2id', { message, nonce, memory, passes, parallelism, tagLength: TAG_BYTES });

export async function hash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return [salt, await compute(password, salt)].map((bytes) => bytes.toString('base64url')).join('.');
}

export async function verify(password: string, stored: string): Promise<boolean> {
  const [salt, tag] = stored.split('.').map((part) => Buffer.from(part, 'base64url'));
  return salt !== undefined && tag !== undefined && timingSafeEqual(await compute(password, salt), tag);
}
