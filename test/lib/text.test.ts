import { describe, expect, it } from 'vitest';
import { findUnusable } from '../../src/lib/text.ts';
import { DEEP_JSON } from '../support/hostile-json.ts';

describe('a value as JSON carries it', () => {
  it.each([
    [{ a: ['x', { b: null, c: 1 }] }, null],
    ['a\0', { path: [], message: 'Invalid characters' }],
    [{ a: ['x', { b: '\ud800' }] }, { path: ['a', 1, 'b'], message: 'Invalid characters' }],
    [{ a: { '\ud800': 1 } }, { path: ['a', '\ud800'], message: 'Invalid characters' }],
  ])('%j', (value, expected) => {
    expect(findUnusable(value)).toEqual(expected);
  });

  it.each(DEEP_JSON)('that is nested too deeply is reported with its path: %.10s', (text) => {
    const found = findUnusable({ extensions: JSON.parse(text) });
    expect(found).toMatchObject({ message: 'Nested too deeply' });
    expect(found?.path[0]).toBe('extensions');
  });
});
