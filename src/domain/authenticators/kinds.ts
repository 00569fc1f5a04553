/** The table of second factors. Adding one: its file, and its row here. */
import type { Account } from './accounts.ts';
import { normaliseAnswer } from './answer-text.ts';
import { backupCode } from './backup-codes.ts';
import { email } from './email.ts';
import type { Factor, FactorContext, FactorOwner, FactorType, VerifiedAnswer } from './factor.ts';
import { totp } from './totp.ts';
import { webauthn } from './webauthn.ts';

const FACTORS: readonly Factor[] = [totp, backupCode, email, webauthn];

export interface VerifiedFactor extends VerifiedAnswer {
  factor: Factor['type'];
}

/** The one factor whose answers have the form of this text. */
function factorOf(answer: string): Factor | undefined {
  return FACTORS.find((candidate) => candidate.recognises(answer));
}

/** Whether a text has the form of an answer. Any other text is not counted as an attempt. */
export function isAnswer(given: string): boolean {
  return factorOf(normaliseAnswer(given)) !== undefined;
}

/** The authenticator that an answer is for, if it is disabled after too many wrong answers. */
export function authenticatorOf(given: string): 'totp' | 'backup_code' | null {
  const type = factorOf(normaliseAnswer(given))?.type;
  return type === 'totp' || type === 'backup_code' ? type : null;
}

/** Verifies an answer with the factor whose form it has. One round trip at most. */
export async function verifyAnswer(
  context: FactorContext,
  person: FactorOwner,
  given: string,
): Promise<VerifiedFactor | null> {
  const answer = normaliseAnswer(given);
  const factor = factorOf(answer);
  const redeemed = factor ? await factor.verify(context, person, answer) : null;
  return factor && redeemed ? { factor: factor.type, ...redeemed } : null;
}

/** The kinds that an organisation can allow. */
export const FACTOR_TYPES = ['totp', 'webauthn', 'email'] as const satisfies readonly FactorType[];

/** The factors that an organisation allows. A list without any known factor allows all. */
export function allowedFactors({ allowedMfaMethods }: Pick<Account['organisation'], 'allowedMfaMethods'>) {
  const named: readonly FactorType[] = FACTOR_TYPES.filter((type) => allowedMfaMethods.includes(type));
  return named.length > 0 ? named : FACTOR_TYPES;
}

/**
 * The factors that a person may use. If none of them is allowed any more, all still count: otherwise a stricter rule
 * would make the password alone enough.
 */
export function usableFactors({ factors, organisation }: Pick<Account, 'factors' | 'organisation'>) {
  const allowed = factors.filter(({ type }) => allowedFactors(organisation).includes(type));
  return allowed.length > 0 ? allowed : factors;
}
