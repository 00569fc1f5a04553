/**
 * Argon2id (RFC 9106) in PHC strings. Hashes keep their own parameters, so older and imported ones still verify and
 * are replaced at the next sign-in.
 */
import type { computeHash } from 'argon2id';
import { concat, equalInConstantTime, fromBase64, toBase64, utf8 } from '../lib/bytes.ts';

/** OWASP's second profile: 19 MiB, two passes, one lane. Memory in KiB. */
export const CURRENT_PARAMETERS = { memory: 19_456, passes: 2, lanes: 1 } as const;

interface Parameters {
  memory: number;
  passes: number;
  lanes: number;
}

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** What an isolate can spare; a stored hash that asks for more is refused rather than ending the isolate. */
const MEMORY_MAX = 65_536;

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** `outdated` asks the caller to store a fresh hash. */
  verify(password: string, phc: string): Promise<{ matches: boolean; outdated: boolean }>;
  /** Spends the time of a verification: for sign-ins by unknown people. */
  pretend(password: string): Promise<void>;
}

/** @param load prepares an Argon2id instance; called anew whenever a foreign hash made the last one grow */
export function createPasswordHasher(load: () => Promise<computeHash>): PasswordHasher {
  let loaded: Promise<computeHash> | undefined;
  const compute = async (password: string, salt: Uint8Array, parameters: Parameters, tagLength: number) => {
    loaded ??= load();
    const argon2id = await loaded;
    if (parameters.memory > CURRENT_PARAMETERS.memory) loaded = undefined;
    return argon2id({
      password: normalise(password),
      salt,
      parallelism: parameters.lanes,
      passes: parameters.passes,
      memorySize: parameters.memory,
      tagLength,
    });
  };
  const hash = async (password: string) => {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return format(CURRENT_PARAMETERS, salt, await compute(password, salt, CURRENT_PARAMETERS, TAG_BYTES));
  };
  return {
    hash,
    verify: async (password, phc) => {
      const { parameters, salt, tag } = parse(phc);
      const computed = await compute(password, salt, parameters, tag.length);
      return { matches: equalInConstantTime(toBase64(computed), toBase64(tag)), outdated: isOutdated(parameters) };
    },
    pretend: async (password) => {
      await hash(password);
    },
  };
}

/**
 * NIST SP 800-63B-4 section 3.1.1.2: Unicode passwords are normalised (NFC) before hashing. The WASM build refuses
 * fewer than 8 bytes; a short guess is padded, which no stored password can equal, so that it costs the same.
 */
function normalise(password: string): Uint8Array {
  const bytes = utf8(password.normalize('NFC'));
  return bytes.length >= 8 ? bytes : concat(bytes, new Uint8Array(8));
}

function format({ memory, passes, lanes }: Parameters, salt: Uint8Array, tag: Uint8Array): string {
  const unpadded = (bytes: Uint8Array) => toBase64(bytes).replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(tag)}`;
}

function parse(phc: string): { parameters: Parameters; salt: Uint8Array; tag: Uint8Array } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc);
  if (!match) throw new Error('Not an Argon2id PHC string');
  const [memory, passes, lanes] = match.slice(1, 4).map(Number) as [number, number, number];
  if (memory > MEMORY_MAX || passes > 10) throw new Error('Argon2id parameters exceed what an isolate can spare');
  return { parameters: { memory, passes, lanes }, salt: fromBase64(match[4] ?? ''), tag: fromBase64(match[5] ?? '') };
}

function isOutdated({ memory, passes, lanes }: Parameters): boolean {
  const current = CURRENT_PARAMETERS;
  return memory !== current.memory || passes !== current.passes || lanes !== current.lanes;
}
