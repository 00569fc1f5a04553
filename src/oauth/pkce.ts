/** Proof Key for Code Exchange (RFC 7636). */
import { equalInConstantTime } from '../lib/bytes.ts';
import { sha256 } from '../lib/secrets.ts';
import { OAuthError } from './errors.ts';

/** What is advertised and accepted: S256 alone (RFC 9700 section 2.1.1). */
export const CODE_CHALLENGE_METHODS = ['S256'] as const;

/** RFC 7636 section 4.2: the base64url of a SHA-256 digest is 43 characters long. */
export function isCodeChallenge(value: string): boolean {
  return /^[\w-]{43}$/.test(value);
}

interface Challenged {
  codeChallenge: string | null;
  codeChallengeMethod: 'plain' | 'S256' | null;
}

/**
 * RFC 7636 section 4.6: "If the values are not equal, an error response indicating 'invalid_grant' […] MUST be
 * returned." RFC 9700 section 2.1.1: a verifier without a challenge is a downgrade, and refused as well.
 * @throws OAuthError
 */
export async function assertCodeVerifier(code: Challenged, verifier: string | undefined): Promise<void> {
  if (code.codeChallenge === null) {
    if (verifier !== undefined) throw invalidVerifier('verifier without challenge');
    return;
  }
  if (verifier === undefined) throw invalidVerifier('no verifier');
  if (!/^[\w.~-]{43,128}$/.test(verifier)) throw invalidVerifier('malformed verifier');
  const computed = code.codeChallengeMethod === 'S256' ? await sha256(verifier) : verifier;
  if (!equalInConstantTime(computed, code.codeChallenge)) throw invalidVerifier('wrong verifier');
}

function invalidVerifier(log: string): OAuthError {
  return new OAuthError('invalid_grant', 'Invalid code_verifier', { log });
}
