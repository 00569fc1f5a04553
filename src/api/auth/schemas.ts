/** Shapes that several auth routes share. */
import { PASSWORD_LENGTH_MAX } from '../../domain/password-policy.ts';
import { z } from '../../http/openapi.ts';
import { LINE, NAME_LENGTH_MAX } from '../../lib/names.ts';

export const emailSchema = z.string().trim().max(254).pipe(z.email());
/** A line of text: PostgreSQL stores no NUL, and a line break in a name could end a header of an e-mail. */
export function lineSchema(length: number) {
  return z.string().trim().min(1).max(length).regex(LINE, { error: 'Control characters are not allowed' });
}
export const nameSchema = lineSchema(NAME_LENGTH_MAX);
/** RFC 6749 appendix A.1: visible ASCII characters and spaces. */
export const clientIdSchema = z
  .string()
  .max(255)
  .regex(/^[\x20-\x7e]*$/);
/** Code points are counted, as the policy does; half of a surrogate pair would be hashed as if it were another. */
export const passwordSchema = z
  .string()
  .min(8)
  .refine((value) => [...value.normalize('NFC')].length <= PASSWORD_LENGTH_MAX, {
    error: `Too long: at most ${PASSWORD_LENGTH_MAX} characters`,
  })
  .refine((value) => value.isWellFormed(), { error: 'Not a text' });
/** Longer than any password we accept: such a guess is wrong, and is told so like every other. */
export const passwordGuessSchema = z.string().min(1).max(1024);
export const accountTokenSchema = z.string().min(1).max(255);

export const userSummarySchema = z.object({ id: z.uuid(), email: z.string(), name: z.string() });
export const organisationSummarySchema = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
export const messageSchema = z.object({ message: z.string() });

export const PROBLEM = { description: 'Problem details (RFC 9457)' };

/** Opaque: what is no id of ours is the id of nothing. */
export const idParams = z.object({ id: z.string().max(255) });
