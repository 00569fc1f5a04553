/** Every second factor. Adding one: its file, and its row here. */
import type { Account } from '../accounts.ts';
import { backupCode } from './backup-codes.ts';
import { email } from './email.ts';
import type { Answerer, Factor, FactorContext, FactorType, Redeemed } from './factor.ts';
import { totp } from './totp.ts';
import { webauthn } from './webauthn.ts';

const FACTORS: readonly Factor[] = [totp, backupCode, email, webauthn];

export interface Answered extends Redeemed {
  factor: Factor['type'];
}

/** Uses an answer up with the one factor that it looks like. One round trip at most. */
export async function redeemAnswer(context: FactorContext, person: Answerer, given: string): Promise<Answered | null> {
  const answer = given.trim();
  const factor = FACTORS.find((candidate) => candidate.recognises(answer));
  const redeemed = factor ? await factor.redeem(context, person, answer) : null;
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
