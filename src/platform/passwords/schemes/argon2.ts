/** Argon2i and Argon2d (RFC 9106). Argon2id is the scheme of our own: hash.ts. */
import { argon2d, argon2i } from '@noble/hashes/argon2.js';
import {
  fromField,
  type HashScheme,
  lengthOf,
  numberOf,
  passwordBytes,
  type SchemeParameters,
  toField,
} from './scheme.ts';

/** KiB. */
const MEMORY_MAX = 65_536;
/** KiB times passes: the time. */
const WORK_MAX = 4 * MEMORY_MAX;
const LANES_MAX = 16;

function isAffordable(parameters: SchemeParameters): boolean {
  const [memory, passes, lanes] = [numberOf(parameters, 'm'), numberOf(parameters, 't'), numberOf(parameters, 'p')];
  const isWithin = memory <= MEMORY_MAX && memory * passes <= WORK_MAX && lanes <= LANES_MAX;
  return isWithin && passes >= 1 && lanes >= 1 && memory >= 8 * lanes;
}

function argon2With(derive: typeof argon2i, name: string): HashScheme {
  return {
    name,
    fieldCount: 1,
    isAffordable,
    compute: (password, parameters, [salt], stored) => {
      const [m, t, p] = [numberOf(parameters, 'm'), numberOf(parameters, 't'), numberOf(parameters, 'p')];
      return toField(
        derive(passwordBytes(password), fromField(salt), { m, t, p, dkLen: lengthOf(stored), version: 0x13 }),
      );
    },
  };
}

export const ARGON2 = [argon2With(argon2i, 'argon2i'), argon2With(argon2d, 'argon2d')];
