import { describe, expect, it } from 'vitest';
import { parseParameters, readParameters, splitList } from '../../../src/oauth/params.ts';
import fc from '../../support/property.ts';

const name = fc.constantFrom('client_id', 'scope', 'state', '__proto__', 'constructor');
const value = fc.oneof(fc.constant(''), fc.string({ maxLength: 5 }), fc.constant('a\0b'));
const pairs = fc.array(fc.tuple(name, value), { maxLength: 8 });

/** What RFC 6749 section 3.1 says of the pairs with this name. */
function expected(given: [string, string][], wanted: string): string | 'absent' | 'fault' {
  const values = given.filter(([key, text]) => key === wanted && text !== '').map(([, text]) => text);
  if (values.length === 0) return 'absent';
  return values.length === 1 && !values[0]?.includes('\0') ? (values[0] ?? '') : 'fault';
}

describe('reading parameters (RFC 6749 sections 3.1 and 3.2)', () => {
  it('keeps parameters that are given once, and reports others', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const { parameters, fault } = readParameters(new URLSearchParams(given));
        const names = new Set(given.map(([key]) => key));
        for (const key of names) {
          const wanted = expected(given, key);
          expect(parameters.get(key)).toBe(wanted === 'absent' || wanted === 'fault' ? undefined : wanted);
        }
        expect(fault === null).toBe([...names].every((key) => expected(given, key) !== 'fault'));
      }),
    );
  });

  it('the strict parser throws exactly when there is a fault', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const { parameters, fault } = readParameters(new URLSearchParams(given));
        if (fault === null) expect(parseParameters(new URLSearchParams(given))).toEqual(parameters);
        else expect(() => parseParameters(new URLSearchParams(given))).toThrow(fault);
      }),
    );
  });

  it('names the fault in characters that an error description may have (section 5.2)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const { fault } = readParameters(
          new URLSearchParams([
            [key, '1'],
            [key, '2'],
          ]),
        );
        expect(fault).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
      }),
    );
  });
});

describe('resource, which may be repeated (RFC 8707 section 2)', () => {
  const uri = fc.string({ unit: fc.constantFrom('a', ':', '/', '#', '%', ' ', '\0'), maxLength: 4 });

  it('is the list of given values, unless a value has a space', () => {
    fc.assert(
      fc.property(
        fc.array(uri),
        fc.array(fc.tuple(fc.constant('scope'), fc.constant('a')), { maxLength: 1 }),
        (uris, others) => {
          const given = [...others, ...uris.map((one): [string, string] => ['resource', one])];
          const { parameters, fault } = readParameters(new URLSearchParams(given));
          const meant = uris.filter((one) => one !== '');
          const isAtFault = meant.some((one) => /[ \0]/.test(one));
          expect(fault).toBe(isAtFault ? 'Unacceptable value: resource' : null);
          expect(splitList(parameters.get('resource'))).toEqual(isAtFault ? [] : [...new Set(meant)]);
          expect(parameters.get('scope')).toBe(others.length > 0 ? 'a' : undefined);
        },
      ),
    );
  });
});

describe('space-separated lists (RFC 6749 section 3.3)', () => {
  const entry = fc.string({ unit: fc.constantFrom('a', 'b', ':', '\t', 'é'), minLength: 1, maxLength: 3 });

  it('give their entries in order, each once', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        expect(splitList(entries.join(' '))).toEqual([...new Set(entries)]);
      }),
    );
  });

  it('ignore additional spaces', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.nat(3), (entries, spaces) => {
        const gap = ' '.repeat(spaces + 1);
        expect(splitList(gap + entries.join(gap) + gap)).toEqual([...new Set(entries)]);
      }),
    );
  });

  it.each([undefined, '', '   '])('%j is an empty one', (list) => {
    expect(splitList(list)).toEqual([]);
  });
});
