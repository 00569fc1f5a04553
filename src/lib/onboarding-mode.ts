/** Who may found an organisation: everybody, whoever has an invitation of the operator's, or nobody but the operator. */
export const ONBOARDING_MODES = ['open', 'invite-only', 'closed'] as const;

export type OnboardingMode = (typeof ONBOARDING_MODES)[number];
