/** The rows of an import: their fields, and the notations of password hashes. */
import { toStoredHash } from '../../domain/user-imports/password-hashes.ts';
import type { ImportRow } from '../../domain/user-imports/rows.ts';
import { z } from '../../http/openapi.ts';
import { findUnusable } from '../../lib/text.ts';
import { emailSchema, lineSchema, nameSchema, phoneSchema } from '../auth/schemas.ts';
import { localeSchema, zoneinfoSchema } from '../me/details-schema.ts';
import type { FileRow } from './import-files.ts';

const HASH_LENGTH_MAX = 1_024;
const text = z.string().max(HASH_LENGTH_MAX);

/** What `firebase auth:export` says of the project is given with each person. */
const firebase = z.strictObject({
  type: z.literal('firebase'),
  passwordHash: text,
  salt: text,
  signerKey: text,
  saltSeparator: text,
  rounds: z.number().int(),
  memoryCost: z.number().int(),
});
const keycloak = z.strictObject({ type: z.literal('keycloak'), secretData: text, credentialData: text });
const saltedSha = z.strictObject({
  type: z.literal('salted-sha'),
  algorithm: z.enum(['sha1', 'sha256', 'sha512']),
  digest: text,
  encoding: z.enum(['hex', 'base64']),
  salt: text.optional(),
  saltPosition: z.enum(['before', 'after']),
});

const passwordHash = z
  .union([text, z.discriminatedUnion('type', [firebase, keycloak, saltedSha])])
  .transform((source, { addIssue }) => {
    const hash = toStoredHash(source);
    if (hash === null) addIssue('Not a password hash that can be verified here');
    return hash;
  });

/** A list, in CSV separated by spaces, commas or semicolons. */
const slugs = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(/[\s,;]+/).filter(Boolean) : given),
  z.array(z.string().max(100)).max(50).default([]),
);

const rowSchema = z.strictObject({
  email: emailSchema,
  firstName: nameSchema,
  lastName: nameSchema,
  phone: phoneSchema.default(null),
  externalId: lineSchema(255).nullable().default(null),
  locale: localeSchema.nullable().default(null),
  zoneinfo: zoneinfoSchema.nullable().default(null),
  passwordHash: passwordHash.nullable().default(null),
  roles: slugs,
  teams: slugs,
});

export const IMPORT_FIELDS: readonly string[] = Object.keys(rowSchema.shape);

/** Validates rows as they are read. */
export async function* toImportRows(rows: AsyncIterable<FileRow>): AsyncGenerator<ImportRow> {
  for await (const found of rows) yield toImportRow(found);
}

function toImportRow(found: FileRow): ImportRow {
  const { row } = found;
  if ('fault' in found) return { fault: { row, errors: [{ path: '', message: found.fault }] } };
  const unusable = findUnusable(found.value);
  if (unusable !== null) return { fault: { row, errors: [{ ...unusable, path: unusable.path.join('.') }] } };
  const { success, data, error } = rowSchema.safeParse(found.value);
  if (!success) {
    return { fault: { row, errors: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) } };
  }
  const { passwordHash: password, ...person } = data;
  return { person: { row, ...person, password } };
}
