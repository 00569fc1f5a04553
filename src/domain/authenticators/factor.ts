/** The interface of a second factor: it verifies an answer, which is valid once. */

import type { Sql, Statement } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';

/** Consecutive wrong answers after which an authenticator is disabled. */
export const FAILURES_MAX = 100;

export type FactorType = 'totp' | 'webauthn' | 'email';

/** A factor as stored (authenticators/stored-factor.ts reads it). */
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
  /** Since when it is on hold: it does not sign in without the password (domain/recovery/doubtful-factors.ts). */
  heldAt: Date | null;
  /** Consecutive wrong answers from unknown browsers. */
  failures: number;
  /** The last TOTP step that was accepted. */
  lastStep: number | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** What a factor needs to verify an answer. */
export interface FactorContext {
  system: System;
  tenant: Tenant;
  box: SecretBox;
  relyingParty: RelyingParty;
}

/** This server as a Relying Party (WebAuthn section 4). */
export interface RelyingParty {
  id: string;
  name: string;
  origins: string[];
}

export interface FactorOwner {
  id: string;
  factors: readonly StoredFactor[];
  hasBackupCodes: boolean;
}

export interface VerifiedAnswer {
  /**
   * Authentication method references (RFC 8176). `mfa` only where the answer makes the sign-in one with two factors in
   * the sense of NIST SP 800-63B.
   */
  amr: readonly string[];
  /**
   * Consumes the answer, in the transaction that it is for. The answer counts only if this returns a row. A request
   * that fails half way has consumed nothing.
   */
  consume: Statement & Sql;
}

export interface Factor {
  type: FactorType | 'backup_code';
  /** Whether a text has the form of this factor's answers. Forms do not overlap, so one answer is one attempt. */
  recognises(answer: string): boolean;
  /** One round trip at most; null when the answer is wrong or was used before. */
  verify(context: FactorContext, person: FactorOwner, answer: string): Promise<VerifiedAnswer | null>;
}
