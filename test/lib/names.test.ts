/** UTS #39, RFC 8264 section 9.13: a name is visible, and has no control characters. */
import { describe, expect, it } from 'vitest';
import { isLine, isName, isVisible } from '../../src/lib/names.ts';
import fc from '../support/property.ts';

const code = (point: number) => String.fromCodePoint(point);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => code(from + index));

describe('names', () => {
  it.each(['Ada', 'Zoë Müller', "O'Neill", '山田 太郎', 'محمد', 'नरेन्द्र', '👩‍👩‍👧 family', 'a', '7'])(
    '%s is one',
    (name) => {
      expect(isName(name)).toBe(true);
    },
  );

  it('have no control characters, no line or paragraph separators, no lone surrogates', () => {
    for (const character of ['\0', '\n', '\r', '\t', '\u0085', '\u2028', '\u2029', '\ud800', '\udc00']) {
      expect(isName(`a${character}b`), character.codePointAt(0)?.toString(16)).toBe(false);
    }
  });

  it('have no bidirectional controls', () => {
    for (const mark of [...range(0x202a, 0x202e), ...range(0x2066, 0x2069), '\u200e', '\u200f', '\u061c']) {
      expect(isName(`Ada ${mark} resu`), mark.codePointAt(0)?.toString(16)).toBe(false);
    }
  });

  it('have a visible character', () => {
    const invisible = [
      '\u200b',
      '\u200d',
      '\ufeff',
      '\u3164',
      '\u115f',
      '\uffa0',
      '\u00ad',
      '\u2800',
      '\u00a0',
      '\u{e0061}',
    ];
    for (const character of [...invisible, invisible.join('')]) {
      expect(isName(character), character.codePointAt(0)?.toString(16)).toBe(false);
      expect(isName(`a${character}`)).toBe(true);
    }
  });

  it('are checked without state: any order and number of checks gives the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(isVisible(text)).toBe(isVisible(text));
        expect(isLine(text + text)).toBe(isLine(text));
      }),
    );
  });
});
