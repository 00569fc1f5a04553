/** The demo data of a development database. The passwords are public: never for production. */
import type { RequestedSettings } from '../../src/domain/clients/settings.ts';
import type { ClientKindName } from '../admin/client-kinds.ts';

export const DEMO_ORGANISATION = { slug: 'demo', name: 'Demo', email: 'owner@demo.example' } as const;

export const DEMO_OWNER = {
  email: 'owner@demo.example',
  password: 'Change-me-1!',
  firstName: 'Olive',
  lastName: 'Owner',
} as const;

/** Includes the address of former releases, which some validators refuse. */
export const DEMO_OWNER_EMAILS: readonly string[] = [DEMO_OWNER.email, 'owner@demo.local'];

/** The API of the demo organisation, for which its clients may request tokens. */
export const DEMO_RESOURCE = 'https://api.demo.example';

/** Former releases kept the secret of this service in another file. */
export const DEMO_SERVICE = 'demo-service';

export interface DemoClient {
  clientId: string;
  kind: ClientKindName;
  settings: RequestedSettings & { name: string; redirectUris?: readonly string[] };
  /** How it is used, if not like other clients of its kind. */
  usage?: string;
}

const OWN = { isFirstParty: true, requireConsent: false } as const;

/** One of each kind, and a partner whose people are asked for consent. */
export const DEMO_CLIENTS: readonly DemoClient[] = [
  {
    clientId: 'demo-spa',
    kind: 'spa',
    settings: {
      ...OWN,
      name: 'Demo application',
      redirectUris: ['http://localhost:5173/callback'],
      allowedOrigins: ['http://localhost:5173'],
      resources: [DEMO_RESOURCE],
    },
  },
  {
    clientId: 'demo-third-party',
    kind: 'spa',
    settings: {
      name: 'Demo partner',
      redirectUris: ['http://localhost:5174/callback'],
      allowedOrigins: ['http://localhost:5174'],
    },
    usage: 'the same of a partner: people are asked for consent',
  },
  {
    clientId: 'demo-web',
    kind: 'web',
    settings: {
      ...OWN,
      name: 'Demo website',
      redirectUris: ['http://localhost:3000/callback'],
      postLogoutRedirectUris: ['http://localhost:3000/'],
      resources: [DEMO_RESOURCE],
    },
  },
  {
    clientId: 'demo-native',
    kind: 'native',
    settings: { ...OWN, name: 'Demo device', redirectUris: ['http://127.0.0.1/callback'] },
  },
  {
    clientId: DEMO_SERVICE,
    kind: 'machine',
    settings: { ...OWN, name: 'Demo service', scopes: ['users:read', 'roles:read'], resources: [DEMO_RESOURCE] },
  },
  {
    clientId: 'demo-api',
    kind: 'machine',
    settings: { name: 'Demo API', resources: [DEMO_RESOURCE] },
    usage: `the API that tokens with resource=${DEMO_RESOURCE} are for: asks /oauth2/introspect about them`,
  },
];
