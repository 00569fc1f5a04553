import { describe, expect, it } from 'vitest';
import { passwordFaults, refuseFaults } from '../../../src/domain/passwords/faults.ts';
import fc from '../../support/property.ts';

const FAULTS = {
  length: 'Password must be at least 8 characters',
  upper: 'Password must contain at least one uppercase letter',
  lower: 'Password must contain at least one lowercase letter',
  number: 'Password must contain at least one number',
  special: 'Password must contain at least one special character',
};

describe('the faults of a password', () => {
  it.each([
    ['Aa1!aaaa', []],
    ['', Object.values(FAULTS)],
    ['Aa1!', [FAULTS.length]],
    ['aa1!aaaa', [FAULTS.upper]],
    ['AA1!AAAA', [FAULTS.lower]],
    ['Aaa!aaaa', [FAULTS.number]],
    ['Aa1aaaaa', [FAULTS.special]],
    ['aaaaaaaa', [FAULTS.upper, FAULTS.number, FAULTS.special]],
  ])('%j lacks %j', (password, faults) => {
    expect(passwordFaults(password)).toEqual(faults);
  });

  it.each([...'!@#$%^&*(),.?":{}|<>'])('%s is a special character', (character) => {
    expect(passwordFaults(`Aa1aaaaa${character}`)).toEqual([]);
  });

  it('the length counts code points, not UTF-16 units: four emoji are four', () => {
    expect(passwordFaults('😀😀😀😀')).toContain(FAULTS.length);
  });

  it('other alphabets count: Ünïcode, ΑΒγ and spaces', () => {
    expect(passwordFaults('Ñandú 1x')).toEqual([]);
    expect(passwordFaults('Ωμέγα٣ ωωω')).toEqual([]);
  });

  it('a longer password is never weaker', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (password, more) => {
        const before = passwordFaults(password);
        // Joining can merge two code units into one character, so only the kinds of characters are compared.
        const kinds = passwordFaults(password + more).filter((fault) => fault !== FAULTS.length);
        expect(before).toEqual(expect.arrayContaining(kinds));
      }),
    );
  });

  it('a weak password is refused with all its faults', () => {
    expect(() => refuseFaults(passwordFaults('aaaaaaaa'))).toThrowError(
      expect.objectContaining({
        code: 'bad_request',
        message: 'Password too weak',
        extensions: { errors: [FAULTS.upper, FAULTS.number, FAULTS.special] },
      }),
    );
  });
});
