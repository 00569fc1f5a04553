import { expect, test } from 'vitest';
import { dayText, momentText, spanText } from '../../src/lib/time-text.ts';

test.each([
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [600, '10 minutes'],
  [3_600, '1 hour'],
  [86_400, '24 hours'],
  [7 * 86_400, '7 days'],
  [3_599, '59 minutes'],
])('%i seconds are %s', (seconds, words) => {
  expect(spanText(seconds)).toBe(words);
});

test('A moment names its zone', () => {
  expect(momentText(new Date('2026-11-24T15:31:00Z'))).toBe('24 November 2026 at 15:31 UTC');
  expect(dayText(new Date('2026-11-24T23:59:59Z'))).toBe('24 November 2026');
});
