import type { RequestContext } from '../../deps.ts';
import { type Client, isClientSecret, isPreviousSecret } from '../../domain/clients/clients.ts';

/** The check of the two methods that send the secret itself. */
export async function secretFault({ now, steps }: RequestContext, client: Client, secret: string | null) {
  const facts = () => ({ isSent: secret !== null, previousEndsAt: client.previousSecretExpiresAt, now });
  return steps.fault('client_secret', facts, async () => {
    if (secret !== null && (await isClientSecret(client, secret, now))) return null;
    return 'wrong secret';
  });
}

/** Why it was wrong, for the explanation alone. */
export async function explainSecret({ steps, now }: RequestContext, client: Client, secret: string | null) {
  if (secret === null || !(await isPreviousSecret(client, secret))) return;
  steps.failed('client_secret_ended', () => ({ endedAt: client.previousSecretExpiresAt, now }));
}
