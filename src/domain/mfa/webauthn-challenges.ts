/**
 * Challenges of WebAuthn: random, for one purpose and one person (or whoever answers), good once.
 * SQL: the statement that checks a challenge uses it up, and the Prisma of the system creates no rows.
 */
import { fromBase64Url, fromUtf8, toBase64Url } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/statement.ts';
import { after, type System } from '../unit-of-work.ts';

/** sign_in: by the passkey alone · second_factor: after the password · registration: of a new one. */
export type ChallengePurpose = 'sign_in' | 'second_factor' | 'registration';

/** WebAuthn section 13.4.3: "at least 16 bytes long". */
const CHALLENGE_BYTES = 32;
/** Seconds; a prompt that waits in a form field stays open for a while. */
export const CHALLENGE_LIFETIME = 600;

/** One round trip. */
export async function newChallenge(system: System, purpose: ChallengePurpose, userId: string | null): Promise<string> {
  const challenge = toBase64Url(crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)));
  await system.db.flight(sql`
    INSERT INTO webauthn_challenges (challenge, purpose, user_id, expires_at)
    VALUES (${await sha256(challenge)}, ${purpose}, ${userId}, ${after(system.now, CHALLENGE_LIFETIME)})`);
  return challenge;
}

/** The statement that uses a challenge up; it returns a row when it was one of ours for this purpose and person. */
export async function consumingChallenge(
  system: System,
  challenge: string,
  purpose: ChallengePurpose,
  userId: string | null,
): Promise<Statement<{ challenge: string }>> {
  return sql<{ challenge: string }>`
    UPDATE webauthn_challenges SET consumed_at = ${system.now}
    WHERE challenge = ${await sha256(challenge)} AND purpose = ${purpose}
      AND user_id IS NOT DISTINCT FROM ${userId}::uuid AND consumed_at IS NULL AND expires_at > ${system.now}
    RETURNING challenge`;
}

/** The challenge that a response says it answers; empty when it says nothing intelligible. */
export function challengeOf(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(fromUtf8(fromBase64Url(clientDataJSON))) as { challenge?: unknown };
    return typeof challenge === 'string' ? challenge : '';
  } catch {
    return '';
  }
}
