/** Slugs: lower-case words joined by hyphens. */
import transliterating from '@sindresorhus/slugify';

const SLUG_LENGTH_MAX = 48;

/** `Müller & Söhne GmbH` → `muller-sohne-gmbh`. Never empty: a name without letters gives the last resort. */
export function slugify(name: string, lastResort = 'organisation'): string {
  const words = transliterating(name.normalize('NFKC'), {
    decamelize: false,
    preserveLeadingUnderscore: false,
    customReplacements: SIGNS,
  });
  const slug = words.slice(0, SLUG_LENGTH_MAX).replace(/^-+|-+$/g, '');
  return slug || lastResort;
}

/** Signs that would otherwise be spelled out as words. */
const SIGNS: [string, string][] = [
  ['&', ' '],
  ['🦄', ' '],
  ['♥', ' '],
];

/** The slug itself when it is free, else the first free one of `slug-2`, `slug-3`, … */
export function freeSlug(slug: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  if (!used.has(slug)) return slug;
  let suffix = 2;
  while (used.has(`${slug}-${suffix}`)) suffix++;
  return `${slug}-${suffix}`;
}
