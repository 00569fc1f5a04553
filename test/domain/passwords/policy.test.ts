import { describe, expect, it } from 'vitest';
import { passwordFaults } from '../../../src/domain/passwords/faults.ts';
import { describePasswordPolicy, isPasswordExpired, readPasswordPolicy } from '../../../src/domain/passwords/policy.ts';

describe('A password', () => {
  it.each([
    'Correct-Horse-7',
    'Übermäßig größer 7!',
    `Aa1!${'x7Qk'.repeat(31)}`,
    'Пароль-Длинный-7',
    '密码很长的Zq-7',
    'Zz7 😀😀😀😀😀',
  ])('may be %s', (password) => {
    expect(passwordFaults(password)).toEqual([]);
  });

  it.each(['Password1!', 'P@ssw0rd2024!', 'Welcome123!', 'Summer2026!', 'Qwerty-123', 'Iloveyou1!', '1Admin1!'])(
    'may not be a common word: %s',
    (password) => {
      expect(passwordFaults(password)).toEqual(['Password is too common']);
    },
  );

  it.each(['Aa123456!', '1q2w3e4R!', 'Aaaaaaa1!', 'Abcdefg-1', 'Zxcvbn-987', 'Abababab1!'])(
    'may not consist of a few sequences or repetitions: %s',
    (password) => {
      expect(passwordFaults(password)).toEqual(['Password is too common']);
    },
  );

  it.each(['Zx9!kkkq', 'abcXYZ-9-zq', 'Qaz2Wsx!9p', 'Tr0ub4dor&3'])('may have a run in it: %s', (password) => {
    expect(passwordFaults(password)).toEqual([]);
  });

  it('is counted in characters of its composed form, up to 128', () => {
    const decomposed = `Aa1!${'e\u0301'.repeat(124)}`;
    expect(passwordFaults(decomposed)).toEqual([]);
    expect(passwordFaults(`${decomposed}e\u0301`)).toEqual(['Password must be at most 128 characters']);
  });

  it.each(['Lovelace-1815!', 'ada.lovelace-7A', 'Analytical1!', 'Engines-12X!'])(
    'may not be built from the name, address or organisation: %s',
    (password) => {
      const context = {
        email: 'ada.lovelace@example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        organisationName: 'Analytical Engines',
      };
      expect(passwordFaults(password, undefined, context)).toEqual([
        'Password must not be built from your name, e-mail address or organisation',
      ]);
      expect(passwordFaults(`${password} over-the-rainbow`, undefined, context)).toEqual([]);
    },
  );
});

describe('A policy', () => {
  it('is read in both spellings', () => {
    const strict = { minLength: 12, requireNumbers: false, requireSymbols: false, preventReuse: 3, maxAge: 90 };
    expect(readPasswordPolicy(strict)).toMatchObject({ minLength: 12, requireNumber: false, requireSymbol: false });
    expect(readPasswordPolicy({ requireNumber: false, requireSpecial: false })).toMatchObject({
      requireNumber: false,
      requireSymbol: false,
    });
    expect(passwordFaults('Correct-Ho', readPasswordPolicy(strict))).toEqual([
      'Password must be at least 12 characters',
    ]);
  });

  it('without composition rules accepts a long passphrase, in both spellings', () => {
    const none = { requireUppercase: false, requireLowercase: false };
    for (const policy of [
      { minLength: 15 },
      { minLength: 15, ...none, requireNumber: false, requireSpecial: false },
      { minLength: 15, ...none, requireNumbers: false, requireSymbols: false },
    ]) {
      expect(passwordFaults('correct horse battery staple', readPasswordPolicy(policy))).toEqual([]);
      expect(describePasswordPolicy(readPasswordPolicy(policy))).toMatch(/^At least 15 characters\. Long is better/);
    }
    expect(passwordFaults('correct horse battery staple', readPasswordPolicy({ minLength: 14 }))).not.toEqual([]);
    expect(readPasswordPolicy({ minLength: 15, requireNumbers: true })).toMatchObject({ requireSymbol: true });
  });

  it('is described as a text', () => {
    const words = (policy: unknown) => describePasswordPolicy(readPasswordPolicy(policy));
    expect(words(null)).toBe(
      'At least 8 characters, with an uppercase letter, a lowercase letter, a number and a special character or space.',
    );
    const digits = { requireUppercase: false, requireLowercase: false, requireSymbols: false, preventReuse: 1 };
    expect(words(digits)).toBe('At least 8 characters, with a number. Not your present one.');
  });

  it.each([null, 7, 'x', [], { minLength: 2 }, { minLength: 'x' }, { minLength: 8.5 }, { requireNumber: 'no' }])(
    'that is invalid is replaced by the default: %j',
    (stored) => {
      expect(readPasswordPolicy(stored)).toEqual(readPasswordPolicy({}));
    },
  );

  it('never locks everybody out', () => {
    expect(readPasswordPolicy({ minLength: 1e9, preventReuse: 1e9 })).toMatchObject({
      minLength: 128,
      preventReuse: 10,
    });
  });

  it('expires a password after its maximum age in days', () => {
    const now = new Date('2026-06-01');
    expect(isPasswordExpired({ maxAge: 30 }, new Date('2026-04-01'), now)).toBe(true);
    expect(isPasswordExpired({ maxAge: 90 }, new Date('2026-04-01'), now)).toBe(false);
    expect(isPasswordExpired(null, new Date('1999-01-01'), now)).toBe(false);
  });
});
