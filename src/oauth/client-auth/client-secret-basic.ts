import type { HttpContext } from '../../http/hono-env.ts';
import { fromBase64, fromUtf8 } from '../../lib/bytes.ts';
import { OAuthError } from '../errors.ts';
import { secretFault } from './client-secret.ts';
import type { ClientAuthMethod } from './method.ts';

/**
 * HTTP Basic (RFC 6749 section 2.3.1); identifier and secret are form-encoded before they are joined. Some public
 * clients send it with an empty secret: see none.ts.
 */
export const clientSecretBasic: ClientAuthMethod = {
  name: 'client_secret_basic',
  registeredAs: ['client_secret_basic', 'client_secret_post'],
  read: (c) => {
    const [clientId, proof] = readBasic(c) ?? [];
    return clientId === undefined || proof === undefined || proof === '' ? null : { clientId, proof };
  },
  fault: secretFault,
};

/**
 * Identifier and secret; null without a Basic header.
 * @throws OAuthError invalid_client when it cannot be read
 */
export function readBasic(c: HttpContext): [string, string] | null {
  const header = c.req.header('Authorization') ?? '';
  return /^Basic( |$)/i.test(header) ? decode(header.slice('Basic'.length).trim()) : null;
}

/** What no explanation may contain, the header itself included. */
export function secretsInHeader(c: HttpContext): string[] {
  const header = c.req.header('Authorization');
  if (header === undefined) return [];
  const encoded = header.replace(/^\S+ +/, '');
  try {
    const [, secret = ''] = readBasic(c) ?? [];
    return [encoded, secret];
  } catch {
    return [encoded];
  }
}

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
