import { secretFault } from './client-secret.ts';
import type { ClientAuthMethod } from './method.ts';

/** Identifier and secret in the form (RFC 6749 section 2.3.1). */
export const clientSecretPost: ClientAuthMethod = {
  name: 'client_secret_post',
  registeredAs: ['client_secret_post', 'client_secret_basic'],
  read: (_c, parameters) => {
    const proof = parameters.get('client_secret');
    return proof === undefined ? null : { clientId: parameters.get('client_id') ?? '', proof };
  },
  fault: secretFault,
};
