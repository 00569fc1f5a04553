/** The standard claims about a person (OIDC Core section 5.1) as people see and change their own. */
import { z } from '../../http/openapi.ts';
import { nameSchema } from '../auth/schemas.ts';

export const detailsSchema = z.object({
  middleName: z.string().nullable(),
  nickname: z.string().nullable(),
  preferredUsername: z.string().nullable(),
  profileUrl: z.string().nullable(),
  picture: z.string().nullable(),
  website: z.string().nullable(),
  gender: z.string().nullable(),
  birthdate: z.string().nullable(),
  zoneinfo: z.string().nullable(),
  locale: z.string().nullable(),
  address: z.record(z.string(), z.string()).nullable(),
});

/** http and https only: applications show these URLs as links and images. */
const urlSchema = z
  .string()
  .max(2048, { abort: true })
  .regex(/^https?:\/\/[^\p{C}\s]+$/u, { error: 'A URL that begins with https:// or http://', abort: true })
  .refine((value) => URL.canParse(value), { error: 'Not a URL' });

/**
 * "Represented as an ISO 8601-1 YYYY-MM-DD format. The year MAY be 0000, indicating that it is omitted. To represent
 * only the year, YYYY format is allowed."
 */
const birthdateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$|^(?!0000)\d{4}$/, {
    error: 'A date as YYYY-MM-DD, 0000-MM-DD without the year, or the year alone as YYYY',
    abort: true,
  })
  .refine(isDay, { error: 'There is no such day' });

/** A name of the IANA time zone database; an offset is refused. */
export const zoneinfoSchema = z
  .string()
  .max(64, { abort: true })
  .refine(isTimeZone, { error: 'A time zone such as Europe/Paris' });

/** A BCP 47 language tag, in its canonical form. */
export const localeSchema = z
  .string()
  .max(35, { abort: true })
  .transform((value, { addIssue }) => {
    try {
      return Intl.getCanonicalLocales(value)[0] ?? null;
    } catch {
      addIssue('A language tag such as fr-CA');
      return z.NEVER;
    }
  });

/** Section 5.1.1: the formatted address and the street "MAY contain multiple lines, separated by newlines". */
const linesSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^(?:[^\p{Cc}\p{Cs}]|\r?\n)*$/u);

const addressSchema = z.strictObject({
  formatted: linesSchema.optional(),
  street_address: linesSchema.optional(),
  locality: nameSchema.optional(),
  region: nameSchema.optional(),
  postal_code: nameSchema.optional(),
  country: nameSchema.optional(),
});

/** Null removes a detail. */
export const detailChangesSchema = z.object({
  middleName: nameSchema.nullish(),
  nickname: nameSchema.nullish(),
  preferredUsername: nameSchema.nullish(),
  profileUrl: urlSchema.nullish(),
  picture: urlSchema.nullish(),
  website: urlSchema.nullish(),
  gender: nameSchema.nullish(),
  birthdate: birthdateSchema.nullish(),
  zoneinfo: zoneinfoSchema.nullish(),
  locale: localeSchema.nullish(),
  address: addressSchema.nullish().transform((value) => (value && Object.keys(value).length === 0 ? null : value)),
});

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
