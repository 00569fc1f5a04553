import { isClientSecret } from '../../domain/clients.ts';
import type { ClientAuthMethod } from './method.ts';

/** Identifier and secret in the form (RFC 6749 section 2.3.1). */
export const clientSecretPost: ClientAuthMethod = {
  name: 'client_secret_post',
  read: (_c, parameters) => {
    const secret = parameters.get('client_secret');
    return secret === undefined ? null : { clientId: parameters.get('client_id') ?? '', secret };
  },
  verify: async (client, secret) => secret !== null && isClientSecret(client, secret),
};
