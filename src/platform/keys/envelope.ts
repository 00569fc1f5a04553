/**
 * The text of a sealed secret: `<form><key version>:<base64(iv12 ‖ tag16 ‖ ciphertext)>`. It is canonical: any other
 * spelling of the same bytes is refused.
 */
import { type Bytes, concat, fromBase64, toBase64 } from '../../lib/bytes.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * `bound`: sealed under a key of its purpose, and bound to one row. `former`: sealed under the key of all purposes, and
 * bound to no row, by releases before docs/decisions/0029.
 */
export type EnvelopeForm = 'former' | 'bound';

const LETTERS: Readonly<Record<EnvelopeForm, string>> = { former: 'v', bound: 'd' };

export interface Envelope {
  form: EnvelopeForm;
  /** The version of the key. */
  version: number;
  iv: Bytes;
  /** Ciphertext ‖ tag, the format of WebCrypto. */
  sealed: Bytes;
}

export function newIv(): Bytes {
  return crypto.getRandomValues(new Uint8Array(IV_BYTES));
}

/** The beginning of every envelope of this form and key version, and of no other. Without a version: of this form. */
export function envelopePrefix(form: EnvelopeForm, version?: number): string {
  return version === undefined ? LETTERS[form] : `${LETTERS[form]}${version}:`;
}

export function writeEnvelope({ form, version, iv, sealed }: Envelope): string {
  const tagStart = sealed.length - TAG_BYTES;
  return envelopePrefix(form, version) + toBase64(concat(iv, sealed.subarray(tagStart), sealed.subarray(0, tagStart)));
}

const ENVELOPE = /^([vd])(0|[1-9]\d{0,14}):([A-Za-z0-9+/]+={0,2})$/;

/** @throws Error when the text is not an envelope */
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

/** Accepts base64 with or without padding (handles have none); null when it is not the canonical text of its bytes. */
function bytesOf(base64: string): Bytes | null {
  const digits = base64.replace(/=+$/, '');
  if (digits.length % 4 === 1) return null;
  const bytes = fromBase64(digits);
  const padded = toBase64(bytes);
  return base64 === padded || base64 === padded.replace(/=+$/, '') ? bytes : null;
}
