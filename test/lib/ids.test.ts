import { describe, expect, it } from 'vitest';
import { isUuid, uuidv7, uuidv7Floor } from '../../src/lib/ids.ts';
import fc from '../support/property.ts';

/** 48 bits of milliseconds. */
const moment = fc.nat({ max: 8_640_000_000_000_000 }).filter((milliseconds) => milliseconds < 2 ** 48);

describe('UUID version 7 (RFC 9562 section 5.7)', () => {
  it('has version 7 and variant 10', () => {
    fc.assert(
      fc.property(moment, (milliseconds) => {
        expect(uuidv7(new Date(milliseconds))).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('begins with the milliseconds since the epoch', () => {
    fc.assert(
      fc.property(moment, (milliseconds) => {
        expect(Number.parseInt(uuidv7(new Date(milliseconds)).replace('-', '').slice(0, 12), 16)).toBe(milliseconds);
      }),
    );
  });

  it('sorts by time, as text', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a < b);
        expect(uuidv7(new Date(a)) < uuidv7(new Date(b))).toBe(true);
      }),
    );
  });

  it('is at or above the floor of its moment, and below that of every later one', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(uuidv7(new Date(a)) >= uuidv7Floor(new Date(a))).toBe(true);
        fc.pre(a < b);
        expect(uuidv7(new Date(a)) < uuidv7Floor(new Date(b))).toBe(true);
      }),
    );
  });

  it('does not repeat within a millisecond', () => {
    const now = new Date();
    expect(new Set(Array.from({ length: 1000 }, () => uuidv7(now))).size).toBe(1000);
  });
});

describe('isUuid', () => {
  it('accepts every id that is made here', () => {
    fc.assert(
      fc.property(moment, (milliseconds) => {
        expect(isUuid(uuidv7(new Date(milliseconds)))).toBe(true);
      }),
    );
  });

  it.each([
    '',
    'nothing',
    '01a20e38-d8f1-72b7-8828-097064db0b2',
    '01a20e38-d8f1-72b7-8828-097064db0b24\n',
    "01a20e38-d8f1-72b7-8828-097064db0b24'; --",
    '{01a20e38-d8f1-72b7-8828-097064db0b24}',
  ])('does not take %j for one', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
