import { describe, expect, it } from 'vitest';
import {
  decodeCursor,
  encodeCursor,
  filterOf,
  filterParameters,
  sortOf,
  sortParameters,
} from '../../src/http/list-query.ts';
import { z } from '../../src/http/openapi.ts';
import { optional } from '../../src/http/pagination.ts';
import fc from '../support/property.ts';

const query = z.object({
  ...sortParameters(['createdAt', 'name']),
  ...filterParameters({ status: optional(z.enum(['active', 'blocked'])) }),
});
const sorted = (given: Record<string, string>) => sortOf(query.parse(given), { sort: 'createdAt', order: 'desc' });

describe('the query of a list', () => {
  it.each([
    [{}, { sort: 'createdAt', order: 'desc' }],
    [
      { sort: '', order: '' },
      { sort: 'createdAt', order: 'desc' },
    ],
    [{ order: 'asc' }, { sort: 'createdAt', order: 'asc' }],
    [{ sort: 'name' }, { sort: 'name', order: 'asc' }],
    [
      { sort: 'name', order: 'desc' },
      { sort: 'name', order: 'desc' },
    ],
    [{ sort: '-name' }, { sort: 'name', order: 'desc' }],
    [
      { sort: '-name', order: 'asc' },
      { sort: 'name', order: 'asc' },
    ],
  ])('%j sorts by %j', (given, expected) => {
    expect(sorted(given)).toEqual(expected);
  });

  it('sorts by no other field', () => {
    expect(() => sorted({ sort: 'password' })).toThrow();
    expect(() => sorted({ sort: '--name' })).toThrow();
  });

  it.each([{ status: 'blocked' }, { 'filter[status]': 'blocked' }, { status: '', 'filter[status]': 'blocked' }])(
    '%j filters by status',
    (given) => {
      expect(filterOf(query.parse(given), 'status')).toBe('blocked');
    },
  );
});

describe('a cursor', () => {
  it('gives back the values that it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }), (values) => {
        expect(decodeCursor(encodeCursor(values), values.length)).toEqual(values);
      }),
    );
  });

  it('that is no cursor, or one of another list, is a bad request and no failure', () => {
    const refused = expect.objectContaining({ code: 'bad_request' });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(() => decodeCursor(text, 2)).toThrow(refused);
      }),
    );
    expect(() => decodeCursor(encodeCursor(['one']), 2)).toThrow(refused);
  });
});
