/** bcrypt, by itself and over a SHA-256 of the password (Django). The digest is in bcrypt's own base64. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { hashSync } from 'bcryptjs';
import { type HashScheme, numberOf, passwordBytes, type SchemeParameters } from './scheme.ts';

const COST_MIN = 4;
/** Each step doubles the time. */
const COST_MAX = 13;
const DIGEST_LENGTH = 31;

function isAffordable(parameters: SchemeParameters): boolean {
  const cost = numberOf(parameters, 'c');
  return cost >= COST_MIN && cost <= COST_MAX;
}

function digestOf(password: string, { c = '' }: SchemeParameters, salt: string): string {
  return hashSync(password, `$2b$${c.padStart(2, '0')}$${salt}`).slice(-DIGEST_LENGTH);
}

export const bcrypt: HashScheme = {
  name: 'bcrypt',
  fieldCount: 1,
  isAffordable,
  compute: (password, parameters, [salt = '']) => digestOf(password, parameters, salt),
};

/** Django's BCryptSHA256PasswordHasher: bcrypt reads 72 bytes at most, so the password is hashed before. */
export const bcryptSha256: HashScheme = {
  name: 'bcrypt-sha256',
  fieldCount: 1,
  isAffordable,
  compute: (password, parameters, [salt = '']) =>
    digestOf(bytesToHex(sha256(passwordBytes(password))), parameters, salt),
};
