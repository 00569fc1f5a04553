import { fromBase64, fromUtf8 } from '../../lib/bytes.ts';
import { OAuthError } from '../errors.ts';
import { secretFault } from './client-secret.ts';
import type { ClientAuthMethod } from './method.ts';

/** HTTP Basic (RFC 6749 section 2.3.1); identifier and secret are form-encoded before they are joined. */
export const clientSecretBasic: ClientAuthMethod = {
  name: 'client_secret_basic',
  registeredAs: ['client_secret_basic', 'client_secret_post'],
  read: (c) => {
    const header = c.req.header('Authorization') ?? '';
    if (!/^Basic /i.test(header)) return null;
    const [clientId, proof] = decode(header.slice('Basic '.length).trim());
    return { clientId, proof };
  },
  fault: secretFault,
};

/** @throws OAuthError invalid_client */
function decode(encoded: string): [string, string] {
  try {
    const text = fromUtf8(fromBase64(encoded));
    const colon = text.indexOf(':');
    if (colon < 1) throw new Error('no colon');
    return [decodeForm(text.slice(0, colon)), decodeForm(text.slice(colon + 1))];
  } catch {
    throw new OAuthError('invalid_client', 'Invalid client credentials', { log: 'malformed Basic header' });
  }
}

/** RFC 6749 appendices A.1 and A.2: visible ASCII characters and spaces. */
function decodeForm(text: string): string {
  const decoded = decodeURIComponent(text.replaceAll('+', ' '));
  if (!/^[\x20-\x7e]*$/.test(decoded)) throw new Error('not printable');
  return decoded;
}
