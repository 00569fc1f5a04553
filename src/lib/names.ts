/** What people call things, themselves included: a line of text, of a length that fits on one. */
export const NAME_LENGTH_MAX = 100;

export function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_LENGTH_MAX && /^[^\p{Cc}\p{Cs}]*$/u.test(text);
}
