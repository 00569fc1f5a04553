/** The URLs of links in messages. Built from the configuration alone, never from a header of the request. */
import type { Env } from '../env.ts';
import { PATHS, withQuery } from './paths.ts';

export function accountLinks({ ISSUER_URL }: Pick<Env, 'ISSUER_URL'>) {
  return {
    account: ISSUER_URL + PATHS.account,
    password: ISSUER_URL + PATHS.password,
    forgotPassword: ISSUER_URL + PATHS.forgotPassword,
    verification: (token: string) => ISSUER_URL + withQuery(PATHS.verifyEmail, { token }),
    passwordReset: (token: string) => ISSUER_URL + withQuery(PATHS.resetPassword, { token }),
    factorReview: (token: string) => ISSUER_URL + withQuery(PATHS.reviewFactors, { token }),
    undo: (token: string) => ISSUER_URL + withQuery(PATHS.undo, { token }),
  };
}

/** The administration's own page when there is one. */
export function invitationLink({ ISSUER_URL, ADMIN_WEB_ORIGIN }: Env, token: string): string {
  return `${ADMIN_WEB_ORIGIN ?? ISSUER_URL}${PATHS.invitation}/${token}`;
}
