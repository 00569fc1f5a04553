/** The options of `client create`, and the setting of each. */
import { readFile } from 'node:fs/promises';
import type { ClientFault, ClientSettings, RequestedSettings } from '../../src/domain/clients/settings.ts';
import { AUTH_METHODS, GRANT_TYPES } from '../../src/domain/clients/vocabulary.ts';
import { SIGNING_ALGORITHMS } from '../../src/platform/keys/jwk.ts';
import { listOf, type Option, type OptionValues, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';

type Setting = keyof ClientSettings;

/** Converts the text of an option to the value of its setting. */
type ReadOption = (values: OptionValues, option: string) => unknown;

interface ClientOption {
  setting: Setting;
  meaning: string;
  value?: string;
  read: ReadOption;
}

const text: ReadOption = textOf;
const many: ReadOption = listOf;
const on: ReadOption = (values, option) => values[option];
const off: ReadOption = (values, option) => (values[option] === true ? false : undefined);
/** A text that is not a number becomes NaN, which the rules refuse. */
const seconds: ReadOption = (values, option) => {
  const value = textOf(values, option);
  return value === undefined ? undefined : /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
};

const ALGORITHMS = SIGNING_ALGORITHMS.join('|');

export const CLIENT_OPTIONS: Readonly<Record<string, ClientOption>> = {
  name: { setting: 'name', read: text, meaning: 'needed: what people read on the consent page' },
  description: { setting: 'description', read: text, meaning: 'what it is for' },
  type: { setting: 'clientType', read: text, value: 'confidential|public', meaning: 'instead of a kind' },
  method: {
    setting: 'tokenEndpointAuthMethod',
    read: text,
    value: 'method',
    meaning: `how it authenticates: ${AUTH_METHODS.join(', ')}`,
  },
  grant: { setting: 'grantTypes', read: many, meaning: GRANT_TYPES.join(', ') },
  'redirect-uri': {
    setting: 'redirectUris',
    read: many,
    value: 'uri',
    meaning: 'where codes go, character by character',
  },
  scope: { setting: 'scopes', read: many, meaning: 'what it may ask for' },
  resource: { setting: 'resources', read: many, value: 'indicator', meaning: 'an API that it may ask tokens for' },
  origin: { setting: 'allowedOrigins', read: many, value: 'origin', meaning: 'whose scripts may read our answers' },
  'post-logout-uri': {
    setting: 'postLogoutRedirectUris',
    read: many,
    value: 'uri',
    meaning: 'where people go after signing out',
  },
  'first-party': { setting: 'isFirstParty', read: on, meaning: "the organisation's own: nobody is asked for consent" },
  'skip-consent': { setting: 'requireConsent', read: off, meaning: 'nobody is asked for consent' },
  'allow-api': { setting: 'allowApi', read: on, meaning: 'may ask for tokens for our own API (/v1)' },
  'require-pkce': { setting: 'requirePkce', read: on, meaning: 'a nonce alone will not do' },
  'allow-plain-pkce': { setting: 'allowPlainPkce', read: on, meaning: 'against RFC 9700' },
  'allow-unbound-codes': {
    setting: 'allowUnboundCodes',
    read: on,
    meaning: 'neither PKCE nor nonce: an injected code passes',
  },
  'allow-localhost-ports': { setting: 'allowLocalhostPorts', read: on, meaning: 'any port of http://localhost' },
  jwks: { setting: 'jwks', read: text, value: 'file', meaning: 'its public keys, for private_key_jwt' },
  'jwks-uri': { setting: 'jwksUri', read: text, value: 'uri', meaning: 'or where they are' },
  'allow-endpoint-audience': {
    setting: 'allowEndpointAudience',
    read: on,
    meaning: 'assertions may name the token endpoint',
  },
  'id-token-alg': { setting: 'idTokenSignedResponseAlg', read: text, value: ALGORITHMS, meaning: 'signs ID tokens' },
  'userinfo-alg': {
    setting: 'userinfoSignedResponseAlg',
    read: text,
    value: ALGORITHMS,
    meaning: 'default: plain JSON',
  },
  'access-token-alg': {
    setting: 'accessTokenSignedResponseAlg',
    read: text,
    value: ALGORITHMS,
    meaning: 'default: JWT_ALG',
  },
  'id-token-claims': {
    setting: 'idTokenClaims',
    read: text,
    value: 'scopes|requested',
    meaning: 'what ID tokens tell',
  },
  'access-token-format': { setting: 'accessTokenFormat', read: text, value: 'jwt|opaque', meaning: 'default: jwt' },
  'subject-type': { setting: 'subjectType', read: text, value: 'public|pairwise', meaning: 'default: public' },
  'sector-identifier-uri': {
    setting: 'sectorIdentifierUri',
    read: text,
    value: 'uri',
    meaning: 'of pairwise subjects',
  },
  'default-max-age': { setting: 'defaultMaxAge', read: seconds, value: 'seconds', meaning: 'how old a sign-in may be' },
  'access-token-lifetime': {
    setting: 'accessTokenLifetime',
    read: seconds,
    value: 'seconds',
    meaning: 'default: 3600',
  },
  'id-token-lifetime': { setting: 'idTokenLifetime', read: seconds, value: 'seconds', meaning: 'default: 3600' },
  'refresh-token-lifetime': {
    setting: 'refreshTokenLifetime',
    read: seconds,
    value: 'seconds',
    meaning: 'unused; default: 2592000',
  },
  'refresh-family-lifetime': {
    setting: 'refreshFamilyLifetime',
    read: seconds,
    value: 'seconds',
    meaning: 'of one sign-in; default: 7776000',
  },
  'refresh-token-grace': { setting: 'refreshTokenGrace', read: seconds, value: 'seconds', meaning: 'default: 30' },
  'consent-lifetime': { setting: 'consentLifetime', read: seconds, value: 'seconds', meaning: 'default: for good' },
  'backchannel-logout-uri': {
    setting: 'backchannelLogoutUri',
    read: text,
    value: 'uri',
    meaning: 'is told when a session ends',
  },
  'backchannel-logout-session': {
    setting: 'backchannelLogoutSessionRequired',
    read: on,
    meaning: 'with the session (sid)',
  },
  'frontchannel-logout-uri': {
    setting: 'frontchannelLogoutUri',
    read: text,
    value: 'uri',
    meaning: 'is loaded when somebody signs out',
  },
  'frontchannel-logout-session': {
    setting: 'frontchannelLogoutSessionRequired',
    read: on,
    meaning: 'with the session (sid)',
  },
  'logo-uri': { setting: 'logoUri', read: text, value: 'uri', meaning: 'shown on the consent page' },
  'policy-uri': { setting: 'policyUri', read: text, value: 'uri', meaning: 'its privacy policy' },
  'tos-uri': { setting: 'tosUri', read: text, value: 'uri', meaning: 'its terms' },
};

/** The options in the format of the command line's parser. */
export const PARSED_OPTIONS: Readonly<Record<string, Option>> = Object.fromEntries(
  Object.entries(CLIENT_OPTIONS).map(([name, { read, meaning, value }]): [string, Option] => [
    name,
    {
      type: read === on || read === off ? 'boolean' : 'string',
      meaning,
      ...(read === many ? { multiple: true } : {}),
      ...(value === undefined ? {} : { value }),
    },
  ]),
);

export async function readClientInput(values: OptionValues): Promise<RequestedSettings> {
  const entries = Object.entries(CLIENT_OPTIONS).map(([option, { setting, read }]) => [setting, read(values, option)]);
  const input: RequestedSettings = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return typeof input.jwks === 'string' ? { ...input, jwks: await readKeys(input.jwks) } : input;
}

async function readKeys(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`--jwks: "${file}" cannot be read as JSON.`, { cause: error });
  }
}

/** One sentence for each fault, with the option to change. */
export function explainFaults(faults: readonly ClientFault[]): CommandError {
  const optionOf = (setting: Setting) =>
    Object.entries(CLIENT_OPTIONS).find(([, option]) => option.setting === setting)?.[0] ?? setting;
  return new CommandError(faults.map(({ setting, message }) => `--${optionOf(setting)}: ${message}.`).join('\n'));
}
