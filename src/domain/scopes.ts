/** The scope catalogue: what an application may ask for and what the consent page says about it. */

export interface ScopeDefinition {
  name: string;
  displayName: string;
  description: string;
  isDefault: boolean;
}

export const SYSTEM_SCOPES: readonly ScopeDefinition[] = [
  { name: 'openid', displayName: 'Sign you in', description: 'Know who you are', isDefault: true },
  { name: 'profile', displayName: 'Your profile', description: 'See your name and picture', isDefault: false },
  { name: 'email', displayName: 'Your e-mail address', description: 'See your e-mail address', isDefault: false },
  { name: 'address', displayName: 'Your address', description: 'See your postal address', isDefault: false },
  { name: 'phone', displayName: 'Your phone number', description: 'See your phone number', isDefault: false },
  {
    name: 'offline_access',
    displayName: 'Stay connected',
    description: 'Keep access while you are not using the application',
    isDefault: false,
  },
];

const IDENTITY_SCOPES = new Set(SYSTEM_SCOPES.map((scope) => scope.name));

/** Whether the scope speaks of a person: meaningless where no person takes part (client_credentials). */
export function isIdentityScope(name: string): boolean {
  return IDENTITY_SCOPES.has(name);
}
