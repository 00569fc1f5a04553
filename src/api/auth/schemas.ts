/** Shapes that several auth routes share. */
import { PASSWORD_LENGTH_MAX } from '../../domain/passwords/policy.ts';
import { z } from '../../http/openapi.ts';
import { emailFault, normaliseEmail } from '../../lib/email-address.ts';
import { isLine, isVisible, NAME_LENGTH_MAX } from '../../lib/names.ts';

/** Comes out in the form that is stored and compared. */
export const emailSchema = z
  .string()
  .overwrite(normaliseEmail)
  .superRefine((email, { addIssue }) => {
    const fault = emailFault(email);
    if (fault !== null) addIssue({ code: 'invalid_format', format: 'email', message: fault });
  });

/** A line of text with something to see in it; see lib/names.ts. */
export function lineSchema(length: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(length)
    .refine(isLine, { error: 'Control characters and marks that turn the text around are not allowed' })
    .refine((text) => text === '' || isVisible(text), { error: 'There is nothing to see in it' });
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
