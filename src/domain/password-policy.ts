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

/** What is missing or makes no sense falls back to the default, so that no stored value can lock anybody out. */
export function readPasswordPolicy(stored: unknown): PasswordPolicy {
  const policy = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const flag = (fallback: boolean, ...names: string[]) => {
    const given = names.map((name) => policy[name]).find((value) => typeof value === 'boolean');
    return (given as boolean | undefined) ?? fallback;
  };
  const count = (name: string, fallback: number, max: number) => {
    const value = policy[name];
    return Number.isSafeInteger(value) ? Math.min(Math.max(value as number, fallback), max) : fallback;
  };
  return {
    minLength: count('minLength', PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX),
    requireUppercase: flag(true, 'requireUppercase'),
    requireLowercase: flag(true, 'requireLowercase'),
    requireNumber: flag(true, 'requireNumber', 'requireNumbers'),
    requireSymbol: flag(true, 'requireSymbol', 'requireSymbols', 'requireSpecial'),
    preventReuse: count('preventReuse', 0, REUSE_MAX),
    maxAge: count('maxAge', 0, 36_500),
  };
}

/** Whether a sign-in with this password may serve for nothing but choosing another one. */
export function isPasswordExpired(stored: unknown, changedAt: Date, now: Date): boolean {
  const { maxAge } = readPasswordPolicy(stored);
  return maxAge > 0 && now.getTime() - changedAt.getTime() > maxAge * 86_400_000;
}
