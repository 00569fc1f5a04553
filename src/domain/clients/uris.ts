/** Rules for the URIs of a client: for redirects, for calls by the server, and for pages. */
import { isRedirectTarget } from '../../lib/redirect-uri.ts';
import { addressFault } from '../../platform/network/outbound-address.ts';
import type { ClientFault, ClientRule, ClientSettings } from './settings.ts';

const LENGTH_MAX = 2_000;

/** Whether a URI names the machine itself. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * RFC 9700 section 2.6: no redirect over an unencrypted connection, except to the loopback interface of a native
 * client. RFC 6749 section 3.1.2: "The endpoint URI MUST NOT include a fragment component."
 */
export function redirectFault(uri: string): string | null {
  if (uri.length > LENGTH_MAX || !isRedirectTarget(uri))
    return `"${shortened(uri)}" is no address to send a browser to`;
  if (uri.includes('#')) return `"${uri}" has a fragment`;
  const url = new URL(uri);
  if (url.username !== '' || url.password !== '') return `"${uri}" has a user name or a password in it`;
  if (url.hostname.includes('*')) return `"${uri}" has a wildcard, and addresses are compared as they are`;
  if (url.protocol === 'http:' && !isLoopback(url)) return `"${uri}" is not encrypted: https, or http on this machine`;
  return null;
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** For the URI of a page or of a picture. */
export function pageFault(uri: string): string | null {
  const fault = redirectFault(uri);
  return fault ?? (/^https?:$/.test(new URL(uri).protocol) ? null : `"${uri}" is no address of the Web`);
}

function faultsOf(setting: keyof ClientSettings, uris: readonly string[], faultOf: (uri: string) => string | null) {
  return uris.flatMap((uri): ClientFault[] => {
    const message = faultOf(uri);
    return message === null ? [] : [{ setting, message }];
  });
}

const checkRedirectUris: ClientRule = ({ redirectUris, grantTypes }) => {
  const isNeeded = grantTypes.includes('authorization_code');
  if (isNeeded && redirectUris.length === 0) {
    return [{ setting: 'redirectUris', message: 'needed with authorization_code: at least one' }];
  }
  if (!isNeeded && redirectUris.length > 0) {
    return [{ setting: 'redirectUris', message: 'of no use without authorization_code' }];
  }
  return faultsOf('redirectUris', redirectUris, redirectFault);
};

const checkLocalhostPorts: ClientRule = ({ allowLocalhostPorts, redirectUris }) =>
  !allowLocalhostPorts || redirectUris.some((uri) => /^http:\/\/localhost([:/?]|$)/.test(uri))
    ? []
    : [{ setting: 'allowLocalhostPorts', message: 'of no use without a redirect URI on http://localhost' }];

/** For a web origin that may call the API (CORS). */
export function originFault(origin: string): string | null {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url?.origin !== origin || !/^https?:$/.test(url.protocol)) {
    return `"${shortened(origin)}" is no origin: scheme, host and port, and no slash at the end`;
  }
  return url.protocol === 'https:' || isLoopback(url) ? null : `"${origin}" is not encrypted`;
}

const checkOrigins: ClientRule = ({ allowedOrigins }) => faultsOf('allowedOrigins', allowedOrigins, originFault);

const checkLogoutRedirects: ClientRule = ({ postLogoutRedirectUris }) =>
  faultsOf('postLogoutRedirectUris', postLogoutRedirectUris, redirectFault);

/** The server calls this URI: only public hosts, with encryption. */
const checkBackchannel: ClientRule = (settings, { loopback }) => {
  const { backchannelLogoutUri: uri, backchannelLogoutSessionRequired } = settings;
  if (uri !== null) return faultsOf('backchannelLogoutUri', [uri], (text) => calledFault(text, loopback));
  if (!backchannelLogoutSessionRequired) return [];
  return [{ setting: 'backchannelLogoutSessionRequired', message: 'of no use without a back-channel logout URI' }];
};

export function calledFault(uri: string, loopback: boolean): string | null {
  if (uri.length > LENGTH_MAX) return 'too long';
  if (uri.includes('#')) return `"${uri}" has a fragment`;
  const fault = addressFault(uri, { loopback });
  return fault === null ? null : `"${shortened(uri)}": ${fault.charAt(0).toLowerCase()}${fault.slice(1)}`;
}

/**
 * OIDC Front-Channel Logout section 2: "The domain, port, and scheme of this URL MUST be the same as that of a
 * registered Redirection URI value."
 */
const checkFrontchannel: ClientRule = (settings) => {
  const { frontchannelLogoutUri: uri, frontchannelLogoutSessionRequired, redirectUris } = settings;
  if (uri === null) {
    if (!frontchannelLogoutSessionRequired) return [];
    return [{ setting: 'frontchannelLogoutSessionRequired', message: 'of no use without a front-channel logout URI' }];
  }
  return faultsOf('frontchannelLogoutUri', [uri], (text) => {
    const fault = pageFault(text);
    if (fault !== null) return fault;
    const isKnown = redirectUris.some((known) => URL.canParse(known) && new URL(known).origin === new URL(text).origin);
    return isKnown ? null : `"${text}" is on another origin than every redirect URI`;
  });
};

const checkShownUris: ClientRule = (settings) =>
  (['logoUri', 'policyUri', 'tosUri'] as const).flatMap((setting) => {
    const uri = settings[setting];
    return uri === null ? [] : faultsOf(setting, [uri], pageFault);
  });

/** OIDC Core section 8.1: with redirect URIs on several hosts the client must say what its sector is. */
const checkSector: ClientRule = ({ subjectType, sectorIdentifierUri, redirectUris }, { loopback }) => {
  const setting = 'sectorIdentifierUri';
  if (subjectType === 'public') {
    return sectorIdentifierUri === null ? [] : [{ setting, message: 'of no use without pairwise subjects' }];
  }
  if (sectorIdentifierUri !== null)
    return faultsOf(setting, [sectorIdentifierUri], (uri) => calledFault(uri, loopback));
  const hosts = new Set(redirectUris.filter((uri) => URL.canParse(uri)).map((uri) => new URL(uri).host));
  return hosts.size > 1 ? [{ setting, message: 'needed: the redirect URIs are on several hosts' }] : [];
};

export const URI_RULES: readonly ClientRule[] = [
  ...[checkRedirectUris, checkLocalhostPorts, checkOrigins, checkLogoutRedirects, checkBackchannel],
  ...[checkFrontchannel, checkShownUris, checkSector],
];
