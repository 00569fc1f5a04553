/** One round of SHA over the password and a salt, as LDAP directories (RFC 2307) and old applications store it. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concat } from '../../../lib/bytes.ts';
import { fromField, type HashScheme, passwordBytes, toField } from './scheme.ts';

/** The parameter `salt` says where the salt stands: before the password, or after it. */
function saltedWith(hash: typeof sha1 | typeof sha256 | typeof sha512, name: string): HashScheme {
  return {
    name,
    fieldCount: 1,
    isAffordable: ({ salt }) => salt === 'before' || salt === 'after',
    compute: (password, parameters, [field]) => {
      const [salt, bytes] = [fromField(field), passwordBytes(password)];
      return toField(hash(parameters.salt === 'before' ? concat(salt, bytes) : concat(bytes, salt)));
    },
  };
}

export const SALTED_SHA = [saltedWith(sha1, 'sha1'), saltedWith(sha256, 'sha256'), saltedWith(sha512, 'sha512')];
