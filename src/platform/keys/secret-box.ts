/**
 * Sealing of secrets that must be read back (signing keys, TOTP seeds, webhook secrets): AES-256-GCM under a key of
 * their purpose, derived (HKDF-SHA-256) from a versioned one, so that a new key can be introduced while the old one
 * still decrypts. The row is authenticated: an envelope that was moved to another row or column does not open.
 */
import { fromUtf8, toBase64Url, utf8 } from '../../lib/bytes.ts';
import { type EncryptionKeys, readEncryptionKeys } from './encryption-keys.ts';
import { type EnvelopeForm, envelopePrefix, newIv, readEnvelope, writeEnvelope } from './envelope.ts';
import { additionalDataOf, type SealContext } from './sealed-columns.ts';

/**
 * The form of envelope that is sealed: `former`, which isolates of earlier releases open too, or `bound` to its row.
 * Both forms are opened, except with `bound-only` (docs/decisions/0029-sealed-for-one-row.md).
 */
export const SEALINGS = ['former', 'bound', 'bound-only'] as const;

export type Sealing = (typeof SEALINGS)[number];

export interface SecretBox {
  /** The version of the key that seals. */
  version: number;
  /** The beginning of every envelope that is sealed with these settings, and of no other. */
  prefix: string;
  seal(plaintext: string, context: SealContext): Promise<string>;
  /** @throws Error when the envelope is malformed, refused, of an unknown key, of another context, or altered */
  open(envelope: string, context: SealContext): Promise<string>;
  /** HMAC-SHA-256 under a key derived (HKDF) for this purpose alone; base64url. */
  mac(message: string, purpose: string): Promise<string>;
  /** The MAC under every key, the current one first: MACs of a replaced key are still recognised. */
  macs(message: string, purpose: string): Promise<string[]>;
}

/**
 * @param configuration the value of SECRET_ENCRYPTION_KEY
 * @throws Error when a key is not 32 bytes of base64
 */
export function createSecretBox(configuration: string, sealing: Sealing = 'bound'): SecretBox {
  const keys = readEncryptionKeys(configuration);
  const [current] = keys.versions;
  if (current === undefined) throw new Error('SECRET_ENCRYPTION_KEY holds no key');
  const form = sealing === 'former' ? 'former' : 'bound';
  return {
    version: current,
    prefix: envelopePrefix(form, current),
    seal: async (plaintext, context) => {
      const iv = newIv();
      const { key, additionalData } = await encryptionOf(keys, { form, version: current }, context);
      const parameters = { name: 'AES-GCM', iv, additionalData };
      const sealed = new Uint8Array(await crypto.subtle.encrypt(parameters, key, utf8(plaintext)));
      return writeEnvelope({ form, version: current, iv, sealed });
    },
    open: async (text, context) => {
      const { iv, sealed, ...envelope } = readEnvelope(text);
      if (envelope.form === 'former' && sealing === 'bound-only') throw new Error('SECRET_SEALING refuses this form');
      const { key, additionalData } = await encryptionOf(keys, envelope, context);
      return fromUtf8(
        new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed)),
      );
    },
    mac: (message, purpose) => sign(keys, current, { message, purpose }),
    macs: (message, purpose) => Promise.all(keys.versions.map((version) => sign(keys, version, { message, purpose }))),
  };
}

/** The key and the additional data for a secret of this context. */
async function encryptionOf(
  keys: EncryptionKeys,
  { form, version }: { form: EnvelopeForm; version: number },
  context: SealContext,
) {
  const { purpose } = context;
  return form === 'former'
    ? { key: await keys.allPurposes(version), additionalData: utf8(purpose) }
    : { key: await keys.sealing(version, purpose), additionalData: additionalDataOf(context) };
}

async function sign(
  keys: EncryptionKeys,
  version: number,
  { message, purpose }: { message: string; purpose: string },
): Promise<string> {
  const key = await keys.signing(version, purpose);
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(message))));
}
