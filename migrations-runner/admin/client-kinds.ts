/** The usual kinds of applications, with default settings and their use. The demo clients are of these kinds. */
import type { RequestedSettings } from '../../src/domain/clients/settings.ts';

export interface ClientKind {
  summary: string;
  settings: RequestedSettings;
  /** How a developer uses it, in a few words. */
  usage: string;
}

const SIGN_IN = {
  grantTypes: ['authorization_code', 'refresh_token'],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
} as const;

export type ClientKindName = 'spa' | 'web' | 'native' | 'machine';

export const CLIENT_KINDS: Readonly<Record<ClientKindName, ClientKind>> = {
  spa: {
    summary: 'a single-page application',
    settings: { ...SIGN_IN, clientType: 'public' },
    usage: 'code flow with PKCE in the browser, no secret',
  },
  web: {
    summary: 'an application on a server',
    settings: { ...SIGN_IN, clientType: 'confidential' },
    usage: 'code flow with PKCE or nonce, and its secret by Basic',
  },
  native: {
    summary: 'an application on a device',
    settings: { ...SIGN_IN, clientType: 'public' },
    usage: "code flow with PKCE in the system's browser, any port of 127.0.0.1, no secret",
  },
  machine: {
    summary: 'a service that acts for itself',
    settings: { clientType: 'confidential', grantTypes: ['client_credentials'], scopes: [] },
    usage: 'client_credentials, and its secret by Basic',
  },
};
