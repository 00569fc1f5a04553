/** Names of people and things: one line of text of limited length. */
export const NAME_LENGTH_MAX = 100;

/** Control characters, lone surrogates, line and paragraph separators, and bidirectional controls (UTS #39). */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** White space, and default-ignorable characters (RFC 8264 section 9.13). U+2800 is a braille pattern without dots. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether the text is one line without control characters: safe in a mail header and inside a sentence. */
export function isLine(text: string): boolean {
  return !FORBIDDEN.test(text);
}

/** Whether the text has a visible character. */
export function isVisible(text: string): boolean {
  return text.replace(INVISIBLE, '') !== '';
}

/**
 * A name within a sentence of ours, in bidirectional isolates: a name in a right-to-left script does not reorder the
 * words around it (UAX #9 section 2.5). Pages turn the isolates into `<bdi>` (http/sentence.tsx).
 */
export function isolated(name: string): string {
  return `\u2068${name.replace(/[\u2066-\u2069]/g, '')}\u2069`;
}

export function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_LENGTH_MAX && isLine(text) && isVisible(text);
}
