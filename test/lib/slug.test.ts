import { describe, expect, it } from 'vitest';
import { freeSlug, slugify } from '../../src/lib/slug.ts';
import fc from '../support/property.ts';

const name = fc.string({ unit: 'grapheme', maxLength: 120 });

describe('slugs', () => {
  it.each([
    ['Müller & Söhne GmbH', 'mueller-soehne-gmbh'],
    ['  Acme, Inc.  ', 'acme-inc'],
    ['İstanbul', 'istanbul'],
    ['ﬁne', 'fine'],
    ['Łódź Spółka', 'lodz-spolka'],
    ['Søren Ærø ApS', 'soren-aero-aps'],
    ['Straße', 'strasse'],
    ['Москва', 'moskva'],
    ['Ελλάδα', 'ellada'],
    ['AcmeCorp', 'acmecorp'],
    ['日本', 'organisation'],
    ['--', 'organisation'],
    ['', 'organisation'],
  ])('%j becomes %j', (given, slug) => {
    expect(slugify(given)).toBe(slug);
  });

  it('are lower-case words joined by single hyphens, at most 48 characters, for any name', () => {
    fc.assert(
      fc.property(name, (given) => {
        const slug = slugify(given);
        expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(slug.length).toBeLessThanOrEqual(48);
      }),
    );
  });

  it('are stable when made again', () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(slugify(slugify(given))).toBe(slugify(given));
      }),
    );
  });

  it('get the smallest number that makes them unique', () => {
    const taken = fc.array(fc.integer({ min: 1, max: 12 }).map((n) => (n === 1 ? 'acme' : `acme-${n}`)));
    fc.assert(
      fc.property(taken, (slugs) => {
        const slug = freeSlug('acme', slugs);
        expect(slugs).not.toContain(slug);
        const number = slug === 'acme' ? 1 : Number(slug.slice('acme-'.length));
        const smaller = Array.from({ length: number - 1 }, (_, index) => (index === 0 ? 'acme' : `acme-${index + 1}`));
        expect(slugs).toEqual(expect.arrayContaining(smaller));
      }),
    );
  });
});
