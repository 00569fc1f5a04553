/** What a development database starts with. Known passwords: never for production. */

export const DEMO_ORGANISATION = { slug: 'demo', name: 'Demo', email: 'owner@demo.example' } as const;

export const DEMO_OWNER = {
  email: 'owner@demo.example',
  password: 'Change-me-1!',
  firstName: 'Olive',
  lastName: 'Owner',
} as const;

/** Also the address of former releases, which some validators refuse. */
export const DEMO_OWNER_EMAILS: readonly string[] = [DEMO_OWNER.email, 'owner@demo.local'];

export interface DemoClient {
  clientId: string;
  name: string;
  type: 'public' | 'confidential';
  authMethod: 'none' | 'client_secret_basic';
  grantTypes: readonly string[];
  redirectUris: readonly string[];
  allowedOrigins: readonly string[] | null;
  scopes: readonly string[];
  isFirstParty: boolean;
  requireConsent: boolean;
}

const SIGN_IN = {
  type: 'public',
  authMethod: 'none',
  grantTypes: ['authorization_code', 'refresh_token'],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
} as const;

export const DEMO_CLIENTS: readonly DemoClient[] = [
  {
    ...SIGN_IN,
    clientId: 'demo-spa',
    name: 'Demo application',
    redirectUris: ['http://localhost:5173/callback'],
    allowedOrigins: ['http://localhost:5173'],
    isFirstParty: true,
    requireConsent: false,
  },
  {
    ...SIGN_IN,
    clientId: 'demo-third-party',
    name: 'Demo partner',
    redirectUris: ['http://localhost:5174/callback'],
    allowedOrigins: ['http://localhost:5174'],
    isFirstParty: false,
    requireConsent: true,
  },
  {
    clientId: 'demo-service',
    name: 'Demo service',
    type: 'confidential',
    authMethod: 'client_secret_basic',
    grantTypes: ['client_credentials'],
    redirectUris: [],
    allowedOrigins: null,
    scopes: ['users:read', 'roles:read'],
    isFirstParty: true,
    requireConsent: false,
  },
];

/** The one demo client with a secret. */
export const DEMO_SERVICE = 'demo-service';
