/** Why somebody may not sign in with the right password or factor. Shown only after it. */
import { AppError } from '../../errors.ts';
import { isOpen } from '../access/principals.ts';
import type { Account } from '../authenticators/accounts.ts';
import type { CheckName } from '../explanations/catalogue.ts';
import type { Seen, Steps } from '../explanations/steps.ts';
import { isPasswordExpired } from '../passwords/policy.ts';
import { type Context, contextRefusal, type SignInContext } from './context.ts';

interface AccountCheck {
  name: CheckName;
  /** Null when it passes. */
  check: (account: Account) => AppError | null;
  facts: (account: Account) => Seen;
}

const ACCOUNT_CHECKS: readonly AccountCheck[] = [
  { name: 'account_active', check: blockRefusal, facts: ({ blockedAt }) => ({ isBlocked: blockedAt !== null }) },
  { name: 'home_active', check: closureRefusal, facts: ({ organisation }) => ({ status: organisation.status }) },
];

/** Why the account may not sign in. */
export function refusalOf(account: Account, steps: Steps): AppError | null {
  for (const { name, check, facts } of ACCOUNT_CHECKS) {
    const refusal = steps.fault(
      name,
      () => facts(account),
      () => check(account),
    );
    if (refusal) return refusal;
  }
  return null;
}

function blockRefusal({ blockedAt }: Account): AppError | null {
  return blockedAt ? new AppError('unauthorized', 'Account is blocked', { log: 'blocked' }) : null;
}

function closureRefusal({ organisation }: Account): AppError | null {
  if (isOpen(organisation.status)) return null;
  return new AppError('unauthorized', 'Organisation is not active', { log: 'organisation_not_active' });
}

/** A password older than the policy allows does not sign in. The person resets it by mail. */
export function passwordExpiryRefusal(account: Account, now: Date, steps: Steps): AppError | null {
  const { organisation, passwordChangedAt } = account;
  return steps.fault(
    'password_age',
    () => ({ changedAt: passwordChangedAt, now }),
    () => {
      if (!isPasswordExpired(organisation.passwordPolicy, passwordChangedAt, now)) return null;
      const detail = 'Your password has expired. Choose a new one with “Forgot your password?”.';
      return new AppError('unauthorized', detail, { extensions: { passwordExpired: true }, log: 'password_expired' });
    },
  );
}

/** The organisation that they sign in to is told of it, because it can mend it. It learns nothing about the person. */
export function explainedContextRefusal(
  requested: SignInContext,
  context: Context | undefined,
  steps: Steps,
): AppError | null {
  const refusal = steps.fault(
    checkOf(context),
    () => ({ membership: context?.membership ?? null, status: context?.organisation.status }),
    () => contextRefusal(requested, context),
  );
  if (refusal && context) steps.concern = { organisationId: context.organisation.id, clientId: null };
  return refusal;
}

function checkOf(context: Context | undefined): CheckName {
  if (context?.membership === 'blocked') return 'membership_active';
  return context?.membership === 'guest' ? 'organisation_active' : 'membership';
}
