/** Password hashes of other systems, as they come with people who are imported. */
import {
  type FirebaseHash,
  fromFirebase,
  fromKeycloak,
  fromNotation,
  fromSaltedSha,
  type KeycloakCredential,
  type SaltedShaHash,
} from '../../platform/passwords/notations.ts';
import { passwords } from '../../platform/passwords/passwords.ts';

/** A hash in one of the notations that have a text, or the members that another system exports. */
export type HashSource =
  | string
  | ({ type: 'keycloak' } & KeycloakCredential)
  | ({ type: 'firebase' } & FirebaseHash)
  | ({ type: 'salted-sha' } & SaltedShaHash);

/** @returns null for a hash that no sign-in could verify */
export function toStoredHash(source: HashSource): string | null {
  const hash = rewrite(source);
  return hash !== null && passwords.canVerify(hash) ? hash : null;
}

function rewrite(source: HashSource): string | null {
  try {
    if (typeof source === 'string') return fromNotation(source);
    if (source.type === 'firebase') return fromFirebase(source);
    return source.type === 'keycloak' ? fromKeycloak(source) : fromSaltedSha(source);
  } catch {
    return null; // What should be base64 is none.
  }
}
