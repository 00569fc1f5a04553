/** The password policy of an organisation: stored as JSON, in either of the two spellings that clients send. */

export interface PasswordPolicy {
  minLength: number;
  requireUppercase: boolean;
  requireLowercase: boolean;
  requireNumber: boolean;
  requireSymbol: boolean;
  /** How many of a person's latest passwords, including the current one, may not be reused. */
  preventReuse: number;
  /** Days after which a password must be changed; 0 for never. */
  maxAge: number;
}

/** In code points of the NFC form. Longer passwords are refused, never truncated. */
export const PASSWORD_LENGTH_MAX = 128;
/** NIST SP 800-63B-4 section 3.1.1.2. No policy can lower it. */
export const PASSWORD_LENGTH_MIN = 8;
/** Each remembered password costs an Argon2id hash when a new one is chosen. */
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
 * From this minimum length on, a policy that sets only a length has no composition rules (NIST SP 800-63B-4 section
 * 3.1.1.2: 15 for a password by itself, and "SHALL NOT impose other composition rules").
 */
const PASSPHRASE_LENGTH = 15;

/** The names of the composition rules, in both spellings. */
const COMPOSITION = {
  requireUppercase: ['requireUppercase'],
  requireLowercase: ['requireLowercase'],
  requireNumber: ['requireNumber', 'requireNumbers'],
  requireSymbol: ['requireSymbol', 'requireSymbols', 'requireSpecial'],
} as const;

/** Missing and invalid values fall back to the default, so that no stored policy can lock people out. */
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

/** The spellings that are stored, and that administrators read. */
const STORED_SPELLING = {
  requireUppercase: 'requireUppercase',
  requireLowercase: 'requireLowercase',
  requireNumber: 'requireNumbers',
  requireSymbol: 'requireSymbols',
} as const satisfies Record<keyof typeof COMPOSITION, string>;

/**
 * A policy in one spelling; what it does not name stays absent.
 * @returns the names that contradict one another, when a rule is given in two spellings
 */
export function normalisePasswordPolicy(
  given: Readonly<Record<string, number | boolean | undefined>>,
): { policy: Record<string, number | boolean> } | { contradiction: readonly string[] } {
  const spellings = Object.values(COMPOSITION).flat() as readonly string[];
  const policy = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, number | boolean] => {
      return entry[1] !== undefined && !spellings.includes(entry[0]);
    }),
  );
  for (const [rule, names] of Object.entries(COMPOSITION) as [keyof typeof COMPOSITION, readonly string[]][]) {
    const named = names.filter((name) => given[name] !== undefined);
    const [value, ...others] = named.map((name) => given[name]);
    if (others.some((other) => other !== value)) return { contradiction: named };
    if (value !== undefined) policy[STORED_SPELLING[rule]] = value;
  }
  return { policy };
}

/** The policy as a text for the person who chooses a password. */
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

/** Whether a password is older than the policy allows. */
export function isPasswordExpired(stored: unknown, changedAt: Date, now: Date): boolean {
  const { maxAge } = readPasswordPolicy(stored);
  return maxAge > 0 && now.getTime() - changedAt.getTime() > maxAge * 86_400_000;
}
