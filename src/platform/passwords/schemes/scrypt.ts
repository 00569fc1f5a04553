/** scrypt (RFC 7914), and the variant with which Firebase Authentication stores passwords. */
import { scrypt as derive } from '@noble/hashes/scrypt.js';
import { concat } from '../../../lib/bytes.ts';
import {
  fromField,
  type HashScheme,
  lengthOf,
  numberOf,
  passwordBytes,
  type SchemeParameters,
  toField,
} from './scheme.ts';

/** Bytes that an isolate can spare: 128 · N · r. */
const MEMORY_MAX = 64 * 1024 * 1024;
/** N · r · p: the time. Twice what OWASP advises. */
const WORK_MAX = 2 ** 21;

function costOf(parameters: SchemeParameters): { N: number; r: number; p: number } {
  const p = parameters.p === undefined ? 1 : numberOf(parameters, 'p');
  return { N: 2 ** numberOf(parameters, 'ln'), r: numberOf(parameters, 'r'), p };
}

function isAffordable(parameters: SchemeParameters): boolean {
  const { N, r, p } = costOf(parameters);
  return N >= 2 && r >= 1 && p >= 1 && 128 * N * r <= MEMORY_MAX && N * r * p <= WORK_MAX;
}

export const scrypt: HashScheme = {
  name: 'scrypt',
  fieldCount: 1,
  isAffordable,
  compute: (password, parameters, [salt], stored) =>
    toField(derive(passwordBytes(password), fromField(salt), { ...costOf(parameters), dkLen: lengthOf(stored) })),
};

const KEY_BYTES = 32;

/**
 * The derived key encrypts the project's signer key (AES-256-CTR, counter 0); the ciphertext is the digest. The fields
 * are the salt, the salt separator and the signer key (https://github.com/firebase/scrypt).
 */
export const firebaseScrypt: HashScheme = {
  name: 'firebase-scrypt',
  fieldCount: 3,
  isAffordable,
  compute: async (password, parameters, [salt, separator, signerKey]) => {
    const salted = concat(fromField(salt), fromField(separator));
    const raw = derive(passwordBytes(password), salted, { ...costOf(parameters), dkLen: KEY_BYTES });
    const key = await crypto.subtle.importKey('raw', raw as BufferSource, 'AES-CTR', false, ['encrypt']);
    const counter = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 };
    return toField(new Uint8Array(await crypto.subtle.encrypt(counter, key, fromField(signerKey) as BufferSource)));
  },
};
