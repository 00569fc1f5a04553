/** What an organisation asks of passwords: stored as JSON in either of the two spellings that clients send. */

export interface PasswordPolicy {
  minLength: number;
  requireUppercase: boolean;
  requireLowercase: boolean;
  requireNumber: boolean;
  requireSymbol: boolean;
  /** How many of a person's latest passwords, the current one among them, may not be chosen again. */
  preventReuse: number;
  /** Days after which a password must be changed; 0 for never. */
  maxAge: number;
}

/** No silent truncation: longer ones are refused. Code points of the NFC form. */
export const PASSWORD_LENGTH_MAX = 128;
/** NIST SP 800-63B-4 section 3.1.1.2: no policy may go below it. */
export const PASSWORD_LENGTH_MIN = 8;
/** Each remembered password costs a whole Argon2id hash when a new one is chosen. */
export const REUSE_MAX = 10;

export const DEFAULT_POLICY: PasswordPolicy = {
  minLength: PASSWORD_LENGTH_MIN,
  requireUppercase: true,
  requireLowercase: true,
  requireNumber: true,
  requireSymbol: true,
  preventReuse: 0,
  maxAge: 0,
};

/**
 * Characters from which on a policy that speaks of length alone asks for nothing else (NIST SP 800-63B-4 section 3.1.1.2:
 * 15 for a password by itself, and "SHALL NOT impose other composition rules").
 */
const PASSPHRASE_LENGTH = 15;

/** What clients call the rules of composition, in both spellings. */
const COMPOSITION = {
  requireUppercase: ['requireUppercase'],
  requireLowercase: ['requireLowercase'],
  requireNumber: ['requireNumber', 'requireNumbers'],
  requireSymbol: ['requireSymbol', 'requireSymbols', 'requireSpecial'],
} as const;

/** What is missing or makes no sense falls back to the default, so that no stored value can lock anybody out. */
export function readPasswordPolicy(stored: unknown): PasswordPolicy {
  const policy = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const given = (names: readonly string[]) =>
    names.map((name) => policy[name]).find((value): value is boolean => typeof value === 'boolean');
  const count = (name: string, fallback: number, max: number) => {
    const value = policy[name];
    return Number.isSafeInteger(value) ? Math.min(Math.max(value as number, fallback), max) : fallback;
  };
  const minLength = count('minLength', PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX);
  const isAboutLength =
    minLength >= PASSPHRASE_LENGTH && Object.values(COMPOSITION).every((names) => given(names) === undefined);
  const demands = (rule: keyof typeof COMPOSITION) => given(COMPOSITION[rule]) ?? !isAboutLength;
  return {
    minLength,
    requireUppercase: demands('requireUppercase'),
    requireLowercase: demands('requireLowercase'),
    requireNumber: demands('requireNumber'),
    requireSymbol: demands('requireSymbol'),
    preventReuse: count('preventReuse', 0, REUSE_MAX),
    maxAge: count('maxAge', 0, 36_500),
  };
}

/** What a person reads before they think of a password. */
export function describePasswordPolicy(policy: PasswordPolicy): string {
  const kinds = [
    ...(policy.requireUppercase ? ['an uppercase letter'] : []),
    ...(policy.requireLowercase ? ['a lowercase letter'] : []),
    ...(policy.requireNumber ? ['a number'] : []),
    ...(policy.requireSymbol ? ['a special character or space'] : []),
  ];
  const { minLength, preventReuse } = policy;
  const length = `At least ${minLength} characters${kinds.length > 0 ? `, with ${inWords(kinds)}` : ''}.`;
  const reuse =
    preventReuse > 0 ? ` Not ${preventReuse === 1 ? 'your present one' : `one of your last ${preventReuse}`}.` : '';
  const advice = kinds.length === 0 ? ' Long is better than odd: four or more random words are a good password.' : '';
  return `${length}${reuse}${advice}`;
}

function inWords(parts: string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Whether a sign-in with this password may serve for nothing but choosing another one. */
export function isPasswordExpired(stored: unknown, changedAt: Date, now: Date): boolean {
  const { maxAge } = readPasswordPolicy(stored);
  return maxAge > 0 && now.getTime() - changedAt.getTime() > maxAge * 86_400_000;
}
