/** Checks of a grant: they run in order, and the first that fails ends the request. */
import type { Principal } from '../../domain/access/principals.ts';
import type { CheckName } from '../../domain/explanations/catalogue.ts';
import { NO_FACTS, type Seen, type Steps } from '../../domain/explanations/steps.ts';

export interface GrantCheck<Input> {
  name: CheckName;
  /** @throws OAuthError */
  check: (input: Input) => unknown;
  /** What it has seen, for the explanation of a refused request. */
  facts?: (input: Input) => Seen;
}

/** @throws OAuthError */
export async function runChecks<Input>(
  steps: Steps,
  checks: readonly GrantCheck<Input>[],
  input: Input,
): Promise<void> {
  for (const { name, check, facts = NO_FACTS } of checks) {
    await steps.check(
      name,
      () => facts(input),
      () => check(input),
    );
  }
}

/** Why a person may be refused; it names nobody. */
export function seenOfPerson({ user, organisation }: Principal): Seen {
  return { isBlocked: user.blockedAt !== null, organisationStatus: organisation.status };
}
