/**
 * Sentences with words of other people in them. Somebody may sign up a stranger's address under the name
 * `Prize: evil.example`, and our mail would carry it; so what is filled in stays one short line that no mail program
 * turns into a link. Links of our own are actions, never part of a sentence.
 */

const LINE_LENGTH_MAX = 200;
const ADDRESS = /^[^\s@/]+@[^\s@/]+$/;
/** Where `www.evil.example` and `https://evil` come apart; not in numbers, nor at the beginning of a word. */
const LINK_JOINT = /(?<=[\p{L}\p{N}])\.(?=\p{L})|[/:](?=[\p{L}/])/gu;
const ZERO_WIDTH_SPACE = '\u200b';

/** Writes a sentence: ``prose`${inviter} invites you to ${organisation}` ``. */
export function prose(strings: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: strings }, ...values.map(foreignText));
}

/** What somebody else wrote, as one short line that is not a link. */
export function foreignText(value: string): string {
  const line = oneLine(value);
  return ADDRESS.test(line) ? line : line.replace(LINK_JOINT, `$&${ZERO_WIDTH_SPACE}`);
}

/** What turns the text around it (UTS #39): a sentence reads as it was written. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One short line, for a subject too: a line break there would begin another header. */
export function oneLine(value: string): string {
  const line = value
    .replace(TURNING, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ')
    .trim();
  return line.length > LINE_LENGTH_MAX ? `${Array.from(line).slice(0, LINE_LENGTH_MAX).join('')}…` : line;
}
