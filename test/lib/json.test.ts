import { describe, expect, it } from 'vitest';
import { isSameJson } from '../../src/lib/json.ts';

describe('The same JSON', () => {
  it.each([
    [1, 1],
    [null, null],
    [
      [1, { a: [] }],
      [1, { a: [] }],
    ],
    [
      { a: 1, b: { c: 'x', d: null } },
      { b: { d: null, c: 'x' }, a: 1 },
    ],
  ])('%j is %j', (one, other) => {
    expect(isSameJson(one, other)).toBe(true);
  });

  it.each([
    [1, '1'],
    [null, {}],
    [{}, []],
    [[], { length: 0 }],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ toString: 1 }, {}],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
  ])('%j is not %j', (one, other) => {
    expect(isSameJson(one, other)).toBe(false);
    expect(isSameJson(other, one)).toBe(false);
  });
});
