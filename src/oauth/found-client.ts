/** The client that a request names, as the explanation of a refused request knows it. */
import type { RequestContext } from '../deps.ts';
import type { Client } from '../domain/clients/clients.ts';

/**
 * Whoever explains the request writes for the organisation of the client.
 * @param unknown the error when there is no such client, or it may not be used
 */
export function foundClient(
  { steps }: RequestContext,
  client: Client | undefined,
  { clientId, unknown }: { clientId: string; unknown: () => Error },
): Client {
  if (client) steps.concern = { organisationId: client.organisationId, clientId: client.id };
  else steps.unknownClient = clientId;
  return steps.check(
    'client',
    () => ({ clientId }),
    () => {
      if (!client) throw unknown();
      return client;
    },
  );
}
