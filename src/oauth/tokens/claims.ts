/** What each scope tells about a person (OIDC Core section 5.4). */
import type { Principal } from '../../domain/principals.ts';
import { seconds } from './access-token.ts';

type User = Principal['user'];
type Claims = Record<string, unknown>;

const CLAIMS_BY_SCOPE: Readonly<Record<string, (user: User) => Claims>> = {
  profile: (user) => ({
    name: user.name,
    given_name: user.firstName,
    family_name: user.lastName,
    middle_name: user.middleName,
    picture: user.profilePhotoPath,
    updated_at: seconds(user.updatedAt),
  }),
  email: (user) => ({ email: user.email, email_verified: user.emailVerifiedAt !== null }),
  phone: (user) =>
    user.phone ? { phone_number: user.phone, phone_number_verified: user.phoneVerifiedAt !== null } : {},
};

export const CLAIMS_SUPPORTED = [
  ...['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'amr', 'at_hash', 'updated_at'],
  ...['name', 'given_name', 'family_name', 'middle_name', 'picture'],
  ...['email', 'email_verified', 'phone_number', 'phone_number_verified'],
];

/** OIDC Core section 5.3.2: a claim without a value is left out, not null. */
export function claimsOf(user: User, scopes: readonly string[]): Claims {
  // Names of scopes are free: `constructor` is one too, and must not find what every object inherits.
  const known = scopes.filter((scope) => Object.hasOwn(CLAIMS_BY_SCOPE, scope));
  const claims = Object.assign({}, ...known.map((scope) => CLAIMS_BY_SCOPE[scope]?.(user)));
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}
