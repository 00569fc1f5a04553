import type { RequestContext } from '../../deps.ts';
import { type Client, hasPreviousSecret } from '../../domain/clients/clients.ts';
import { type Bytes, utf8 } from '../../lib/bytes.ts';
import { assertionFault, readAssertion, singleUseOf } from './client-assertion.ts';
import type { ClientAuthMethod } from './method.ts';

/** RFC 7518 section 3.2: "A key of the same size as the hash output […] or larger MUST be used with this algorithm." */
const KEY_BYTES_MIN: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };

const ALGORITHMS = Object.keys(KEY_BYTES_MIN);

export function isMacAlgorithm(alg: unknown): boolean {
  return ALGORITHMS.includes(alg as string);
}

/** An assertion with a MAC under the client's secret (OIDC Core section 9): the secret itself is not sent. */
export const clientSecretJwt: ClientAuthMethod = {
  name: 'client_secret_jwt',
  registeredAs: ['client_secret_jwt'],
  algorithms: ALGORITHMS,
  read: (_c, parameters) => readAssertion(parameters, isMacAlgorithm),
  fault: async (context, client, assertion) => {
    let fault: string | null = 'no secret to check the assertion with';
    if (assertion === null) return fault;
    for (const secret of await secretsOf(context, client)) {
      fault = await assertionFault(context, client, assertion, {
        algorithms: ALGORITHMS.filter((alg) => secret.length >= (KEY_BYTES_MIN[alg] ?? 0)),
        key: async () => secret,
      });
      if (fault === null) break;
    }
    return fault;
  },
  singleUse: singleUseOf,
};

/**
 * The present secret, and the previous one until it ends. OIDC Core section 10.1: the key is "the octets of the UTF-8
 * representation of the client_secret".
 */
async function secretsOf({ box, now }: RequestContext, client: Client): Promise<Bytes[]> {
  const { clientSecretSealed, previousClientSecretSealed, id, organisationId } = client;
  const previous = hasPreviousSecret(client, now) ? previousClientSecretSealed : null;
  const sealed = [clientSecretSealed, previous].filter((one) => one !== null);
  const open = (one: string) => box.open(one, { purpose: 'client.secret', id, ownerId: organisationId });
  return Promise.all(sealed.map(async (one) => utf8(await open(one))));
}
