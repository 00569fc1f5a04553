/** The client credentials grant (RFC 6749 section 4.4): a client acts for itself. One round trip. */

import { isIdentityScope } from '../../domain/access/scopes.ts';
import { evictClient } from '../../domain/clients/cache.ts';
import type { Seen } from '../../domain/explanations/steps.ts';
import { isOwnApi } from '../../domain/tokens/access-tokens.ts';
import { issueClientToken } from '../../domain/tokens/issuing.ts';
import { invalidClient } from '../client-auth/index.ts';
import { OAuthError } from '../errors.ts';
import { printable, splitList } from '../params.ts';
import { audienceOf, readResources } from '../resource-indicators.ts';
import { makeAccessToken } from '../tokens/access-token.ts';
import type { Exchange, Grant } from './grant.ts';

export const clientCredentials: Grant = {
  type: 'client_credentials',
  exchange: async (exchange) => {
    const { context, client, parameters } = exchange;
    const { steps } = context;
    steps.check(
      'client_confidential',
      () => ({ clientType: client.clientType }),
      () => checkConfidential(exchange),
    );
    const scopes = steps.check(
      'token_scope',
      () => seenOf(exchange, 'scope', client.scopes),
      () => checkScopes(exchange),
    );
    const issuer = context.config.ISSUER_URL;
    const resourcesSeen = () => seenOf(exchange, 'resource', client.resources);
    const resources = steps.check('token_resource', resourcesSeen, () => readResources(parameters, client, issuer));
    const tenant = context.openTenant(client.organisationId, { clientId: client.id });
    const audience = audienceOf(client, resources, context.config);
    const isOurs = (name: string) => isOwnApi(name, issuer);
    const issued = await issueClientToken(tenant, {
      client,
      scopes,
      audience,
      resources: resources.filter((name) => !isOurs(name)),
      opensApi: audience.some(isOurs),
    });
    if (!issued) {
      evictClient(client.clientId);
      steps.failed('client_unchanged');
      throw invalidClient('the client changed meanwhile');
    }
    return {
      access_token: await makeAccessToken(context, { client, person: null, issued, scopes }),
      token_type: 'Bearer',
      expires_in: client.accessTokenLifetime,
      scope: scopes.join(' '),
    };
  },
};

function seenOf({ parameters }: Exchange<unknown>, name: 'scope' | 'resource', registered: string[]): Seen {
  return { requested: splitList(parameters.get(name)), registered };
}

/** RFC 6749 section 4.4: "The client credentials grant type MUST only be used by confidential clients." */
function checkConfidential({ client }: Exchange<unknown>): void {
  if (client.clientType !== 'confidential') {
    throw new OAuthError('invalid_client', 'Client credentials grant requires confidential client');
  }
}

/** No person takes part, so identity scopes are refused. By default the client gets all its other scopes. */
function checkScopes({ client, parameters }: Exchange<unknown>): string[] {
  const requested = splitList(parameters.get('scope'));
  const identity = requested.filter(isIdentityScope);
  if (identity.length > 0) {
    const list = identity.join(', ');
    throw new OAuthError(
      'invalid_scope',
      `Invalid scopes for client_credentials: ${list}. OIDC scopes are not allowed.`,
    );
  }
  const refused = requested.filter((scope) => !client.scopes.includes(scope));
  if (refused.length > 0) {
    const names = printable(refused.join(' '), 200);
    throw new OAuthError('invalid_scope', `The client may not ask for this scope: ${names}`);
  }
  return requested.length > 0 ? requested : client.scopes.filter((scope) => !isIdentityScope(scope));
}
