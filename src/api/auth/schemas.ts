/** Schemas that several routes share. */
import { PASSWORD_LENGTH_MAX } from '../../domain/passwords/policy.ts';
import { z } from '../../http/openapi.ts';
import { emailFault, normaliseEmail } from '../../lib/email-address.ts';
import { isLine, isVisible, NAME_LENGTH_MAX } from '../../lib/names.ts';

/** Normalises the address to the form that is stored and compared. */
export const emailSchema = z
  .string()
  .overwrite(normaliseEmail)
  .superRefine((email, { addIssue }) => {
    const fault = emailFault(email);
    if (fault !== null) addIssue({ code: 'invalid_format', format: 'email', message: fault });
  });

/** A line of text with a visible character; see lib/names.ts. */
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
export const slugSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9-]+$/, { error: 'Lower-case letters of ASCII, digits and hyphens' });
/** Forms send an empty field for none. */
export const descriptionSchema = z.preprocess((text) => (text === '' ? null : text), lineSchema(500).nullish());
/** A telephone number as people write it; forms send an empty field for none. */
export const phoneSchema = z
  .string()
  .trim()
  .max(32)
  .regex(/^[^\p{C}]*$/u)
  .nullable()
  .transform((value) => (value === '' ? null : value));

/** In JSON: enough for settings, too little to store files. */
const METADATA_LENGTH_MAX = 10_000;

export const metadataSchema = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= METADATA_LENGTH_MAX, { error: 'metadata is too large' });
/** RFC 6749 appendix A.1: visible ASCII characters and spaces. */
export const clientIdSchema = z
  .string()
  .max(255)
  .regex(/^[\x20-\x7e]*$/);
/** Counts code points, as the policy does. Lone surrogates are refused: all of them would be hashed as U+FFFD. */
export const passwordSchema = z
  .string()
  .min(8)
  .refine((value) => [...value.normalize('NFC')].length <= PASSWORD_LENGTH_MAX, {
    error: `Too long: at most ${PASSWORD_LENGTH_MAX} characters`,
  })
  .refine((value) => value.isWellFormed(), { error: 'Not a text' });
/** Allows more than the longest password: a longer attempt fails like every other wrong password. */
export const passwordAttemptSchema = z.string().min(1).max(1024);
export const accountTokenSchema = z.string().min(1).max(255);

export const userSummarySchema = z
  .object({ id: z.uuid(), email: z.string(), name: z.string() })
  .meta({ id: 'UserSummary' });
export const organisationSummarySchema = z
  .object({ id: z.uuid(), slug: z.string(), name: z.string() })
  .meta({ id: 'OrganisationSummary' });
export const roleSummarySchema = z
  .object({ id: z.uuid(), name: z.string(), slug: z.string() })
  .meta({ id: 'RoleSummary' });
export const messageSchema = z.object({ message: z.string() }).meta({ id: 'Message' });

/** Statuses of 400 and above are described as problem documents, in one place: src/http/document-problems.ts. */
export const PROBLEM = { description: 'Problem details (RFC 9457)' };

/** Opaque: a text that is not a UUID names nothing, and is answered with 404. */
export const idParams = z.object({ id: z.string().max(255) });

/** A member that clients send back with a change, though it cannot be changed. */
export const ignoredSchema = z.unknown().optional().meta({ description: 'Ignored: it cannot be changed' });
