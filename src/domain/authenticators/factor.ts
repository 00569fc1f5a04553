/** What a second factor is to a sign-in: something that takes an answer, which is good once. */

import type { Sql, Statement } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';

/** Wrong answers one after the other, after which what was guessed at is disabled. */
export const FAILURES_MAX = 100;

export type FactorType = 'totp' | 'webauthn' | 'email';

/** A factor as it is stored (authenticators/stored-factor.ts reads it). */
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
  /** Since when it opens nothing by itself (domain/recovery/doubtful-factors.ts). */
  heldAt: Date | null;
  /** Consecutive wrong answers from browsers that were not known. */
  failures: number;
  /** The last TOTP step that was accepted. */
  lastStep: number | null;
  createdAt: Date;
  lastUsedAt: Date | null;
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
  hasBackupCodes: boolean;
}

export interface Redeemed {
  /**
   * How the person answered, in the words of RFC 8176; `mfa` only where the answer makes the sign-in one with two
   * factors in the sense of NIST SP 800-63B.
   */
  amr: readonly string[];
  /**
   * Uses the answer up, in the transaction of whatever it was for: it counts when this returns a row. So a request that
   * fails half way has used nothing up.
   */
  consuming: Statement & Sql;
}

export interface Factor {
  type: FactorType | 'backup_code';
  /** Whether a text may be an answer to this factor: no two factors' answers look alike, so one guess is one guess. */
  recognises(answer: string): boolean;
  /** Looks whether an answer is right. One round trip at most; null when it is wrong or was used. */
  verify(context: FactorContext, person: Answerer, answer: string): Promise<Redeemed | null>;
}
