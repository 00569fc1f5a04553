/**
 * Who may register and change a client: a client acts with permissions, and whoever chooses where its codes go, or
 * reads its secret, can act as it.
 */
import { AppError } from '../../errors.ts';
import { assertMayGrant, mayGrant } from '../access/grants.ts';
import { PERMISSIONS, type Permission, permits } from '../access/permissions.ts';
import { isCatalogueScope, isIdentityScope } from '../access/scopes.ts';
import type { ClientSettings } from './settings.ts';

type Authority = Pick<ClientSettings, 'scopes' | 'isFirstParty'>;

/**
 * The permissions that a client can act with. Those of a first-party application are the permissions of whoever uses
 * it, without consent: all there are.
 */
export function permissionsOf({ scopes, isFirstParty }: Authority): string[] {
  return isFirstParty ? ['*', ...permissionsOfScopes(scopes)] : permissionsOfScopes(scopes);
}

/** Patterns as they are, and for older spellings (`users:write`) the permissions that they stand for. */
function permissionsOfScopes(scopes: readonly string[]): string[] {
  const named = scopes.filter((scope) => isCatalogueScope(scope) && !isIdentityScope(scope));
  return named.flatMap((scope) => {
    if (scope.includes('*')) return [scope];
    return PERMISSIONS.map(({ slug }) => slug).filter((slug) => slug !== '*' && permits([scope], slug as Permission));
  });
}

/** Settings that give nobody access. */
const HARMLESS: readonly string[] = [
  'name',
  'description',
  'logoUri',
  'policyUri',
  'tosUri',
  'accessTokenLifetime',
  'idTokenLifetime',
  'refreshTokenLifetime',
  'refreshFamilyLifetime',
  'consentLifetime',
] satisfies (keyof ClientSettings)[];

/**
 * Whoever changes where a client's codes go, how it authenticates or what it may do, could act as it. Switching it off
 * takes nothing but the permission.
 * @throws forbidden when the client could do more than who changes it, before or after
 */
export function assertMayChange(
  held: readonly string[],
  before: Authority,
  after: Authority & { isActive: boolean },
  changed: readonly string[],
): void {
  const isHarmless = (name: string) => HARMLESS.includes(name) || (name === 'isActive' && !after.isActive);
  if (changed.every(isHarmless)) return;
  assertMayActAs(held, before);
  assertMayRegister(held, after);
}

/** @throws forbidden unless `held` contains every permission of the client */
export function assertMayActAs(held: readonly string[], client: Authority): void {
  if (mayGrant(held, permissionsOf(client))) return;
  throw new AppError('forbidden', 'This client has permissions that you do not have');
}

/** @throws forbidden when the client could do more than its registrar */
export function assertMayRegister(held: readonly string[], settings: Authority): void {
  if (settings.isFirstParty && !mayGrant(held, ['*'])) {
    throw new AppError('forbidden', 'A first-party application acts with all permissions of its users: it takes all');
  }
  assertMayGrant(held, permissionsOf(settings));
}
