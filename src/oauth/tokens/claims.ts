/** Claims about a person (OIDC Core section 5.1), by scope (5.4) or requested individually (5.5). */

import type { Principal } from '../../domain/access/principals.ts';
import { SYSTEM_SCOPES } from '../../domain/access/scopes.ts';
import type { ClaimRequest, ClaimsRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { seconds } from '../../lib/numeric-date.ts';

type Claims = Record<string, unknown>;

/** The value of each claim of the scope catalogue; null when it is not known. */
const VALUES: ReadonlyMap<string, (principal: Principal) => unknown> = new Map<string, (of: Principal) => unknown>([
  ['name', ({ user }) => user.name],
  ['given_name', ({ user }) => user.firstName],
  ['family_name', ({ user }) => user.lastName],
  ['middle_name', ({ user }) => user.middleName],
  ['nickname', ({ user }) => user.nickname],
  ['preferred_username', ({ user }) => user.preferredUsername],
  ['profile', ({ user }) => user.profileUrl],
  // It "MUST refer to an image file": a relative path is not usable elsewhere.
  ['picture', ({ user }) => (/^https?:\/\//.test(user.picture ?? '') ? user.picture : null)],
  ['website', ({ user }) => user.website],
  ['gender', ({ user }) => user.gender],
  ['birthdate', ({ user }) => user.birthdate],
  ['zoneinfo', ({ user }) => user.zoneinfo],
  ['locale', ({ user }) => user.locale],
  ['updated_at', ({ user }) => seconds(user.profileUpdatedAt)],
  ['email', ({ user }) => user.email],
  ['email_verified', ({ user }) => user.emailVerifiedAt !== null],
  ['address', ({ user }) => user.address],
  ['phone_number', ({ user }) => user.phone],
  ['phone_number_verified', ({ user }) => (user.phone === null ? null : user.phoneVerifiedAt !== null)],
  ['org_id', ({ organisation }) => organisation.id],
  ['org_slug', ({ organisation }) => organisation.slug],
  // A person without roles has an empty list, which is not the same as an unknown value.
  ['roles', ({ roles }) => roles.map(({ slug }) => slug)],
  ['groups', ({ teams }) => teams.map(({ slug }) => slug)],
]);

/**
 * The claims of scopes that an ID token may contain, for a client registered with `idTokenClaims: scopes`. The others
 * are only in userinfo, where section 5.4 has all of them: ID tokens are stored and passed on.
 */
const IN_ID_TOKENS = new Set(['name', 'given_name', 'family_name', 'picture', 'email', 'email_verified']);

/** Claims that applications read from the ID token to assign rights (decision 18). */
const MEMBERSHIP_CLAIMS = new Set(claimsOfScopes(['org', 'roles', 'groups']));

/** Claims of ID tokens about the sign-in, not the person (section 2). */
const SIGN_IN_CLAIMS = ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash', 'sid'];

export const CLAIMS_SUPPORTED = [...SIGN_IN_CLAIMS, ...VALUES.keys()];

/** The scopes and claims that a token was issued for. */
interface Granted {
  scopes: readonly string[];
  claims: ClaimsRequest | null;
}

export function idTokenClaims(
  principal: Principal,
  { scopes, claims }: Granted,
  { idTokenClaims: mode }: Pick<Client, 'idTokenClaims'>,
): Claims {
  const isIncluded = (name: string) => MEMBERSHIP_CLAIMS.has(name) || (mode === 'scopes' && IN_ID_TOKENS.has(name));
  const granted = claimsOfScopes(scopes).filter(isIncluded);
  return { ...valuesOf(principal, granted), ...requestedValues(principal, claims?.id_token) };
}

export function userinfoClaims(principal: Principal, { scopes, claims }: Granted): Claims {
  return { ...valuesOf(principal, claimsOfScopes(scopes)), ...requestedValues(principal, claims?.userinfo) };
}

/**
 * Roles and groups for resource servers (RFC 9068 section 2.2.3.1). A third party gets them by its scopes; first-party
 * clients have always had the roles.
 */
export function accessTokenClaims(
  principal: Principal,
  scopes: readonly string[],
  { isFirstParty }: Pick<Client, 'isFirstParty'>,
): Claims {
  const names = ['roles', 'groups'].filter((name) => scopes.includes(name) || (isFirstParty && name === 'roles'));
  return valuesOf(principal, names);
}

function claimsOfScopes(scopes: readonly string[]): string[] {
  return SYSTEM_SCOPES.filter(({ name }) => scopes.includes(name)).flatMap(({ claims }) => claims);
}

/** Section 5.3.2: "If a Claim is not returned, that Claim Name SHOULD be omitted", rather than null or empty. */
function valuesOf(principal: Principal, names: readonly string[]): Claims {
  const entries = names.map((name) => [name, VALUES.get(name)?.(principal) ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** Section 5.5.1: a claim requested with a value is returned when it has that value, and otherwise left out. */
function requestedValues(principal: Principal, requests: Record<string, ClaimRequest> = {}): Claims {
  const values = Object.entries(valuesOf(principal, Object.keys(requests)));
  return Object.fromEntries(values.filter(([name, value]) => matchesRequest(value, requests[name] ?? null)));
}

function matchesRequest(value: unknown, request: ClaimRequest): boolean {
  const requested = request?.value === undefined ? request?.values : [request.value];
  return requested === undefined || requested.includes(value);
}
