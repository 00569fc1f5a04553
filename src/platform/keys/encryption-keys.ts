/** SECRET_ENCRYPTION_KEY: the operator's keys by version, and the keys that are derived from them. */
import { type Bytes, fromBase64, utf8 } from '../../lib/bytes.ts';

export interface EncryptionKeys {
  /** The current one first. */
  versions: readonly number[];
  /** The key itself, with which releases before docs/decisions/0029 sealed for every purpose. */
  allPurposes(version: number): Promise<CryptoKey>;
  /** A key of AES-256-GCM for this purpose only. */
  sealing(version: number, purpose: string): Promise<CryptoKey>;
  /** A key of HMAC-SHA-256 for this purpose only. */
  signing(version: number, purpose: string): Promise<CryptoKey>;
}

/**
 * Every key is imported or derived once. Values are cached, never promises: a promise belongs to the request that made
 * it.
 * @param configuration one base64 key of 32 bytes (version 1), or several as `<version>:<base64>` separated by commas,
 *   the current one first
 * @throws Error when a key is not 32 bytes of base64
 */
export function readEncryptionKeys(configuration: string): EncryptionKeys {
  const keys = parseKeys(configuration);
  const made = new Map<string, CryptoKey>();

  async function once(name: string, version: number, make: (raw: Bytes) => Promise<CryptoKey>): Promise<CryptoKey> {
    const raw = keys.get(version);
    if (!raw) throw new Error(`SECRET_ENCRYPTION_KEY holds no key of version ${version}`);
    const place = `${version} ${name}`;
    const key = made.get(place) ?? (await make(raw));
    made.set(place, key);
    return key;
  }

  const derived = (version: number, info: string, { algorithm, usages }: Derivation) =>
    once(info, version, async (raw) => {
      const root = await crypto.subtle.importKey('raw', raw, 'HKDF', false, ['deriveKey']);
      const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`cerberus ${info}`) };
      return crypto.subtle.deriveKey(derivation, root, algorithm, false, usages);
    });

  return {
    versions: [...keys.keys()],
    allPurposes: (version) =>
      once('', version, (raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])),
    sealing: (version, purpose) => derived(version, `seal ${purpose}`, AES),
    signing: (version, purpose) => derived(version, purpose, HMAC),
  };
}

interface Derivation {
  algorithm: { name: string; length: number; hash?: string };
  usages: KeyUsage[];
}

const AES: Derivation = { algorithm: { name: 'AES-GCM', length: 256 }, usages: ['encrypt', 'decrypt'] };
const HMAC: Derivation = { algorithm: { name: 'HMAC', hash: 'SHA-256', length: 256 }, usages: ['sign'] };

function parseKeys(configuration: string): Map<number, Bytes> {
  const keys = new Map<number, Bytes>();
  for (const entry of configuration.split(',')) {
    // 32 bytes are 43 characters and their padding.
    const match = /^(?:(\d{1,15}):)?([A-Za-z0-9+/]{43}=?)$/.exec(entry.trim());
    if (!match?.[2]) throw new Error('SECRET_ENCRYPTION_KEY must be 32 bytes in base64');
    keys.set(Number(match[1] ?? 1), fromBase64(match[2]));
  }
  return keys;
}

/** 32 random bytes have at least this many distinct ones. */
const DISTINCT_BYTES_MIN = 16;

/** Whether the current key is obviously not random: printable text, or a pattern. */
export function isGuessableKey(configuration: string): boolean {
  const [key = new Uint8Array()] = parseKeys(configuration).values();
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText || new Set(key).size < DISTINCT_BYTES_MIN;
}
