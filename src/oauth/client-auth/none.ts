import { readBasic } from './client-secret-basic.ts';
import type { ClientAuthMethod } from './method.ts';

/**
 * A public client sends its client_id only (RFC 6749 section 3.2.1); a confidential client must authenticate. The id is
 * in the form, or in a Basic header with an empty secret: section 2.3.1, "The client MAY omit the parameter if the
 * client secret is an empty string".
 */
export const none: ClientAuthMethod = {
  name: 'none',
  registeredAs: ['none'],
  read: (c, parameters) => {
    const [inHeader, secret] = readBasic(c) ?? [];
    const clientId = secret === '' ? inHeader : parameters.get('client_id');
    return clientId === undefined ? null : { clientId, proof: null };
  },
  fault: async ({ steps }, { clientType }) =>
    steps.fault(
      'credentials',
      () => ({ clientType }),
      () => (clientType === 'public' ? null : 'confidential client without a proof'),
    ),
};
