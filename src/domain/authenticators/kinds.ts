/** Every second factor. Adding one: its file, and its row here. */
import type { Account } from './accounts.ts';
import { normaliseAnswer } from './answer-text.ts';
import { backupCode } from './backup-codes.ts';
import { email } from './email.ts';
import type { Answerer, Factor, FactorContext, FactorType, Redeemed } from './factor.ts';
import { totp } from './totp.ts';
import { webauthn } from './webauthn.ts';

const FACTORS: readonly Factor[] = [totp, backupCode, email, webauthn];

export interface Answered extends Redeemed {
  factor: Factor['type'];
}

/** The one factor that a text may be an answer to. */
function factorOf(answer: string): Factor | undefined {
  return FACTORS.find((candidate) => candidate.recognises(answer));
}

/** Whether a text may be an answer at all. What cannot be one is no guess, and costs none. */
export function isAnswer(given: string): boolean {
  return factorOf(normaliseAnswer(given)) !== undefined;
}

/** What an answer guesses at, of what is disabled after too many wrong ones. */
export function guessedBy(given: string): 'totp' | 'backup_code' | null {
  const type = factorOf(normaliseAnswer(given))?.type;
  return type === 'totp' || type === 'backup_code' ? type : null;
}

/** Looks whether an answer is right for the one factor that it looks like. One round trip at most. */
export async function verifyAnswer(context: FactorContext, person: Answerer, given: string): Promise<Answered | null> {
  const answer = normaliseAnswer(given);
  const factor = factorOf(answer);
  const redeemed = factor ? await factor.verify(context, person, answer) : null;
  return factor && redeemed ? { factor: factor.type, ...redeemed } : null;
}

const TYPES: readonly FactorType[] = ['totp', 'webauthn', 'email'];

/** What an organisation lets its people use; one that names nothing we know allows everything. */
export function allowedFactors({ allowedMfaMethods }: Pick<Account['organisation'], 'allowedMfaMethods'>) {
  const named = TYPES.filter((type) => allowedMfaMethods.includes(type));
  return named.length > 0 ? named : TYPES;
}

/**
 * The factors that a person may use. Those that the organisation stopped allowing still count when there is no other:
 * a stricter rule must not make the password alone enough.
 */
export function usableFactors({ factors, organisation }: Pick<Account, 'factors' | 'organisation'>) {
  const allowed = factors.filter(({ type }) => allowedFactors(organisation).includes(type));
  return allowed.length > 0 ? allowed : factors;
}
