import { expect, test } from 'vitest';
import { parseBranding, textColorOn } from '../../src/lib/branding.ts';

test.each([
  [{ logoUrl: 'https://cdn.example/logo.png', primaryColor: '#0A7cff' }, 'https://cdn.example/logo.png', '#0a7cff'],
  [{ primaryColor: '#f0a' }, null, '#ff00aa'],
  [{ logoUrl: 'http://cdn.example/logo.png', primaryColor: 'red' }, null, null],
  [{ logoUrl: 'data:image/svg+xml,<svg/>', primaryColor: '#12345' }, null, null],
  [{ logoUrl: 'javascript:alert(1)', primaryColor: '#fff;background:url(https://x.example)' }, null, null],
  [{ logoUrl: 'https://user:pass@cdn.example/', primaryColor: '#fff\n' }, null, null],
  [{ logoUrl: `https://cdn.example/${'a'.repeat(2_048)}`, primaryColor: 5 }, null, null],
  [{ logoUrl: 'https://cdn.example/"><script>' }, 'https://cdn.example/%22%3E%3Cscript%3E', null],
  [null, null, null],
  ['#ffffff', null, null],
  [[], null, null],
])('Of %j the well-formed is kept', (stored, logoUrl, primaryColor) => {
  expect(parseBranding(stored)).toEqual({ logoUrl, primaryColor });
});

test.each([
  ['#ffffff', '#000000'],
  ['#ffcc00', '#000000'],
  ['#3b4cca', '#ffffff'],
  ['#000000', '#ffffff'],
])('On %s one reads %s', (color, ink) => {
  expect(textColorOn(color)).toBe(ink);
});
