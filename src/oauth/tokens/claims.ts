/** What applications are told about a person (OIDC Core section 5.1): by scope (5.4), or asked for one by one (5.5). */

import type { Principal } from '../../domain/access/principals.ts';
import { SYSTEM_SCOPES } from '../../domain/access/scopes.ts';
import type { ClaimRequest, ClaimsRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { seconds } from '../../lib/numeric-date.ts';

type Claims = Record<string, unknown>;

/** Each claim of the scope catalogue, and what it is for a person; null for what is not known. */
const VALUES: ReadonlyMap<string, (principal: Principal) => unknown> = new Map<string, (of: Principal) => unknown>([
  ['name', ({ user }) => user.name],
  ['given_name', ({ user }) => user.firstName],
  ['family_name', ({ user }) => user.lastName],
  ['middle_name', ({ user }) => user.middleName],
  ['nickname', ({ user }) => user.nickname],
  ['preferred_username', ({ user }) => user.preferredUsername],
  ['profile', ({ user }) => user.profileUrl],
  // It "MUST refer to an image file": a path within somebody's storage leads nowhere from elsewhere.
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
  // An empty list is an answer: somebody without a role is not somebody of whom nothing is known.
  ['roles', ({ roles }) => roles.map(({ slug }) => slug)],
  ['groups', ({ teams }) => teams.map(({ slug }) => slug)],
]);

/**
 * What an ID token tells without being asked, where the client wants what its scopes tell. The rest comes from userinfo,
 * where section 5.4 has all of them come from: an ID token is kept, and passed on.
 */
const IN_ID_TOKENS = new Set(['name', 'given_name', 'family_name', 'picture', 'email', 'email_verified']);

/** What maps somebody to the rights they have in an application, which reads its ID token for that (decision 18). */
const OF_MEMBERSHIP = new Set(claimsOfScopes(['org', 'roles', 'groups']));

/** Of ID tokens, about the sign-in rather than the person (section 2). */
const SIGN_IN_CLAIMS = ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash', 'sid'];

export const CLAIMS_SUPPORTED = [...SIGN_IN_CLAIMS, ...VALUES.keys()];

/** What a token was issued for. */
interface Granted {
  scopes: readonly string[];
  claims: ClaimsRequest | null;
}

export function idTokenClaims(
  principal: Principal,
  { scopes, claims }: Granted,
  { idTokenClaims: mode }: Pick<Client, 'idTokenClaims'>,
): Claims {
  const isTold = (name: string) => OF_MEMBERSHIP.has(name) || (mode === 'scopes' && IN_ID_TOKENS.has(name));
  const granted = claimsOfScopes(scopes).filter(isTold);
  return { ...valuesOf(principal, granted), ...requestedValues(principal, claims?.id_token) };
}

export function userinfoClaims(principal: Principal, { scopes, claims }: Granted): Claims {
  return { ...valuesOf(principal, claimsOfScopes(scopes)), ...requestedValues(principal, claims?.userinfo) };
}

/**
 * Roles and groups as resource servers read them (RFC 9068 section 2.2.3.1). An application of somebody else's gets them
 * when it asked for them; those of the organisation itself have always had the roles.
 */
export function accessTokenClaims(
  principal: Principal,
  scopes: readonly string[],
  { isFirstParty }: Pick<Client, 'isFirstParty'>,
): Claims {
  const told = ['roles', 'groups'].filter((name) => scopes.includes(name) || (isFirstParty && name === 'roles'));
  return valuesOf(principal, told);
}

function claimsOfScopes(scopes: readonly string[]): string[] {
  return SYSTEM_SCOPES.filter(({ name }) => scopes.includes(name)).flatMap(({ claims }) => claims);
}

/** Section 5.3.2: "If a Claim is not returned, that Claim Name SHOULD be omitted", rather than null or empty. */
function valuesOf(principal: Principal, names: readonly string[]): Claims {
  const entries = names.map((name) => [name, VALUES.get(name)?.(principal) ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** Section 5.5.1: a claim that is asked for with a value is told when it has that value. It is no error otherwise. */
function requestedValues(principal: Principal, requests: Record<string, ClaimRequest> = {}): Claims {
  const values = Object.entries(valuesOf(principal, Object.keys(requests)));
  return Object.fromEntries(values.filter(([name, value]) => isWanted(value, requests[name] ?? null)));
}

function isWanted(value: unknown, request: ClaimRequest): boolean {
  const wanted = request?.value === undefined ? request?.values : [request.value];
  return wanted === undefined || wanted.includes(value);
}
