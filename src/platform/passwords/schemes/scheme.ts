/**
 * A way to hash passwords that another system used. Such hashes are stored as they were imported, as PHC strings:
 * `$<scheme>$<parameters>$<salt>…$<digest>`. They are verified once, and replaced by Argon2id at that sign-in.
 */
import { fromBase64, toBase64, utf8 } from '../../../lib/bytes.ts';

export type SchemeParameters = Readonly<Record<string, string>>;

export interface HashScheme {
  /** The PHC identifier. */
  name: string;
  /** The number of fields between the parameters and the digest: the salt, and what else the scheme needs. */
  fieldCount: number;
  /** Whether the parameters are known, and an isolate can spare the time and memory that they ask for. */
  isAffordable(parameters: SchemeParameters): boolean;
  /**
   * @param fields as stored, in the order of the string
   * @param stored the stored digest, for its length
   * @returns the digest of this password, written like the stored one
   */
  compute(
    password: string,
    parameters: SchemeParameters,
    fields: readonly string[],
    stored: string,
  ): string | Promise<string>;
}

/** PHC strings are written in base64 without padding. */
export function toField(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, '');
}

/** @throws for anything else than base64 */
export function fromField(field: string | undefined): Uint8Array {
  return fromBase64(field ?? '');
}

/** Passwords were hashed by other systems as they were typed, without normalisation. */
export function passwordBytes(password: string): Uint8Array {
  return utf8(password);
}

/** @returns NaN for anything but a natural number */
export function numberOf(parameters: SchemeParameters, name: string): number {
  const text = parameters[name];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** @returns bytes */
export function lengthOf(digest: string): number {
  return fromField(digest).length;
}
