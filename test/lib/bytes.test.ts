import { describe, expect, it } from 'vitest';
import { concat, equalInConstantTime, fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from '../../src/lib/bytes.ts';
import fc from '../support/property.ts';

const bytes = fc.uint8Array({ maxLength: 100 });

/** RFC 4648 section 5 read back: the alphabet of base64url, and the padding it leaves out. */
function fromBase64Url(text: string): Uint8Array {
  return fromBase64(
    text
      .replaceAll('-', '+')
      .replaceAll('_', '/')
      .padEnd(Math.ceil(text.length / 4) * 4, '='),
  );
}

describe('bytes and text', () => {
  it('base64 and base64url give back what they were given (RFC 4648 sections 4 and 5)', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect([...fromBase64(toBase64(given))]).toEqual([...given]);
        expect([...fromBase64Url(toBase64Url(given))]).toEqual([...given]);
      }),
    );
  });

  it('base64url needs no escaping in a URL and has no padding', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(toBase64Url(given)).toMatch(/^[\w-]*$/);
      }),
    );
  });

  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foobar', 'Zm9vYmFy'],
  ])('base64url of %j is %j (RFC 4648 section 10)', (text, encoded) => {
    expect(toBase64Url(utf8(text))).toBe(encoded);
  });

  it('UTF-8 gives back every well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
  });

  it('concat keeps order and length', () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (a, b, c) => {
        expect([...concat(a, b, c)]).toEqual([...a, ...b, ...c]);
      }),
    );
  });

  it('the comparison in constant time agrees with the ordinary one', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(equalInConstantTime(a, b)).toBe(a === b);
      }),
    );
  });
});
