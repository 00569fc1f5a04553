/** Resource indicators (RFC 8707): the resources that an access token is for. */

import { type Client, mayUseApi } from '../domain/clients/clients.ts';
import { isOwnApi } from '../domain/tokens/access-tokens.ts';
import type { Env } from '../env.ts';
import { OAuthError } from './errors.ts';
import { type Parameters, printable, splitList } from './params.ts';

type SigningAlgorithm = Env['JWT_ALG'];

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

/** The audience of an access token under a grant. @throws OAuthError */
export function grantedAudience(
  parameters: Parameters,
  client: Client,
  granted: readonly string[],
  config: Env,
): string[] {
  return audienceOf(client, narrowedResources(parameters, client, granted, config.ISSUER_URL), config);
}

/**
 * Section 2.2: at the token endpoint the client may request some of the granted resources. By default it gets all that
 * it may still request.
 * @throws OAuthError
 */
function narrowedResources(
  parameters: Parameters,
  client: Client,
  granted: readonly string[],
  issuer: string,
): string[] {
  const requested = splitList(parameters.get('resource'));
  const excess = requested.filter((resource) => !granted.includes(resource));
  if (excess.length > 0) {
    throw new OAuthError('invalid_target', `The resource was not granted: ${printable(excess.join(' '), 200)}`);
  }
  const resources = (requested.length > 0 ? requested : granted).filter((name) => mayAskFor(client, name, issuer));
  // No resource would mean the default audience: a token for another API must not become one for ours.
  if (granted.length > 0 && resources.length === 0) {
    const names = printable(granted.join(' '), 200);
    throw new OAuthError('invalid_target', `The client may no longer ask for this resource: ${names}`);
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
 * client, as existing resource servers expect, and for first-party clients also our own API, which they have always
 * used without requesting it.
 * @throws OAuthError invalid_target when the resources accept no common algorithm
 */
export function audienceOf(client: Client, resources: string[], config: Env): string[] {
  if (resources.length === 0) return client.isFirstParty ? [client.clientId, config.ISSUER_URL] : [client.clientId];
  // A resource server refuses a token with another algorithm than its own, so one token cannot serve both.
  if (client.accessTokenFormat === 'jwt' && algorithmsFor(client, resources, config).length > 1) {
    const description = 'These resources take tokens of different algorithms, so ask for one at a time';
    throw new OAuthError('invalid_target', `${description}: ${printable(resources.join(' '), 200)}`);
  }
  return resources;
}

/** The algorithm of the resource, the client, or the configuration (docs/decisions/0005-token-algorithms.md). */
export function accessTokenAlgorithm(client: Client, audience: string[], config: Env): SigningAlgorithm {
  const [algorithm] = algorithmsFor(client, audience, config);
  return algorithm ?? defaultAlgorithm(client, config);
}

/** The distinct algorithms of the resources; our own API accepts all of them. */
function algorithmsFor(client: Client, audience: string[], config: Env): SigningAlgorithm[] {
  const others = audience.filter((name) => !isOwnApi(name, config.ISSUER_URL));
  return [...new Set(others.map((name) => client.resourceAlgorithms[name] ?? defaultAlgorithm(client, config)))];
}

function defaultAlgorithm({ accessTokenSignedResponseAlg }: Client, { JWT_ALG }: Env): SigningAlgorithm {
  return accessTokenSignedResponseAlg ?? JWT_ALG;
}
