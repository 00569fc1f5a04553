/** The scope catalogue: the scopes that applications may request, and their texts on the consent page. */

import { PERMISSIONS, type Permission, permits } from './permissions.ts';

/** The texts of a scope. */
export interface ScopeText {
  name: string;
  displayName: string;
  description: string;
}

/** RFC 6749 section 3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )` */
export const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
export const SCOPE_NAME_LENGTH_MAX = 100;
export const SCOPE_DESCRIPTION_LENGTH_MAX = 500;

export interface ScopeDefinition extends ScopeText {
  isDefault: boolean;
  /** The claims that the scope requests (OIDC Core section 5.4). */
  claims: readonly string[];
}

export const SYSTEM_SCOPES: readonly ScopeDefinition[] = [
  {
    name: 'openid',
    displayName: 'Sign you in',
    description: 'Know who you are',
    isDefault: true,
    claims: ['sub'],
  },
  {
    name: 'profile',
    displayName: 'Your profile',
    description: 'See your name, your picture and what else your profile says',
    isDefault: false,
    claims: [
      ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile'],
      ...['picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'],
    ],
  },
  {
    name: 'email',
    displayName: 'Your e-mail address',
    description: 'See your e-mail address',
    isDefault: false,
    claims: ['email', 'email_verified'],
  },
  {
    name: 'address',
    displayName: 'Your address',
    description: 'See your postal address',
    isDefault: false,
    claims: ['address'],
  },
  {
    name: 'phone',
    displayName: 'Your phone number',
    description: 'See your phone number',
    isDefault: false,
    claims: ['phone_number', 'phone_number_verified'],
  },
  {
    name: 'org',
    displayName: 'Your organisation',
    description: 'See which organisation you belong to',
    isDefault: false,
    claims: ['org_id', 'org_slug'],
  },
  {
    name: 'roles',
    displayName: 'Your roles',
    description: 'See which roles you have in your organisation',
    isDefault: false,
    claims: ['roles'],
  },
  {
    name: 'groups',
    displayName: 'Your teams',
    description: 'See which teams of your organisation you are in',
    isDefault: false,
    claims: ['groups'],
  },
  {
    name: 'offline_access',
    displayName: 'Stay connected',
    description: 'Keep access while you are not using the application',
    isDefault: false,
    claims: [],
  },
];

/** What a client may do for itself, without a person: only with the client_credentials grant. */
export const MACHINE_SCOPES: readonly ScopeText[] = [
  {
    name: 'ssf.read',
    displayName: 'Read security events',
    description: 'Read the streams of security events of the application, and poll them',
  },
  {
    name: 'ssf.manage',
    displayName: 'Manage security events',
    description: 'Make, change and end the streams of security events of the application',
  },
];

/** Whether the scope is a client's own: meaningless for a person. */
export function isMachineScope(name: string): boolean {
  return MACHINE_SCOPES.some((scope) => scope.name === name);
}

const IDENTITY_SCOPES = new Set(SYSTEM_SCOPES.map((scope) => scope.name));

/** Whether the scope is about a person: meaningless without one (client_credentials). */
export function isIdentityScope(name: string): boolean {
  return IDENTITY_SCOPES.has(name);
}

/** Scopes of the protocol, and names that match a permission in any spelling. */
export function isCatalogueScope(name: string): boolean {
  return (
    IDENTITY_SCOPES.has(name) ||
    isMachineScope(name) ||
    PERMISSIONS.some(({ slug }) => slug !== '*' && permits([name], slug as Permission))
  );
}

/** The scope that a claim belongs to; null for claims about the sign-in, and for unknown ones. */
export function scopeOfClaim(name: string): string | null {
  return SYSTEM_SCOPES.find((scope) => scope.claims.includes(name))?.name ?? null;
}

/** Whether one of these scopes includes the claim (OIDC Core section 5.4). */
export function isClaimGranted(name: string, scopes: readonly string[]): boolean {
  const scope = scopeOfClaim(name);
  return scope !== null && scopes.includes(scope);
}

/**
 * The texts of a scope on the consent page: from the catalogue, from the organisation's own scopes, or from the
 * permission of the same name. Without a description the name is shown.
 */
export function describeScope(name: string, own: readonly ScopeText[]): ScopeText {
  const described = [...SYSTEM_SCOPES, ...MACHINE_SCOPES, ...own].find((scope) => scope.name === name);
  if (described) return described;
  const permission = PERMISSIONS.find(({ slug }) => slug === name);
  return { name, displayName: permission?.name ?? name, description: permission?.description ?? '' };
}
