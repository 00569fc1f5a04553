/**
 * How a sealed secret is written: `<form><key version>:<base64(iv12 ‖ tag16 ‖ ciphertext)>`. Of a secret there is one
 * text only, and what is not that text is no sealed secret.
 */
import { type Bytes, concat, fromBase64, toBase64 } from '../../lib/bytes.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * `bound`: under a key of the purpose alone, and for one row. `former`: under the key of all purposes, for any row, as
 * releases before docs/decisions/0029 sealed.
 */
export type EnvelopeForm = 'former' | 'bound';

const LETTERS: Readonly<Record<EnvelopeForm, string>> = { former: 'v', bound: 'd' };

export interface Envelope {
  form: EnvelopeForm;
  /** Of the key. */
  version: number;
  iv: Bytes;
  /** Ciphertext ‖ tag, as WebCrypto has it. */
  sealed: Bytes;
}

export function newIv(): Bytes {
  return crypto.getRandomValues(new Uint8Array(IV_BYTES));
}

/** What every envelope of this form and key begins with, and no other; of this form, when no key is named. */
export function envelopePrefix(form: EnvelopeForm, version?: number): string {
  return version === undefined ? LETTERS[form] : `${LETTERS[form]}${version}:`;
}

export function writeEnvelope({ form, version, iv, sealed }: Envelope): string {
  const tagStart = sealed.length - TAG_BYTES;
  return envelopePrefix(form, version) + toBase64(concat(iv, sealed.subarray(tagStart), sealed.subarray(0, tagStart)));
}

const ENVELOPE = /^([vd])(0|[1-9]\d{0,14}):([A-Za-z0-9+/]+={0,2})$/;

/** @throws Error when it is none */
export function readEnvelope(text: string): Envelope {
  const [, letter, version, content] = ENVELOPE.exec(text) ?? [];
  const bytes = content === undefined ? null : bytesOf(content);
  if (bytes === null || bytes.length < IV_BYTES + TAG_BYTES) throw new Error('Not a sealed secret');
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  return {
    form: letter === LETTERS.bound ? 'bound' : 'former',
    version: Number(version),
    iv: bytes.slice(0, IV_BYTES),
    sealed: concat(bytes.subarray(IV_BYTES + TAG_BYTES), tag),
  };
}

/** With or without its padding, which a handle has not; null when it is not how these bytes are written. */
function bytesOf(base64: string): Bytes | null {
  const digits = base64.replace(/=+$/, '');
  if (digits.length % 4 === 1) return null;
  const bytes = fromBase64(digits);
  const padded = toBase64(bytes);
  return base64 === padded || base64 === padded.replace(/=+$/, '') ? bytes : null;
}
