/**
 * Every check whose failure is explained: what it verifies, and what would mend it. Adding one: a row in the table of
 * its endpoint, and its name where the check runs.
 */
import { AUTHORIZATION_CHECKS } from './authorization-checks.ts';
import type { CheckDefinition } from './check-definition.ts';
import { SIGN_IN_CHECKS } from './sign-in-checks.ts';
import { TOKEN_CHECKS } from './token-checks.ts';

export type Endpoint = 'authorization' | 'token' | 'introspection' | 'revocation' | 'sign_in';

export const CHECKS = { ...AUTHORIZATION_CHECKS, ...TOKEN_CHECKS, ...SIGN_IN_CHECKS } as const satisfies Record<
  string,
  CheckDefinition
>;

export type CheckName = keyof typeof CHECKS;

/** A row that was written by another release may name a check that this one does not know. */
export function definitionOf(name: string): CheckDefinition | undefined {
  return Object.hasOwn(CHECKS, name) ? CHECKS[name as CheckName] : undefined;
}
