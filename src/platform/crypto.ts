/**
 * Sealing of secrets that must be read back (signing keys, TOTP seeds, webhook secrets): AES-256-GCM under a versioned
 * key. An envelope reads `v<version>:<base64(iv12 ‖ tag16 ‖ ciphertext)>`, so a new key can be introduced while the
 * old one still opens what it sealed. `purpose` is authenticated: an envelope moved to another column does not open.
 */
import { type Bytes, concat, fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from '../lib/bytes.ts';
import type { SealPurpose } from './sealed-columns.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface SecretBox {
  /** Of the key that seals. */
  version: number;
  seal(plaintext: string, purpose: SealPurpose): Promise<string>;
  /** @throws Error when the envelope is malformed, of an unknown version, of another purpose, or altered */
  open(envelope: string, purpose: SealPurpose): Promise<string>;
  /** HMAC-SHA-256 under a key derived (HKDF) for this purpose alone; base64url. */
  mac(message: string, purpose: string): Promise<string>;
  /** The same under every key there is, the current one first: what a replaced key made is still recognised. */
  macs(message: string, purpose: string): Promise<string[]>;
}

/**
 * @param configuration the value of SECRET_ENCRYPTION_KEY: one base64 key of 32 bytes (version 1), or several as
 *   `<version>:<base64>` separated by commas, the current one first
 * @throws Error when a key is not 32 bytes of base64
 */
export function createSecretBox(configuration: string): SecretBox {
  const keys = parseKeys(configuration);
  const [current] = keys.keys();
  if (current === undefined) throw new Error('SECRET_ENCRYPTION_KEY holds no key');
  const keyOf = (version: number): Bytes => {
    const key = keys.get(version);
    if (!key) throw new Error(`SECRET_ENCRYPTION_KEY holds no key of version ${version}`);
    return key;
  };
  return {
    version: current,
    seal: async (plaintext, purpose) => `v${current}:${await encrypt(keyOf(current), plaintext, purpose)}`,
    open: async (envelope, purpose) => {
      const match = /^v(\d+):(.+)$/.exec(envelope);
      if (!match?.[1] || !match[2]) throw new Error('Not a sealed secret');
      return decrypt(keyOf(Number(match[1])), match[2], purpose);
    },
    mac: (message, purpose) => sign(keyOf(current), message, purpose),
    macs: (message, purpose) => Promise.all([...keys.values()].map((key) => sign(key, message, purpose))),
  };
}

function parseKeys(configuration: string): Map<number, Bytes> {
  const keys = new Map<number, Bytes>();
  for (const entry of configuration.split(',')) {
    // 32 bytes are 43 characters and their padding.
    const match = /^(?:(\d+):)?([A-Za-z0-9+/]{43}=?)$/.exec(entry.trim());
    if (!match?.[2]) throw new Error('SECRET_ENCRYPTION_KEY must be 32 bytes in base64');
    keys.set(Number(match[1] ?? 1), fromBase64(match[2]));
  }
  return keys;
}

/** Fewer distinct bytes than this do not happen by chance in 32 random ones. */
const DISTINCT_BYTES_MIN = 16;

/** Whether the current key was not made by a random generator: a text that somebody typed, or a pattern. */
export function isGuessableKey(configuration: string): boolean {
  const [key = new Uint8Array()] = parseKeys(configuration).values();
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText || new Set(key).size < DISTINCT_BYTES_MIN;
}

async function encrypt(rawKey: Bytes, plaintext: string, purpose: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const parameters = { name: 'AES-GCM', iv, additionalData: utf8(purpose) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(parameters, key, utf8(plaintext)));
  // WebCrypto answers ciphertext ‖ tag; the envelope's order is iv ‖ tag ‖ ciphertext.
  const tagStart = sealed.length - TAG_BYTES;
  return toBase64(concat(iv, sealed.subarray(tagStart), sealed.subarray(0, tagStart)));
}

async function decrypt(rawKey: Bytes, envelope: string, purpose: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['decrypt']);
  const bytes = fromBase64(envelope);
  const iv = bytes.slice(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const ciphertext = bytes.subarray(IV_BYTES + TAG_BYTES);
  const parameters = { name: 'AES-GCM', iv, additionalData: utf8(purpose) };
  return fromUtf8(new Uint8Array(await crypto.subtle.decrypt(parameters, key, concat(ciphertext, tag))));
}

async function sign(rawKey: Bytes, message: string, purpose: string): Promise<string> {
  const key = await macKey(rawKey, purpose);
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(message))));
}

async function macKey(rawKey: Bytes, purpose: string): Promise<CryptoKey> {
  const root = await crypto.subtle.importKey('raw', rawKey, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`cerberus ${purpose}`) };
  return crypto.subtle.deriveKey(derivation, root, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);
}
