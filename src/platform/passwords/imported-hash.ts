/** Verifies password hashes that were imported from other systems. Adding a way to hash: a file in schemes/, a row here. */
import { equalInConstantTime } from '../../lib/bytes.ts';
import { ARGON2 } from './schemes/argon2.ts';
import { bcrypt, bcryptSha256 } from './schemes/bcrypt.ts';
import { PBKDF2 } from './schemes/pbkdf2.ts';
import { SALTED_SHA } from './schemes/salted-sha.ts';
import type { HashScheme, SchemeParameters } from './schemes/scheme.ts';
import { firebaseScrypt, scrypt } from './schemes/scrypt.ts';

const SCHEMES: ReadonlyMap<string, HashScheme> = new Map(
  [bcrypt, bcryptSha256, scrypt, firebaseScrypt, ...PBKDF2, ...ARGON2, ...SALTED_SHA].map((scheme) => [
    scheme.name,
    scheme,
  ]),
);

interface ImportedHash {
  scheme: HashScheme;
  parameters: SchemeParameters;
  fields: string[];
  digest: string;
}

const BEGINNING = /^\$([a-z0-9-]+)\$(?:v=19\$)?((?:[a-z]+=[a-z0-9]+)(?:,[a-z]+=[a-z0-9]+)*)(?:\$|$)/;
const FIELD = /^[\w+/.]*$/;

/** @returns null when the scheme is unknown, or an isolate cannot spare what it asks for */
function parseBeginning(text: string) {
  const match = BEGINNING.exec(text);
  const scheme = SCHEMES.get(match?.[1] ?? '');
  if (!match || !scheme) return null;
  const parameters = Object.fromEntries((match[2] ?? '').split(',').map((pair) => pair.split('=')));
  return scheme.isAffordable(parameters) ? { scheme, parameters, rest: text.slice(match[0].length) } : null;
}

function parse(text: string): ImportedHash | null {
  const beginning = parseBeginning(text);
  if (!beginning) return null;
  const { scheme, parameters, rest } = beginning;
  const fields = rest.split('$');
  const digest = fields.pop() ?? '';
  const isComplete = fields.length === scheme.fieldCount && digest !== '' && [...fields, digest].every(isField);
  return isComplete ? { scheme, parameters, fields, digest } : null;
}

const isField = (text: string) => FIELD.test(text);

/** Whether `verifyImported` supports the hash. */
export function isImported(text: string): boolean {
  return parse(text) !== null;
}

/** @param text a hash of which `isImported` is true */
export async function verifyImported(password: string, text: string): Promise<boolean> {
  const hash = parse(text);
  if (!hash) throw new Error('Not a supported password hash');
  const { scheme, parameters, fields, digest } = hash;
  return equalInConstantTime(await scheme.compute(password, parameters, fields, digest), digest);
}

/** Sixteen bytes in base64, in bcrypt's too; and a digest of 32 bytes. */
const ANY_SALT = 'A'.repeat(22);
const ANY_DIGEST = 'A'.repeat(43);

/** Whether `pretendImported` supports this beginning of a hash: its scheme and parameters. */
export function isImportedBeginning(beginning: string): boolean {
  return parseBeginning(beginning) !== null;
}

/** Spends the time and memory of a verification. @param beginning one of which `isImportedBeginning` is true */
export async function pretendImported(password: string, beginning: string): Promise<void> {
  const found = parseBeginning(beginning);
  if (!found) throw new Error('Not the beginning of a supported password hash');
  const { scheme, parameters } = found;
  await scheme.compute(password, parameters, Array(scheme.fieldCount).fill(ANY_SALT), ANY_DIGEST);
}
