/**
 * The settings of a client, as registration takes and checks them. The names are those of RFC 7591 section 2 and OIDC
 * Dynamic Client Registration section 2, in camel case.
 */
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import type { Client } from './clients.ts';
import type { SubjectType, TokenEndpointAuthMethod } from './vocabulary.ts';

export interface ClientSettings {
  name: string;
  description: string | null;
  clientType: 'confidential' | 'public';
  tokenEndpointAuthMethod: TokenEndpointAuthMethod;
  grantTypes: string[];
  redirectUris: string[];
  allowedOrigins: string[];
  scopes: string[];
  /** Resource indicators of the same organisation. */
  resources: string[];
  requirePkce: boolean;
  requireConsent: boolean;
  isFirstParty: boolean;
  allowPlainPkce: boolean;
  allowUnboundCodes: boolean;
  allowLocalhostPorts: boolean;
  allowEndpointAudience: boolean;
  allowApi: boolean;
  jwks: Client['jwks'];
  jwksUri: string | null;
  idTokenSignedResponseAlg: SigningAlgorithm;
  userinfoSignedResponseAlg: SigningAlgorithm | null;
  accessTokenSignedResponseAlg: SigningAlgorithm | null;
  idTokenClaims: 'scopes' | 'requested' | null;
  accessTokenFormat: 'jwt' | 'opaque';
  subjectType: SubjectType;
  sectorIdentifierUri: string | null;
  postLogoutRedirectUris: string[];
  backchannelLogoutUri: string | null;
  backchannelLogoutSessionRequired: boolean;
  frontchannelLogoutUri: string | null;
  frontchannelLogoutSessionRequired: boolean;
  logoUri: string | null;
  policyUri: string | null;
  tosUri: string | null;
  /** Seconds, as are the lifetimes that follow. */
  defaultMaxAge: number | null;
  accessTokenLifetime: number;
  idTokenLifetime: number;
  refreshTokenLifetime: number;
  refreshTokenGrace: number;
  refreshFamilyLifetime: number;
  consentLifetime: number | null;
}

/** Settings as requested, not validated yet; `undefined` for those that are not given. */
export type RequestedSettings = { [Setting in keyof ClientSettings]?: unknown };

export interface RegistrationContext {
  /** Names of the organisation's own scopes. */
  organisationScopes: readonly string[];
  /** Indicators of the organisation's resources. */
  organisationResources: readonly string[];
  /** Whether the server may call addresses on this machine: for development only. */
  loopback: boolean;
}

export interface ClientFault {
  setting: keyof ClientSettings;
  /** A clause for the person who registers the client, without a full stop. */
  message: string;
}

/** A rule of registration returns all faults that it finds. */
export type ClientRule = (settings: ClientSettings, context: RegistrationContext) => ClientFault[];
