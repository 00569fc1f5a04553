/** The paths by which surfaces redirect to one another; they never import each other. */
export const PATHS = {
  authorize: '/oauth2/authorize',
  signIn: '/auth/login',
  secondFactor: '/auth/mfa',
  enrolment: '/auth/mfa/enrol',
  consent: '/oauth2/consent',
  endSession: '/oauth2/logout',
  account: '/account',
  password: '/account/password',
  verifyEmail: '/auth/verify-email',
  forgotPassword: '/auth/forgot-password',
  resetPassword: '/auth/reset-password',
  undo: '/auth/undo',
  reviewFactors: '/auth/review-factors',
  invitation: '/invite',
} as const;

/** `path` with a query, without the parameters that are absent. */
export function withQuery(path: string, parameters: Record<string, string | null | undefined>): string {
  const present = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] != null);
  return present.length === 0 ? path : `${path}?${new URLSearchParams(present)}`;
}
