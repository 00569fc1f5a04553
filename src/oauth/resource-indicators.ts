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

/** The same section: "an absolute URI […]. The URI MUST NOT include a fragment component." */
function isResourceIndicator(uri: string): boolean {
  return URL.canParse(uri) && !uri.includes('#');
}
