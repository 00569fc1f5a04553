import type { RequestContext } from '../../deps.ts';
import { type Client, isClientSecret } from '../../domain/clients/clients.ts';

/** The check of the two methods that send the secret itself. */
export async function secretFault({ now }: RequestContext, client: Client, secret: string | null) {
  return secret !== null && (await isClientSecret(client, secret, now)) ? null : 'wrong secret';
}
