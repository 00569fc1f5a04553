/**
 * Sentences that contain text of others. An attacker can sign up a stranger's address under the name
 * `Prize: evil.example` to send spam through our mail. So inserted text stays one short line that no mail program turns
 * into a link. Our own links are actions, never part of a sentence.
 */

const LINE_LENGTH_MAX = 200;
const ADDRESS = /^[^\s@/]+@[^\s@/]+$/;
/** The dots, slashes and colons that make links of `www.evil.example` and `https://evil`; not those in numbers. */
const LINK_JOINT = /(?<=[\p{L}\p{N}])\.(?=\p{L})|[/:](?=[\p{L}/])/gu;
const ZERO_WIDTH_SPACE = '\u200b';

/** Writes a sentence: ``prose`${inviter} invites you to ${organisation}` ``. */
export function prose(strings: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: strings }, ...values.map(foreignText));
}

/** Text of others as one short line that is not a link. */
export function foreignText(value: string): string {
  const line = oneLine(value);
  return ADDRESS.test(line) ? line : line.replace(LINK_JOINT, `$&${ZERO_WIDTH_SPACE}`);
}

/** Bidirectional control characters, which reverse the text around them (UTS #39). */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One short line, for a subject too: a line break there would begin another header. */
export function oneLine(value: string): string {
  const line = value
    .replace(BIDI_CONTROLS, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ')
    .trim();
  return line.length > LINE_LENGTH_MAX ? `${Array.from(line).slice(0, LINE_LENGTH_MAX).join('')}…` : line;
}
