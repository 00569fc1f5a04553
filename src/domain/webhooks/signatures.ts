/**
 * Secrets and signatures of webhooks. A delivery is signed in three ways, of which a receiver checks one: hex of the
 * body, hex of time and body, and as Standard Webhooks 1.0 says (docs/webhooks.md).
 */
import { type Bytes, fromBase64, toBase64, utf8 } from '../../lib/bytes.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** As Standard Webhooks 1.0 says: the prefix, and base64 of the key. */
export function newWebhookSecret(): string {
  return PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

export interface Signed {
  /** The same for every attempt. */
  id: string;
  /** Seconds since the epoch. */
  timestamp: number;
  body: string;
}

/** @param secrets the present one first; the previous one follows while it still signs */
export async function signatureHeaders(
  { id, timestamp, body }: Signed,
  secrets: readonly [string, ...string[]],
): Promise<Record<string, string>> {
  const hex = (text: string) => Promise.all(secrets.map(async (secret) => toHex(await mac(utf8(secret), text))));
  const [[plain = ''], timed, standard] = await Promise.all([
    hex(body),
    hex(`${timestamp}.${body}`),
    Promise.all(secrets.map(async (secret) => toBase64(await mac(keyOf(secret), `${id}.${timestamp}.${body}`)))),
  ]);
  return {
    'X-Cerberus-Signature': plain,
    'X-Cerberus-Signature-V1': [`t=${timestamp}`, ...timed.map((signature) => `v1=${signature}`)].join(','),
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': standard.map((signature) => `v1,${signature}`).join(' '),
  };
}

function keyOf(secret: string): Bytes {
  return fromBase64(secret.slice(PREFIX.length));
}

async function mac(key: Bytes, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
