/** Who may found an organisation: everybody, people with an invitation of the operator, or the operator alone. */
export const ONBOARDING_MODES = ['open', 'invite-only', 'closed'] as const;

export type OnboardingMode = (typeof ONBOARDING_MODES)[number];
