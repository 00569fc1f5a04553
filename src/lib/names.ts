/** What people call things, themselves included: a line of text, of a length that fits on one. */
export const NAME_LENGTH_MAX = 100;
/** No control characters, and no half of a surrogate pair. */
export const LINE = /^[^\p{Cc}\p{Cs}]*$/u;

export function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_LENGTH_MAX && LINE.test(text);
}
