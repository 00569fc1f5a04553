/** PBKDF2 (RFC 8018). Not WebCrypto's: workerd refuses more than 100,000 iterations, and others have used more. */
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { fromField, type HashScheme, lengthOf, numberOf, passwordBytes, toField } from './scheme.ts';

/** More than OWASP advises for any of the hashes but SHA-1, for which it advises 1,300,000. */
const ITERATIONS_MAX = 1_300_000;

function pbkdf2With(hash: typeof sha1 | typeof sha256 | typeof sha512, name: string): HashScheme {
  return {
    name: `pbkdf2-${name}`,
    fieldCount: 1,
    isAffordable: (parameters) => {
      const iterations = numberOf(parameters, 'i');
      return iterations >= 1 && iterations <= ITERATIONS_MAX;
    },
    compute: (password, parameters, [salt], stored) =>
      toField(
        pbkdf2(hash, passwordBytes(password), fromField(salt), {
          c: numberOf(parameters, 'i'),
          dkLen: lengthOf(stored),
        }),
      ),
  };
}

export const PBKDF2 = [pbkdf2With(sha1, 'sha1'), pbkdf2With(sha256, 'sha256'), pbkdf2With(sha512, 'sha512')];
