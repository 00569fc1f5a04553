/** What a second factor is to a sign-in: something that takes an answer, and uses it up. */
import type { SecretBox } from '../../platform/crypto.ts';
import type { Statement } from '../../platform/statement.ts';
import type { System, Tenant } from '../unit-of-work.ts';

export type FactorType = 'totp' | 'webauthn' | 'email';

/** A factor as it is stored, as JSON carries it. */
export interface StoredFactor {
  id: string;
  type: FactorType;
  name: string;
  /** Sealed. */
  secret: string | null;
  credentialId: string | null;
  publicKey: string | null;
  signCount: number | null;
  transports: string[] | null;
  createdAt: string;
  lastUsedAt: string | null;
}

/** What a factor works with. */
export interface FactorContext {
  system: System;
  tenant: Tenant;
  box: SecretBox;
  relyingParty: RelyingParty;
}

/** Who we are to an authenticator (WebAuthn section 4, Relying Party). */
export interface RelyingParty {
  id: string;
  name: string;
  origins: string[];
}

export interface Answerer {
  id: string;
  factors: readonly StoredFactor[];
}

export interface Redeemed {
  /** How the person answered, in the words of RFC 8176. */
  amr: readonly string[];
  /** What remains to be written with whatever the answer was for. */
  writes?: readonly Statement[];
}

export interface Factor {
  type: FactorType | 'backup_code';
  /** Whether a text may be an answer to this factor: no two factors' answers look alike, so one guess is one guess. */
  recognises(answer: string): boolean;
  /** Uses an answer up: it is accepted once. One round trip at most; null when the answer is wrong or was used. */
  redeem(context: FactorContext, person: Answerer, answer: string): Promise<Redeemed | null>;
}
