/** The rules for passwords. */
import { AppError } from '../../errors.ts';
import { fold, isFrequent } from './frequent.ts';
import { DEFAULT_POLICY, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, type PasswordPolicy } from './policy.ts';

/** What an attacker who knows the person would try first. */
export interface PasswordContext {
  email?: string;
  firstName?: string;
  lastName?: string;
  organisationName?: string;
}

interface Rule {
  message: (policy: PasswordPolicy) => string;
  holds: (password: string, policy: PasswordPolicy) => boolean;
}

const contains = (what: string, required: (policy: PasswordPolicy) => boolean, pattern: RegExp): Rule => ({
  message: () => `Password must contain at least one ${what}`,
  holds: (password, policy) => !required(policy) || pattern.test(password),
});

const RULES: readonly Rule[] = [
  {
    message: ({ minLength }) => `Password must be at least ${minLength} characters`,
    holds: (password, { minLength }) => [...password].length >= minLength,
  },
  {
    message: () => `Password must be at most ${PASSWORD_LENGTH_MAX} characters`,
    holds: (password) => [...password].length <= PASSWORD_LENGTH_MAX,
  },
  contains('uppercase letter', (policy) => policy.requireUppercase, /\p{Lu}/u),
  contains('lowercase letter', (policy) => policy.requireLowercase, /\p{Ll}/u),
  contains('number', (policy) => policy.requireNumber, /\p{Nd}/u),
  contains('special character', (policy) => policy.requireSymbol, /[\p{P}\p{S}\p{Z}]/u),
];

/** All faults of a password, as messages for its owner. Guessability is checked only if there are no other faults. */
export function passwordFaults(
  password: string,
  policy: PasswordPolicy = DEFAULT_POLICY,
  context: PasswordContext = {},
): string[] {
  const normalised = password.normalize('NFC');
  const faults = RULES.filter((rule) => !rule.holds(normalised, policy)).map((rule) => rule.message(policy));
  if (faults.length > 0) return faults;
  if (isFrequent(normalised)) return ['Password is too common'];
  return isAboutOwner(normalised, context) ? [ABOUT_OWNER] : [];
}

const ABOUT_OWNER = 'Password must not be built from your name, e-mail address or organisation';
/** Shorter words occur inside too many others. */
const CONTEXT_WORD_LENGTH_MIN = 4;

/** Whether too few characters remain after the names and the address of the owner are removed. */
function isAboutOwner(password: string, context: PasswordContext): boolean {
  const folded = fold(password);
  const left = contextWords(context).reduce((rest, word) => rest.replaceAll(word, ''), folded);
  return left.length < folded.length && [...left].length < PASSWORD_LENGTH_MIN;
}

function contextWords({ email = '', firstName = '', lastName = '', organisationName = '' }: PasswordContext): string[] {
  const localPart = email.split('@')[0] ?? '';
  const words = [localPart, firstName, lastName, organisationName].map(fold);
  const parts = words.flatMap((word) => word.split(/[^\p{L}\p{Nd}]+/u));
  return [...new Set([...words, ...parts])]
    .filter((word) => word.length >= CONTEXT_WORD_LENGTH_MIN)
    .sort((a, b) => b.length - a.length);
}

/** @throws bad_request if there are any */
export function refuseFaults(errors: string[]): void {
  if (errors.length > 0) throw new AppError('bad_request', 'Password too weak', { extensions: { errors } });
}
