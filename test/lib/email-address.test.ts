/** RFC 5321, RFC 5891 section 5: every notation of a mailbox is normalised to one form. */
import { describe, expect, it } from 'vitest';
import { emailFault, emailText, normaliseEmail } from '../../src/lib/email-address.ts';
import fc from '../support/property.ts';

describe('the form that is stored and compared', () => {
  it.each([
    ['  Ada@Example.COM ', 'ada@example.com'],
    ['ada@müller.example', 'ada@xn--mller-kva.example'],
    ['ada@MÜLLER.example', 'ada@xn--mller-kva.example'],
    ['ada@xn--mller-kva.example', 'ada@xn--mller-kva.example'],
    ['ada@mu\u0308ller.example', 'ada@xn--mller-kva.example'],
    ['ada@日本。example', 'ada@xn--wgv71a.example'],
    ['ada@ｅxample.com', 'ada@example.com'],
  ])('%s is %s', (given, stored) => {
    expect(normaliseEmail(given)).toBe(stored);
    expect(emailFault(stored)).toBeNull();
  });

  it('is stable when it is normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (local, domain) => {
        const once = normaliseEmail(`${local}@${domain}`);
        expect(normaliseEmail(once)).toBe(once);
      }),
    );
  });

  it.each(['ada@müller.example/x', 'ada@müller.example:25', 'ada@evil.com#müller', 'a@ü b'])(
    'makes no address of what is none: %s',
    (given) => {
      expect(emailFault(normaliseEmail(given))).not.toBeNull();
    },
  );
});

describe('an address', () => {
  it.each(['a@b.co', 'first.last+tag@sub.example.com', "o'neill@example.com", `${'a'.repeat(64)}@example.com`])(
    '%s is one',
    (given) => {
      expect(emailFault(given)).toBeNull();
    },
  );

  it.each([
    '',
    '@',
    'a@',
    '@example.com',
    'a@b',
    'a b@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a@-b.com',
    'a@b.c',
    'a@127.0.0.1',
  ])('%j is none', (given) => {
    expect(emailFault(given)).not.toBeNull();
  });

  it('has at most 64 octets before the @, and 254 in all', () => {
    expect(emailFault(`${'a'.repeat(65)}@example.com`)).toContain('64');
    expect(emailFault(`a@${'a'.repeat(250)}.com`)).not.toBeNull();
  });

  it('is refused with a message of its own when it needs SMTPUTF8', () => {
    expect(emailFault('jürgen@example.com')).toContain('without accents');
  });
});

describe('the text that people see', () => {
  it.each([
    ['ada@xn--mller-kva.example', 'ada@müller.example'],
    ['ada@example.com', 'ada@example.com'],
    ['ada@xn--zzzzzzz-.example', 'ada@xn--zzzzzzz-.example'],
  ])('%s is shown as %s', (stored, shown) => {
    expect(emailText(stored)).toBe(shown);
    expect(normaliseEmail(shown)).toBe(stored);
  });
});
