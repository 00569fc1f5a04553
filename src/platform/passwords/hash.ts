/**
 * Argon2id (RFC 9106) in PHC strings. Hashes keep their own parameters, so older and imported ones still verify and
 * are replaced at the next sign-in. So are hashes of other schemes: imported-hash.ts.
 */
import type { computeHash } from 'argon2id';
import { concat, equalInConstantTime, fromBase64, toBase64, utf8 } from '../../lib/bytes.ts';
import { isImported, isImportedBeginning, pretendImported, verifyImported } from './imported-hash.ts';
import { createQueue, type RunQueued } from './queue.ts';

/** OWASP's second profile: 19 MiB, two passes, one lane. Memory in KiB. */
export const CURRENT_PARAMETERS = { memory: 19_456, passes: 2, lanes: 1 } as const;

interface Parameters {
  memory: number;
  passes: number;
  lanes: number;
}

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/**
 * KiB that an isolate of 128 MiB can spare, and that an instance of Argon2id has from the start. A stored hash that
 * needs more is refused: it would end the isolate.
 */
const MEMORY_MAX = 65_536;
const PASSES_MAX = 10;
/** Hashes that may wait in an isolate. With more, sign-ins would take longer than people wait. */
const SIMULTANEOUS = { waiting: 50, retryAfter: 5 };

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Whether `verify` supports this hash. */
  canVerify(stored: string): boolean;
  /** `outdated` asks the caller to store a fresh hash. */
  verify(password: string, stored: string): Promise<{ matches: boolean; outdated: boolean }>;
  /**
   * Spends the time and memory of a verification, against enumeration: for sign-ins with an unknown address.
   * @param like the beginning of a hash, with its parameters; the current parameters by default
   */
  pretend(password: string, like?: string): Promise<void>;
}

/**
 * Hashes are computed one after the other in one instance: two would take half of an isolate's memory. Each method
 * throws rate_limited when too many hashes wait.
 * @param load prepares an Argon2id instance
 */
export function createPasswordHasher(
  load: () => Promise<computeHash>,
  runQueued: RunQueued = createQueue(SIMULTANEOUS),
): PasswordHasher {
  let loaded: Promise<computeHash> | undefined;
  const compute = async (password: string, salt: Uint8Array, parameters: Parameters, tagLength: number) => {
    loaded ??= load();
    const argon2id = await loaded;
    const { lanes: parallelism, passes, memory: memorySize } = parameters;
    return runQueued(() =>
      argon2id({ password: normalise(password), salt, parallelism, passes, memorySize, tagLength }),
    );
  };
  const hash = async (password: string) => {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return format(CURRENT_PARAMETERS, salt, await compute(password, salt, CURRENT_PARAMETERS, TAG_BYTES));
  };
  return {
    hash,
    canVerify: (stored) => isImported(stored) || (PHC.test(stored) && parseParameters(stored) !== null),
    verify: async (password, stored) => {
      if (isImported(stored)) {
        return { matches: await runQueued(() => verifyImported(password, stored)), outdated: true };
      }
      const { parameters, salt, tag } = parse(stored);
      const computed = await compute(password, salt, parameters, tag.length);
      return { matches: equalInConstantTime(toBase64(computed), toBase64(tag)), outdated: isOutdated(parameters) };
    },
    pretend: async (password, like) => {
      if (like !== undefined && isImportedBeginning(like)) return runQueued(() => pretendImported(password, like));
      const parameters = (like !== undefined && parseParameters(like)) || CURRENT_PARAMETERS;
      await compute(password, crypto.getRandomValues(new Uint8Array(SALT_BYTES)), parameters, TAG_BYTES);
    },
  };
}

/**
 * NIST SP 800-63B-4 section 3.1.1.2: Unicode passwords are normalised (NFC) before hashing. The WASM build refuses
 * fewer than 8 bytes; a shorter attempt is padded, so that it costs the same. No stored password equals the padded one.
 */
function normalise(password: string): Uint8Array {
  const bytes = utf8(password.normalize('NFC'));
  return bytes.length >= 8 ? bytes : concat(bytes, new Uint8Array(8));
}

function format({ memory, passes, lanes }: Parameters, salt: Uint8Array, tag: Uint8Array): string {
  const unpadded = (bytes: Uint8Array) => toBase64(bytes).replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** @returns null when the text has none, or they exceed what an isolate can spare */
function parseParameters(beginning: string): Parameters | null {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)(?:\$|$)/.exec(beginning);
  if (!match) return null;
  const [memory, passes, lanes] = match.slice(1, 4).map(Number) as [number, number, number];
  return memory > MEMORY_MAX || passes > PASSES_MAX ? null : { memory, passes, lanes };
}

const PHC = /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$([\w+/]+)\$([\w+/]+)$/;

function parse(phc: string): { parameters: Parameters; salt: Uint8Array; tag: Uint8Array } {
  const match = PHC.exec(phc);
  if (!match) throw new Error('Not an Argon2id PHC string');
  const parameters = parseParameters(phc);
  if (!parameters) throw new Error('Argon2id parameters exceed what an isolate can spare');
  return { parameters, salt: fromBase64(match[1] ?? ''), tag: fromBase64(match[2] ?? '') };
}

function isOutdated({ memory, passes, lanes }: Parameters): boolean {
  const current = CURRENT_PARAMETERS;
  return memory !== current.memory || passes !== current.passes || lanes !== current.lanes;
}
