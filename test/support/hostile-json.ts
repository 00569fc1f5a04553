/** Hostile JSON, as text: objects cannot represent all of it. */

const LEVELS = 10_000;

/** Deeper than a recursive function can handle. */
export const DEEP_JSON = [
  `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`,
  `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`,
];

/** Objects that cannot be converted to a string or a number, and names of inherited properties. */
export const UNTYPED_JSON = [
  '{"toString":""}',
  '{"toString":"","valueOf":"","toJSON":""}',
  '{"__proto__":{"toString":null}}',
  '{"constructor":{"prototype":1}}',
  '{"length":1e9}',
  '[{"toString":""}]',
  '[null]',
];

export const HOSTILE_JSON = [
  ...['null', '7', 'true', '[]', '{}', '[[["x"]]]', '1e999', '-0', '9007199254740993', '-1e-400'],
  ...[String.raw`"\u0000"`, String.raw`"\ud800"`, String.raw`{"\ud800":1}`, String.raw`"a\r\nBcc: b@example.com"`],
  ...['""', '"__proto__"', '"constructor"', `"${'x'.repeat(50_000)}"`, '{"a":1,"a":null}'],
  ...UNTYPED_JSON,
  ...DEEP_JSON,
];
