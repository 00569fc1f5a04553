/** Resource indicators (RFC 8707): what an access token is to be good for. */
import { isOwnApi } from '../domain/access-tokens.ts';
import { type Client, mayUseApi } from '../domain/clients.ts';
import { OAuthError } from './errors.ts';
import { type Parameters, printable, splitList } from './params.ts';

/**
 * Section 2: "The requested resource is invalid, missing, unknown, or malformed" is invalid_target.
 * @param issuer ours
 * @throws OAuthError
 */
export function readResources(parameters: Parameters, client: Client, issuer: string): string[] {
  const resources = splitList(parameters.get('resource'));
  const refused = resources.filter((resource) => !mayAskFor(client, resource, issuer));
  if (refused.length > 0) {
    const names = printable(refused.join(' '), 200);
    throw new OAuthError('invalid_target', `The client may not ask for this resource: ${names}`);
  }
  return resources;
}

/** Whom a token is for that stands for what was granted. @param issuer ours @throws OAuthError */
export function grantedAudience(
  parameters: Parameters,
  client: Client,
  granted: readonly string[],
  issuer: string,
): string[] {
  return audienceOf(client, narrowedResources(parameters, client, granted, issuer), issuer);
}

/**
 * Section 2.2: at the token endpoint the client may ask for a part of what was granted; all of it by default, but for
 * what it has lost since.
 * @throws OAuthError
 */
function narrowedResources(
  parameters: Parameters,
  client: Client,
  granted: readonly string[],
  issuer: string,
): string[] {
  const requested = splitList(parameters.get('resource'));
  if (!requested.every((resource) => granted.includes(resource))) {
    throw new OAuthError('invalid_target', 'The resource exceeds what was granted');
  }
  const resources = (requested.length > 0 ? requested : granted).filter((name) => mayAskFor(client, name, issuer));
  // No resource would mean the default audience: a token for somebody else's API must not become one for ours.
  if (granted.length > 0 && resources.length === 0) {
    throw new OAuthError('invalid_target', 'The client may no longer ask for this resource');
  }
  return resources;
}

/** Our own API is a resource of every organisation, so none can own it: the client's own setting decides. */
function mayAskFor(client: Client, resource: string, issuer: string): boolean {
  if (isOwnApi(resource, issuer)) return mayUseApi(client);
  return client.resources.includes(resource);
}

/**
 * RFC 9068 section 3: without a resource "the authorization server MUST use a default resource indicator". That is the
 * client, as existing resource servers expect; with our own API for the organisation's own applications, which have
 * always used it without asking.
 * @param issuer ours
 */
export function audienceOf({ clientId, isFirstParty }: Client, resources: string[], issuer: string): string[] {
  if (resources.length > 0) return resources;
  return isFirstParty ? [clientId, issuer] : [clientId];
}
