/**
 * Rewrites password hashes from the notation in which another system exports them to the one that is stored
 * (imported-hash.ts). Adding a notation: a row of NOTATIONS.
 */
import { concat, fromBase64, utf8 } from '../../lib/bytes.ts';
import { toField } from './schemes/scheme.ts';

type Rewrite = (...parts: string[]) => string;

/** passlib writes `.` for `+`. */
const fromPasslib = (field: string) => field.replaceAll('.', '+').replace(/=+$/, '');
const unpadded = (field: string) => field.replace(/=+$/, '');
const textField = (text: string) => toField(utf8(text));

const DIGEST_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** RFC 2307 and its successors: base64 of the digest and the salt. */
function fromDirectory(name: string, encoded: string): string {
  const algorithm = name === 'SHA' || name === 'SSHA' ? 'sha1' : name.replace(/^S?SHA/, 'sha');
  const bytes = fromBase64(encoded);
  const length = DIGEST_BYTES[algorithm] ?? 0;
  return `$${algorithm}$salt=after$${toField(bytes.slice(length))}$${toField(bytes.slice(0, length))}`;
}

const bcryptOf = (name: string): Rewrite => {
  return (cost = '', salt = '', digest = '') => `$${name}$c=${Number(cost)}$${salt}$${digest}`;
};

const BCRYPT = String.raw`\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})`;
const BASE64 = '[A-Za-z0-9+/]+=*';

const NOTATIONS: readonly [RegExp, Rewrite][] = [
  // PHC strings, of Argon2 with Django's prefix
  [/^(?:argon2)?(\$argon2(?:id|i|d)\$v=19\$m=\d+,t=\d+,p=\d+\$[\w+/]+\$[\w+/]+)$/, (hash = '') => hash],
  [/^(\$scrypt\$ln=\d+,r=\d+,p=\d+\$[\w+/]+\$[\w+/]+)$/, (hash = '') => hash],
  [
    /^\$pbkdf2-(sha1|sha256|sha512)\$i=(\d+)(?:,l=\d+)?\$([\w+/]+)\$([\w+/]+)$/,
    (hash, i, salt, digest) => `$pbkdf2-${hash}$i=${i}$${salt}$${digest}`,
  ],
  // Modular crypt format
  [new RegExp(`^(?:\\{CRYPT\\}|\\{BCRYPT\\}|bcrypt\\$)?${BCRYPT}$`), bcryptOf('bcrypt')],
  [
    /^\$pbkdf2-(sha256|sha512)\$(\d+)\$([\w./]+)\$([\w./]+)$/,
    (hash, i, salt = '', digest = '') => `$pbkdf2-${hash}$i=${i}$${fromPasslib(salt)}$${fromPasslib(digest)}`,
  ],
  // Django
  [new RegExp(`^bcrypt_sha256\\$${BCRYPT}$`), bcryptOf('bcrypt-sha256')],
  [
    new RegExp(`^pbkdf2_(sha1|sha256)\\$(\\d+)\\$([^$]+)\\$(${BASE64})$`),
    (hash, i, salt = '', digest = '') => `$pbkdf2-${hash}$i=${i}$${textField(salt)}$${unpadded(digest)}`,
  ],
  [
    new RegExp(`^scrypt\\$(\\d+)\\$([^$]+)\\$(\\d+)\\$(\\d+)\\$(${BASE64})$`),
    (n, salt = '', r = '', p = '', digest = '') =>
      `$scrypt$ln=${Math.log2(Number(n))},r=${r},p=${p}$${textField(salt)}$${unpadded(digest)}`,
  ],
  // LDAP directories
  [new RegExp(`^\\{(S?SHA(?:256|512)?)\\}(${BASE64})$`), (name = '', encoded = '') => fromDirectory(name, encoded)],
];

/** @returns the hash as it is stored; null when the notation is unknown */
export function fromNotation(text: string): string | null {
  for (const [pattern, rewrite] of NOTATIONS) {
    const match = pattern.exec(text);
    if (match) return rewrite(...match.slice(1));
  }
  return null;
}

/** A user's credential in Keycloak's export of a realm; both members are JSON texts. */
export interface KeycloakCredential {
  secretData: string;
  credentialData: string;
}

/** @returns null when it is not a password, or hashed in a way that is unknown */
export function fromKeycloak({ secretData, credentialData }: KeycloakCredential): string | null {
  const secret = parseObject(secretData);
  const { algorithm, hashIterations, additionalParameters } = parseObject(credentialData);
  if (typeof secret.value !== 'string' || typeof secret.salt !== 'string') return null;
  const [salt, digest] = [unpadded(secret.salt), unpadded(secret.value)];
  const name = algorithm === 'pbkdf2' ? 'pbkdf2-sha1' : algorithm;
  if (name === 'pbkdf2-sha1' || name === 'pbkdf2-sha256' || name === 'pbkdf2-sha512') {
    return `$${name}$i=${hashIterations}$${salt}$${digest}`;
  }
  if (name !== 'argon2') return null;
  const parameter = (key: string) => (additionalParameters as Record<string, unknown[]> | undefined)?.[key]?.[0];
  const costs = `m=${parameter('memory')},t=${hashIterations},p=${parameter('parallelism')}`;
  return fromNotation(`$argon2${parameter('type')}$v=19$${costs}$${salt}$${digest}`);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A user of `firebase auth:export`, with the password hash parameters of the project. All texts are base64. */
export interface FirebaseHash {
  passwordHash: string;
  salt: string;
  signerKey: string;
  saltSeparator: string;
  rounds: number;
  memoryCost: number;
}

export function fromFirebase(hash: FirebaseHash): string {
  // Exports use the alphabet for URLs.
  const [salt, separator, key, digest] = [hash.salt, hash.saltSeparator, hash.signerKey, hash.passwordHash].map(
    (text) => unpadded(text).replaceAll('-', '+').replaceAll('_', '/'),
  );
  return `$firebase-scrypt$ln=${hash.memoryCost},r=${hash.rounds}$${salt}$${separator}$${key}$${digest}`;
}

/** SHA over password and salt, as an application of one's own may have stored it. */
export interface SaltedShaHash {
  algorithm: 'sha1' | 'sha256' | 'sha512';
  digest: string;
  encoding: 'hex' | 'base64';
  /** The salt as text; absent for none. */
  salt?: string | undefined;
  saltPosition: 'before' | 'after';
}

export function fromSaltedSha({ algorithm, digest, encoding, salt = '', saltPosition }: SaltedShaHash): string | null {
  const bytes = encoding === 'hex' ? fromHex(digest) : fromBase64(digest);
  if (bytes.length !== DIGEST_BYTES[algorithm]) return null;
  return `$${algorithm}$salt=${saltPosition}$${textField(salt)}$${toField(concat(bytes))}`;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
}
