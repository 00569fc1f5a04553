/** The rules of client registration. Adding one: its function, and a row in the table at the end. */
import { isLine, isName, isVisible } from '../../lib/names.ts';
import { SIGNING_ALGORITHMS } from '../../platform/keys/jwk.ts';
import { isCatalogueScope, isIdentityScope, isMachineScope } from '../access/scopes.ts';
import { KEY_RULES } from './keys.ts';
import type { ClientFault, ClientRule, ClientSettings } from './settings.ts';
import { URI_RULES } from './uris.ts';
import { AUTH_METHODS, GRANT_TYPES, SUBJECT_TYPES } from './vocabulary.ts';

type Setting = keyof ClientSettings;

const DESCRIPTION_LENGTH_MAX = 500;

/** Settings with a fixed set of values; those of the second list may be null. */
const CHOICES: readonly [Setting, readonly string[]][] = [
  ['clientType', ['confidential', 'public']],
  ['tokenEndpointAuthMethod', AUTH_METHODS],
  ['idTokenSignedResponseAlg', SIGNING_ALGORITHMS],
  ['accessTokenFormat', ['jwt', 'opaque']],
  ['subjectType', SUBJECT_TYPES],
];
const OPTIONAL_CHOICES: readonly [Setting, readonly string[]][] = [
  ['userinfoSignedResponseAlg', SIGNING_ALGORITHMS],
  ['accessTokenSignedResponseAlg', SIGNING_ALGORITHMS],
  ['idTokenClaims', ['scopes', 'requested']],
];

const checkChoices: ClientRule = (settings) => {
  const present = OPTIONAL_CHOICES.filter(([setting]) => settings[setting] !== null);
  return [...CHOICES, ...present].flatMap(([setting, words]) =>
    words.includes(settings[setting] as string) ? [] : [{ setting, message: `one of ${words.join(', ')}` }],
  );
};

const FLAGS: readonly Setting[] = [
  ...(['requirePkce', 'requireConsent', 'isFirstParty', 'allowPlainPkce', 'allowUnboundCodes'] as const),
  ...(['allowLocalhostPorts', 'allowEndpointAudience', 'allowApi'] as const),
  ...(['backchannelLogoutSessionRequired', 'frontchannelLogoutSessionRequired'] as const),
];

const checkFlags: ClientRule = (settings) =>
  FLAGS.flatMap((setting) =>
    typeof settings[setting] === 'boolean' ? [] : [{ setting, message: 'either true or false' }],
  );

const LISTS: readonly Setting[] = [
  ...(['grantTypes', 'redirectUris', 'allowedOrigins', 'scopes', 'resources', 'postLogoutRedirectUris'] as const),
];

const checkLists: ClientRule = (settings) =>
  LISTS.flatMap((setting) => {
    const list: unknown = settings[setting];
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
      return [{ setting, message: 'a list of texts' }];
    }
    const twice = list.find((item, index) => list.indexOf(item) !== index);
    return twice === undefined ? [] : [{ setting, message: `"${twice}" is there twice` }];
  });

const TEXTS: readonly Setting[] = [
  ...(['description', 'jwksUri', 'sectorIdentifierUri', 'backchannelLogoutUri', 'frontchannelLogoutUri'] as const),
  ...(['logoUri', 'policyUri', 'tosUri'] as const),
];

const checkTexts: ClientRule = (settings) =>
  TEXTS.flatMap((setting) => {
    const text: unknown = settings[setting];
    return text === null || typeof text === 'string' ? [] : [{ setting, message: 'a text' }];
  });

const checkName: ClientRule = ({ name }) => {
  if (typeof name === 'string' && isName(name.trim())) return [];
  return [{ setting: 'name', message: 'needed: a line of 1 to 100 characters that can be seen' }];
};

const checkDescription: ClientRule = ({ description }) => {
  if (description === null) return [];
  const isFit = isLine(description) && isVisible(description) && description.length <= DESCRIPTION_LENGTH_MAX;
  return isFit ? [] : [{ setting: 'description', message: `a line of at most ${DESCRIPTION_LENGTH_MAX} characters` }];
};

/** Limits in seconds. With less than a minute, a token could expire before a slow client receives it. */
const YEAR = 31_536_000;
const LIFETIMES: readonly { setting: Setting; min: number; max: number; optional?: boolean }[] = [
  { setting: 'accessTokenLifetime', min: 60, max: 86_400 },
  { setting: 'idTokenLifetime', min: 60, max: 86_400 },
  { setting: 'refreshTokenLifetime', min: 60, max: YEAR },
  { setting: 'refreshFamilyLifetime', min: 60, max: 2 * YEAR },
  { setting: 'refreshTokenGrace', min: 0, max: 300 },
  { setting: 'consentLifetime', min: 60, max: 10 * YEAR, optional: true },
  { setting: 'defaultMaxAge', min: 0, max: YEAR, optional: true },
];

const checkLifetimes: ClientRule = (settings) =>
  LIFETIMES.flatMap(({ setting, min, max, optional }) => {
    const value: unknown = settings[setting];
    if (value === null && optional) return [];
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return [];
    return [{ setting, message: `whole seconds, from ${min} to ${max}` }];
  });

const checkFamily: ClientRule = ({ refreshTokenLifetime, refreshFamilyLifetime }) =>
  refreshTokenLifetime <= refreshFamilyLifetime
    ? []
    : [{ setting: 'refreshTokenLifetime', message: `not longer than its family lives (${refreshFamilyLifetime})` }];

/** RFC 6749 section 2.1: a public client has no credential, a confidential one has one. */
const checkMethod: ClientRule = ({ clientType, tokenEndpointAuthMethod: method }) => {
  if ((clientType === 'public') === (method === 'none')) return [];
  const message =
    method === 'none' ? 'a confidential client needs a credential' : 'a public client has no credential: none';
  return [{ setting: 'tokenEndpointAuthMethod', message }];
};

const checkGrants: ClientRule = ({ grantTypes, clientType }) => {
  const fault = (message: string): ClientFault[] => [{ setting: 'grantTypes', message }];
  const unknown = grantTypes.find((grant) => !GRANT_TYPES.includes(grant));
  if (unknown !== undefined) return fault(`"${unknown}" is none of ${GRANT_TYPES.join(', ')}`);
  if (grantTypes.length === 0) return fault('at least one is needed');
  if (grantTypes.includes('refresh_token') && !grantTypes.includes('authorization_code')) {
    return fault('refresh_token goes with authorization_code');
  }
  // RFC 6749 section 4.4: it "MUST only be used by confidential clients."
  if (grantTypes.includes('client_credentials') && clientType === 'public') {
    return fault('client_credentials is for confidential clients only');
  }
  return [];
};

const checkScopes: ClientRule = ({ scopes, grantTypes }, { organisationScopes }) =>
  scopes.flatMap((scope) => {
    const message = scopeFault(scope, grantTypes, organisationScopes);
    return message === null ? [] : [{ setting: 'scopes', message }];
  });

function scopeFault(scope: string, grantTypes: readonly string[], own: readonly string[]): string | null {
  if (!isCatalogueScope(scope) && !own.includes(scope)) {
    return `"${scope}" is no scope of the protocol, no permission, and no scope of this organisation`;
  }
  if (isIdentityScope(scope) && !grantTypes.includes('authorization_code')) {
    return `"${scope}" speaks of a person, and without authorization_code there is none`;
  }
  if (isMachineScope(scope) && !grantTypes.includes('client_credentials')) {
    return `"${scope}" is for the application itself, and without client_credentials it cannot ask for it`;
  }
  if (scope === 'offline_access' && !grantTypes.includes('refresh_token')) {
    return '"offline_access" needs the grant refresh_token';
  }
  return null;
}

const checkResources: ClientRule = ({ resources }, { organisationResources }) =>
  resources
    .filter((resource) => !organisationResources.includes(resource))
    .map((resource) => ({ setting: 'resources', message: `"${resource}" is no resource of this organisation` }));

/** OAuth 2.1 section 7.5.1: public clients always use PKCE. */
const checkCodes: ClientRule = ({ clientType, allowUnboundCodes, requirePkce }) => {
  if (!allowUnboundCodes) return [];
  if (clientType === 'public') return [{ setting: 'allowUnboundCodes', message: 'public clients always use PKCE' }];
  return requirePkce ? [{ setting: 'allowUnboundCodes', message: 'contradicts the demand for PKCE' }] : [];
};

const GRANTED_RULES: readonly ClientRule[] = [checkScopes, checkResources];

/** A stage runs when the ones before it found no faults, and relies on what they have checked. */
export const CLIENT_RULES: readonly (readonly ClientRule[])[] = [
  [checkName, checkChoices, checkFlags, checkLists, checkTexts, checkLifetimes],
  [checkDescription, checkMethod, checkGrants, checkFamily, checkCodes, ...URI_RULES, ...KEY_RULES, ...GRANTED_RULES],
];
