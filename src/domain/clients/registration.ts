/**
 * Validates the requested settings of a client: returns complete settings, or all faults. A pure function, shared by
 * all ways to register clients.
 */
import { CLIENT_RULES } from './rules.ts';
import type { ClientFault, ClientSettings, RegistrationContext, RequestedSettings } from './settings.ts';
import { SECRET_METHODS } from './vocabulary.ts';

/** The same as the defaults of the columns, where they have one. */
const DEFAULTS: Omit<ClientSettings, 'name' | 'clientType' | 'tokenEndpointAuthMethod' | 'grantTypes'> = {
  description: null,
  redirectUris: [],
  allowedOrigins: [],
  scopes: [],
  resources: [],
  requirePkce: false,
  requireConsent: true,
  isFirstParty: false,
  allowPlainPkce: false,
  allowUnboundCodes: false,
  allowLocalhostPorts: false,
  allowEndpointAudience: false,
  allowApi: false,
  jwks: null,
  jwksUri: null,
  idTokenSignedResponseAlg: 'RS256',
  userinfoSignedResponseAlg: null,
  accessTokenSignedResponseAlg: null,
  idTokenClaims: null,
  accessTokenFormat: 'jwt',
  subjectType: 'public',
  sectorIdentifierUri: null,
  postLogoutRedirectUris: [],
  backchannelLogoutUri: null,
  backchannelLogoutSessionRequired: false,
  frontchannelLogoutUri: null,
  frontchannelLogoutSessionRequired: false,
  logoUri: null,
  policyUri: null,
  tosUri: null,
  defaultMaxAge: null,
  accessTokenLifetime: 3_600,
  idTokenLifetime: 3_600,
  refreshTokenLifetime: 2_592_000,
  refreshTokenGrace: 30,
  refreshFamilyLifetime: 7_776_000,
  consentLifetime: null,
};

/**
 * Runs all rules of a stage, so that all its faults are reported together. Later stages rely on the types that earlier
 * ones have checked.
 */
export function validateRegistration(
  requested: RequestedSettings,
  context: RegistrationContext,
): { settings: ClientSettings } | { faults: ClientFault[] } {
  const given = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  const settings = { ...DEFAULTS, ...defaultsOf(requested), ...given } as ClientSettings;
  for (const stage of CLIENT_RULES) {
    const faults = stage.flatMap((rule) => rule(settings, context));
    if (faults.length > 0) return { faults };
  }
  return { settings: { ...settings, name: settings.name.trim() } };
}

const SIGN_IN: readonly string[] = ['authorization_code', 'refresh_token'];

/** A confidential client can act for itself as well. */
function defaultsOf({ clientType }: RequestedSettings) {
  return clientType === 'public'
    ? { tokenEndpointAuthMethod: 'none', grantTypes: SIGN_IN }
    : { tokenEndpointAuthMethod: SECRET_METHODS[0], grantTypes: [...SIGN_IN, 'client_credentials'] };
}

/** Whether the client gets a secret. */
export function hasSecret({ tokenEndpointAuthMethod }: Pick<ClientSettings, 'tokenEndpointAuthMethod'>): boolean {
  return SECRET_METHODS.includes(tokenEndpointAuthMethod);
}
