/** Proof Key for Code Exchange (RFC 7636). */
import type { Client } from '../domain/clients/clients.ts';
import { equalInConstantTime } from '../lib/bytes.ts';
import { sha256 } from '../lib/secrets.ts';
import { OAuthError } from './errors.ts';

type ChallengeMethod = 'plain' | 'S256';

/** The methods that are advertised and accepted: S256 alone (RFC 9700 section 2.1.1). */
export const CODE_CHALLENGE_METHODS = ['S256'] as const;

/** A client that does not support S256 may be registered for plain, which is not advertised. */
export function challengeMethodsOf({ allowPlainPkce }: Client): readonly ChallengeMethod[] {
  return allowPlainPkce ? [...CODE_CHALLENGE_METHODS, 'plain'] : CODE_CHALLENGE_METHODS;
}

/** RFC 7636 section 4.2: the verifier itself, or the base64url of its SHA-256 digest, which is 43 characters long. */
export function isCodeChallenge(method: ChallengeMethod, value: string): boolean {
  return method === 'plain' ? isCodeVerifier(value) : /^[\w-]{43}$/.test(value);
}

/** RFC 7636 section 4.1: "with a minimum length of 43 characters and a maximum length of 128 characters". */
function isCodeVerifier(value: string): boolean {
  return /^[\w.~-]{43,128}$/.test(value);
}

interface Challenged {
  codeChallenge: string | null;
  codeChallengeMethod: ChallengeMethod | null;
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
  if (!isCodeVerifier(verifier)) throw invalidVerifier('malformed verifier');
  const computed = code.codeChallengeMethod === 'S256' ? await sha256(verifier) : verifier;
  if (!equalInConstantTime(computed, code.codeChallenge)) throw invalidVerifier('wrong verifier');
}

function invalidVerifier(log: string): OAuthError {
  return new OAuthError('invalid_grant', 'Invalid code_verifier', { log });
}
