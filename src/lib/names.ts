/** What people call things, themselves included: a line of text, of a length that fits on one. */
export const NAME_LENGTH_MAX = 100;

/** Controls, halves of a surrogate pair, ends of lines and paragraphs, and what turns the text around it (UTS #39). */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Shows nothing: spaces, and what RFC 8264 section 9.13 calls default-ignorable. U+2800 is a dot pattern without dots. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether the text is one line that reads as it is written: it could end up in a header of a mail, or beside our own words. */
export function isLine(text: string): boolean {
  return !UNFIT.test(text);
}

/** Whether there is something to see. */
export function isVisible(text: string): boolean {
  return text.replace(INVISIBLE, '') !== '';
}

/**
 * A name as part of a sentence of ours: whichever way it is written, the words around it stay where they are (UAX #9
 * section 2.5). Pages make `<bdi>` of it (http/sentence.tsx).
 */
export function isolated(name: string): string {
  return `\u2068${name.replace(/[\u2066-\u2069]/g, '')}\u2069`;
}

export function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_LENGTH_MAX && isLine(text) && isVisible(text);
}
