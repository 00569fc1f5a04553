/** The text of sealed secrets is canonical; any other text is refused before decryption. */
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/lib/bytes.ts';
import { envelopePrefix, readEnvelope, writeEnvelope } from '../../src/platform/keys/envelope.ts';
import fc, { runsOf } from '../support/property.ts';

const bytes = (minLength: number, maxLength = 200) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Uint8Array.from(array));

const envelopes = fc.record({
  form: fc.constantFrom('former' as const, 'bound' as const),
  version: fc.nat(),
  iv: bytes(12, 12),
  sealed: bytes(16),
});

/** Texts that look like envelopes, but are mostly malformed. */
const lookalikes = fc
  .tuple(
    fc.constantFrom('v', 'd', 'V', 'p', ''),
    fc.constantFrom('1', '01', '-1', '1e3', '', '999999999999999999', '१'),
    fc.constantFrom(':', '.', ''),
    fc.oneof(fc.base64String(), fc.string(), bytes(28).map(toBase64)),
  )
  .map((parts) => parts.join(''));

describe('an envelope', () => {
  it('is read as it was written, with its padding or without', () => {
    fc.assert(
      fc.property(envelopes, (envelope) => {
        const text = writeEnvelope(envelope);
        expect(readEnvelope(text)).toEqual(envelope);
        expect(readEnvelope(text.replace(/=+$/, ''))).toEqual(envelope);
        expect(text.startsWith(envelopePrefix(envelope.form, envelope.version))).toBe(true);
      }),
    );
  });

  it('is either refused with one message, or the canonical text of its content', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), lookalikes), (text) => {
        let written: string;
        try {
          written = writeEnvelope(readEnvelope(text));
        } catch (error) {
          expect((error as Error).message).toBe('Not a sealed secret');
          return;
        }
        expect([written, written.replace(/=+$/, '')]).toContain(text);
      }),
      { numRuns: runsOf(500) },
    );
  });

  it.each([
    ['nothing', ''],
    ['no content', 'v1:'],
    ['no colon', 'v1'],
    ['plain text', 'plain text'],
    ['too short for iv and tag', `d1:${toBase64(new Uint8Array(27))}`],
    ['not base64', 'v1:not base64!'],
    ['a length that base64 has not', `d1:${'A'.repeat(41)}`],
    ['bits after the last byte', `d1:${'A'.repeat(41)}B`],
    ['too much padding', `d1:${'A'.repeat(40)}==`],
    ['no letter', `1:${'A'.repeat(40)}`],
    ['a letter of no form', `p1:${'A'.repeat(40)}`],
    ['a version written otherwise', `d01:${'A'.repeat(40)}`],
    ['something in front', ` d1:${'A'.repeat(40)}`],
    ['a line after it', `d1:${'A'.repeat(40)}\n`],
  ])('is not: %s', (_what, text) => {
    expect(() => readEnvelope(text)).toThrow('Not a sealed secret');
  });

  it('is laid out as iv, tag, ciphertext', () => {
    const sealed = Uint8Array.from([...'ciphertext', ...'the tag, 16 byte'].map((letter) => letter.charCodeAt(0)));
    const text = writeEnvelope({ form: 'bound', version: 3, iv: new Uint8Array(12), sealed });
    const content = new TextDecoder().decode(fromBase64(text.slice('d3:'.length)));
    expect(content).toBe(`${'\0'.repeat(12)}the tag, 16 byteciphertext`);
  });
});
