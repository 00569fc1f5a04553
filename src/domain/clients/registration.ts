/**
 * What a client may be registered as: from what somebody wishes to settings that are whole, or every reason why not.
 * Pure, so that each way to register clients asks the same.
 */
import { CLIENT_RULES } from './rules.ts';
import type { ClientFault, ClientSettings, RegistrationContext, RequestedSettings } from './settings.ts';
import { SECRET_METHODS } from './vocabulary.ts';

/** The columns' own defaults, where there are any. */
const DEFAULTS: Omit<ClientSettings, 'name' | 'clientType' | 'tokenEndpointAuthMethod'> = {
  description: null,
  grantTypes: ['authorization_code', 'refresh_token'],
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
 * Every rule is asked, so that whoever registers a client learns of all faults at once. Rules that need settings of the
 * right type wait until all of them are.
 */
export function validateRegistration(
  requested: RequestedSettings,
  context: RegistrationContext,
): { settings: ClientSettings } | { faults: ClientFault[] } {
  const mentioned = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  const method = requested.clientType === 'public' ? 'none' : SECRET_METHODS[0];
  const settings = { ...DEFAULTS, tokenEndpointAuthMethod: method, ...mentioned } as ClientSettings;
  for (const stage of CLIENT_RULES) {
    const faults = stage.flatMap((rule) => rule(settings, context));
    if (faults.length > 0) return { faults };
  }
  return { settings: { ...settings, name: settings.name.trim() } };
}

/** Whether we make a secret for it. */
export function hasSecret({ tokenEndpointAuthMethod }: Pick<ClientSettings, 'tokenEndpointAuthMethod'>): boolean {
  return SECRET_METHODS.includes(tokenEndpointAuthMethod);
}
