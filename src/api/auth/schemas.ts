/** Shapes that several auth routes share. */
import { PASSWORD_LENGTH_MAX } from '../../domain/passwords.ts';
import { z } from '../../http/openapi.ts';

export const emailSchema = z.string().trim().max(254).pipe(z.email());
/** A line of text: PostgreSQL stores no NUL, and a line break in a name could end a header of an e-mail. */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'Control characters are not allowed' });
/** RFC 6749 appendix A.1: visible ASCII characters and spaces. */
export const clientIdSchema = z
  .string()
  .max(255)
  .regex(/^[\x20-\x7e]*$/);
export const passwordSchema = z.string().min(8).max(PASSWORD_LENGTH_MAX);

export const userSummarySchema = z.object({ id: z.uuid(), email: z.string(), name: z.string() });
export const organisationSummarySchema = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
export const messageSchema = z.object({ message: z.string() });

export const PROBLEM = { description: 'Problem details (RFC 9457)' };
