/** Resource indicators (RFC 8707): what an access token is to be good for. */
import type { Client } from '../domain/clients.ts';
import { OAuthError } from './errors.ts';
import { type Parameters, splitList } from './params.ts';

/**
 * Section 2: "The requested resource is invalid, missing, unknown, or malformed" is invalid_target.
 * @throws OAuthError
 */
export function readResources(parameters: Parameters, client: Client): string[] {
  const resources = splitList(parameters.get('resource'));
  if (!resources.every((resource) => isResourceIndicator(resource) && client.resources.includes(resource))) {
    throw new OAuthError('invalid_target', 'The client may not ask for this resource');
  }
  return resources;
}

/**
 * Section 2.2: at the token endpoint the client may ask for a part of what was granted; all of it by default.
 * @throws OAuthError
 */
export function narrowedResources(parameters: Parameters, granted: readonly string[]): string[] {
  const resources = splitList(parameters.get('resource'));
  if (!resources.every((resource) => granted.includes(resource))) {
    throw new OAuthError('invalid_target', 'The resource exceeds what was granted');
  }
  return resources.length > 0 ? resources : [...granted];
}

/** RFC 9068 section 3: without a resource "the authorization server MUST use a default resource indicator". */
export function audienceOf(client: Client, resources: string[]): string[] {
  return resources.length > 0 ? resources : [client.clientId];
}

/** Section 2: "an absolute URI […]. The URI MUST NOT include a fragment component." */
function isResourceIndicator(uri: string): boolean {
  return URL.canParse(uri) && !uri.includes('#');
}
