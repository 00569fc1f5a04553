/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds, one step of drift either way. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { fromBase32, toBase32 } from '../../lib/base32.ts';
import { equalInConstantTime } from '../../lib/bytes.ts';
import { sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { FAILURES_MAX, type Factor } from './factor.ts';

/** RFC 4226 section 4, R6: "we RECOMMEND a shared secret length of 160 bits"; 32 characters of base32. */
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
const DIGITS = 6;
const ISSUER = 'Cerberus';

export function newTotpSecret(): string {
  return toBase32(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** The factor that a secret belongs to. */
export interface TotpFactor {
  id: string;
  userId: string;
}

export type SealedTotp = TotpFactor & {
  /** Sealed. */
  secret: string;
};

const sealContext = ({ id, userId }: TotpFactor) => ({ purpose: 'mfa.totp', id, ownerId: userId }) as const;

export function sealTotpSecret(box: SecretBox, secret: string, factor: TotpFactor): Promise<string> {
  return box.seal(secret, sealContext(factor));
}

export function openTotpSecret(box: SecretBox, { secret, ...factor }: SealedTotp): Promise<string> {
  return box.open(secret, sealContext(factor));
}

/** What authenticator applications read from a QR code. */
export function totpUri(email: string, secret: string): string {
  return `otpauth://totp/${ISSUER}:${encodeURIComponent(email)}?secret=${secret}&issuer=${ISSUER}`;
}

/** RFC 4226 section 5.3, of the step's number. */
export function totpCode(secret: string, step: number): string {
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(step));
  const digest = hmac(sha1, fromBase32(secret), message);
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const truncated = new DataView(digest.buffer, digest.byteOffset).getUint32(offset) & 0x7fffffff;
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0');
}

export function totpStep(now: Date): number {
  return Math.floor(now.getTime() / 1000 / STEP_SECONDS);
}

/** RFC 6238 section 5.2: "We RECOMMEND that at most one time step is allowed as the network delay." */
export async function matchTotp(
  box: SecretBox,
  factor: SealedTotp,
  answer: string,
  now: Date,
): Promise<number | undefined> {
  const secret = await openTotpSecret(box, factor);
  const step = totpStep(now);
  return [step, step - 1, step + 1].find((candidate) => equalInConstantTime(totpCode(secret, candidate), answer));
}

export const totp: Factor = {
  type: 'totp',
  recognises: (answer) => /^\d{6}$/.test(answer),
  verify: async ({ tenant, box }, { id: userId, factors }, answer) => {
    const factor = factors.find(({ type }) => type === 'totp');
    if (!factor?.secret) return null;
    const { id, secret } = factor;
    const step = await matchTotp(box, { id, userId, secret }, answer, tenant.now);
    // RFC 6238 section 5.2: "The verifier MUST NOT accept the second attempt of the OTP after the successful
    // validation has been issued for the first OTP".
    if (step === undefined || step <= (factor.lastStep ?? 0)) return null;
    // SQL: becomes part of the statement that the code is for
    const consume = sql`
      UPDATE mfa_factors
      SET last_step = ${step}, held_at = NULL,
          failures = CASE WHEN failures < ${FAILURES_MAX} THEN 0 ELSE failures END, last_used_at = ${tenant.now}::timestamptz, updated_at = ${tenant.now}::timestamptz
      WHERE id = ${id}::uuid AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < ${step})
      RETURNING id`;
    return { amr: ['otp', 'mfa'], consume };
  },
};
