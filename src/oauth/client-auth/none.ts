import type { ClientAuthMethod } from './method.ts';

/** A public client only says who it is (RFC 6749 section 3.2.1); a confidential one may not leave it at that. */
export const none: ClientAuthMethod = {
  name: 'none',
  registeredAs: ['none'],
  read: (_c, parameters) => {
    const clientId = parameters.get('client_id');
    return clientId === undefined ? null : { clientId, proof: null };
  },
  fault: async (_context, client) => (client.clientType === 'public' ? null : 'confidential client without a proof'),
};
