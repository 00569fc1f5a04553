import type { JSONWebKeySet } from 'jose';
import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { assertionFault, readAssertion, singleUseOf } from './client-assertion.ts';
import { isMacAlgorithm } from './client-secret-jwt.ts';
import type { ClientAuthMethod } from './method.ts';

/** RS256 because every client can (OIDC Core section 15.1 has it); the others are what FAPI 2.0 section 5.4.1 allows. */
const ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519', 'RS256'];

/** An assertion signed with a key of the client's own (OIDC Core section 9): nothing secret is stored here. */
export const privateKeyJwt: ClientAuthMethod = {
  name: 'private_key_jwt',
  registeredAs: ['private_key_jwt'],
  algorithms: ALGORITHMS,
  // Also one that nobody can read: it is an attempt all the same, and no reason to look for another method.
  read: (_c, parameters) => readAssertion(parameters, (alg) => !isMacAlgorithm(alg)),
  fault: async (context, client, assertion) => {
    if (assertion === null) return 'no assertion';
    return assertionFault(context, client, assertion, {
      algorithms: ALGORITHMS,
      // OIDC Core section 10.1: "If there are multiple keys in the referenced JWK Set document, a kid value MUST be
      // provided"; which of them fits is then certain.
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
