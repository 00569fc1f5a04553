/**
 * WebAuthn challenges: random, for one purpose and one person (or anyone), valid once. The operation that checks a
 * challenge consumes it.
 */
import { fromBase64Url, fromUtf8, toBase64Url } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** sign_in: by the passkey alone · second_factor: after the password · registration: of a new one. */
export type ChallengePurpose = 'sign_in' | 'second_factor' | 'registration';

/** WebAuthn section 13.4.3: "at least 16 bytes long". */
const CHALLENGE_BYTES = 32;
/** Seconds. Long, because a passkey prompt in a form field stays open for a while. */
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
 * Consumes a challenge. The count is 1 if it was valid for this purpose and person.
 * @param key the SHA-256 of the challenge
 */
export function markChallengeConsumed(system: System, key: string, purpose: ChallengePurpose, userId: string | null) {
  const { db, now } = system;
  return db.prisma.webAuthnChallenge.updateMany({
    where: { challenge: key, purpose, userId, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
}

/** One round trip. @returns whether the challenge was valid */
export async function consumeChallenge(
  system: System,
  challenge: string,
  purpose: ChallengePurpose,
  userId: string,
): Promise<boolean> {
  const { count } = await markChallengeConsumed(system, await sha256(challenge), purpose, userId);
  return count === 1;
}

/** The challenge that a response names; empty when its client data cannot be read. */
export function challengeOf(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(fromUtf8(fromBase64Url(clientDataJSON))) as { challenge?: unknown };
    return typeof challenge === 'string' ? challenge : '';
  } catch {
    return '';
  }
}
