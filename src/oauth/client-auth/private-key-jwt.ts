import type { JSONWebKeySet } from 'jose';
import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { assertionFault, readAssertion, singleUseOf } from './client-assertion.ts';
import { isMacAlgorithm } from './client-secret-jwt.ts';
import type { ClientAuthMethod } from './method.ts';

/** The algorithms of FAPI 2.0 section 5.4.1, and RS256, which every client supports (OIDC Core section 15.1). */
const ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519', 'RS256'];

/** An assertion signed with the client's private key (OIDC Core section 9): no secret is stored here. */
export const privateKeyJwt: ClientAuthMethod = {
  name: 'private_key_jwt',
  registeredAs: ['private_key_jwt'],
  algorithms: ALGORITHMS,
  // A malformed assertion counts too: it is an attempt with this method, and must not fall back to another one.
  read: (_c, parameters) => readAssertion(parameters, (alg) => !isMacAlgorithm(alg)),
  fault: async (context, client, assertion) => {
    if (assertion === null) return 'no assertion';
    return assertionFault(context, client, assertion, {
      algorithms: ALGORITHMS,
      // OIDC Core section 10.1: "If there are multiple keys in the referenced JWK Set document, a kid value MUST be
      // provided"; it selects the key.
      key: async (header, token) => context.verificationKeys(await keysOf(context, client, header.kid), header, token),
    });
  },
  singleUse: singleUseOf,
};

async function keysOf({ remoteJwks, now }: RequestContext, client: Client, kid?: string): Promise<JSONWebKeySet> {
  if (client.jwks !== null) return client.jwks as JSONWebKeySet;
  if (client.jwksUri === null) return { keys: [] };
  return remoteJwks.including(client.jwksUri, kid, now);
}
