import { expect, it } from 'vitest';
import { redactFacts, redactText } from '../../../src/domain/explanations/redaction.ts';
import { newSecret } from '../../../src/lib/secrets.ts';

it.each([
  ['a secret of ours', `wrong ${newSecret('clientSecret')}`, 'wrong (removed)'],
  ['a token of anybody', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', 'Bearer (removed)'],
  ['the query and the fragment of an address', 'https://a.example/b?code=1#c is wrong', 'https://a.example/b is wrong'],
  ['the address of a person', 'unknown: pat@example.com', 'unknown: (address)'],
  ['what the request has sent as a secret', 'scope hunter22 x', 'scope (removed) x'],
  ['control characters', 'a\nb', 'a?b'],
  ['more than a line', 'x'.repeat(1000), 'x'.repeat(200)],
])('%s does not stay', (_what, text, rest) => {
  expect(redactText(text, ['hunter22'])).toBe(rest);
});

it('facts keep their types, and lists their first entries', () => {
  const facts = { at: new Date(0), is: true, none: null, not: undefined, list: Array.from({ length: 30 }, () => 'a') };
  expect(redactFacts(facts, [])).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    is: true,
    none: null,
    list: Array.from({ length: 20 }, () => 'a'),
  });
});
