/**
 * Challenges of WebAuthn: random, for one purpose and one person (or whoever answers), good once: the operation that checks
 * a challenge uses it up.
 */
import { fromBase64Url, fromUtf8, toBase64Url } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** sign_in: by the passkey alone · second_factor: after the password · registration: of a new one. */
export type ChallengePurpose = 'sign_in' | 'second_factor' | 'registration';

/** WebAuthn section 13.4.3: "at least 16 bytes long". */
const CHALLENGE_BYTES = 32;
/** Seconds; a prompt that waits in a form field stays open for a while. */
export const CHALLENGE_LIFETIME = 600;

/** One round trip. */
export async function newChallenge(system: System, purpose: ChallengePurpose, userId: string | null): Promise<string> {
  const challenge = toBase64Url(crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)));
  await system.db.prisma.webAuthnChallenge.create({
    data: { challenge: await sha256(challenge), purpose, userId, expiresAt: after(system.now, CHALLENGE_LIFETIME) },
    select: { challenge: true },
  });
  return challenge;
}

/**
 * Uses a challenge up: counts one when it was one of ours for this purpose and person.
 * @param key the SHA-256 of the challenge
 */
export function consumingChallenge(system: System, key: string, purpose: ChallengePurpose, userId: string | null) {
  const { db, now } = system;
  return db.prisma.webAuthnChallenge.updateMany({
    where: { challenge: key, purpose, userId, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
}

/** One round trip; whether it was good. */
export async function consumeChallenge(
  system: System,
  challenge: string,
  purpose: ChallengePurpose,
  userId: string,
): Promise<boolean> {
  const { count } = await consumingChallenge(system, await sha256(challenge), purpose, userId);
  return count === 1;
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
