/** Surface: the hosted pages. They work without JavaScript and make no decisions of the protocol. */
import { type Handler, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../errors.ts';
import { renderErrorPage } from '../http/error-page.tsx';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { refuseContentEncoding } from '../http/middleware/content-encoding.ts';
import { limitByAddress } from '../http/middleware/rate-limit.ts';
import { PATHS } from '../http/paths.ts';
import { reportError, toAppError } from '../http/problem.ts';
import { showAccount, submitSignOut } from './account/account.tsx';
import { submitConsentRevocation } from './account/applications.ts';
import { showBackupCodes, submitBackupCodes } from './account/backup-codes.tsx';
import { showEmail, submitEmail, submitSendVerification } from './account/email.tsx';
import { showEnrolment, submitEnrolment, submitEnrolmentCode } from './account/enrolment.tsx';
import { ENROLMENT_CODE_PATH } from './account/enrolment-view.tsx';
import { showFactor, submitFactorCode, submitFactorName, submitFactorRemoval } from './account/factor.tsx';
import { showName, submitName } from './account/name.tsx';
import { showPassword, submitPassword } from './account/password.tsx';
import {
  BACKUP_CODES_PATH,
  EMAIL_PATH,
  END_OTHER_SESSIONS_PATH,
  endSessionPath,
  factorPath,
  NAME_PATH,
  PASSWORD_PATH,
  removeFactorPath,
  renameFactorPath,
  revokeConsentPath,
  SEND_VERIFICATION_PATH,
  SIGN_OUT_PATH,
  sendFactorCodePath,
} from './account/paths.ts';
import { submitEndOtherSessions, submitEndSession } from './account/sessions.ts';
import { showConsent, submitConsent } from './authorization/consent.tsx';
import { INVITATION_PATH, showInvitation, submitInvitation } from './invitation/invitation.tsx';
import { showMailbox } from './mailbox.tsx';
import { goTo } from './navigation.ts';
import { showPasskeyEndpoints } from './passkey-endpoints.ts';
import { showForgotPassword, submitForgotPassword } from './recovery/forgot-password.tsx';
import { showResetPassword, submitResetPassword } from './recovery/reset-password.tsx';
import { showReviewFactors, submitReviewFactors } from './recovery/review-factors.tsx';
import { showUndo, submitUndo } from './recovery/undo.tsx';
import { showVerifyEmail, submitVerifyEmail } from './recovery/verify-email.tsx';
import { showReference } from './reference/reference.tsx';
import { SEND_CODE_PATH, showSecondFactor, submitSecondFactor, submitSendCode } from './sign-in/second-factor.tsx';
import { showSignIn, submitSignIn } from './sign-in/sign-in.tsx';

const FORM_BYTES_MAX = 16 * 1024;

/** A new page needs its file, and its rows here. */
const PAGES: readonly (readonly ['GET' | 'POST', string, Handler<HonoEnv>])[] = [
  ['GET', PATHS.signIn, showSignIn],
  ['POST', PATHS.signIn, submitSignIn],
  ['GET', PATHS.secondFactor, showSecondFactor],
  ['POST', PATHS.secondFactor, submitSecondFactor],
  ['POST', SEND_CODE_PATH, submitSendCode],
  ['GET', PATHS.enrolment, showEnrolment],
  ['POST', PATHS.enrolment, submitEnrolment],
  ['POST', ENROLMENT_CODE_PATH, submitEnrolmentCode],
  ['GET', PATHS.consent, showConsent],
  ['POST', PATHS.consent, submitConsent],
  ['GET', PATHS.verifyEmail, showVerifyEmail],
  ['POST', PATHS.verifyEmail, submitVerifyEmail],
  ['GET', PATHS.forgotPassword, showForgotPassword],
  ['POST', PATHS.forgotPassword, submitForgotPassword],
  ['GET', PATHS.resetPassword, showResetPassword],
  ['POST', PATHS.resetPassword, submitResetPassword],
  ['GET', PATHS.undo, showUndo],
  ['POST', PATHS.undo, submitUndo],
  ['GET', PATHS.reviewFactors, showReviewFactors],
  ['POST', PATHS.reviewFactors, submitReviewFactors],
  ['GET', INVITATION_PATH, showInvitation],
  ['POST', INVITATION_PATH, submitInvitation],
  ['GET', PATHS.account, showAccount],
  ['POST', SIGN_OUT_PATH, submitSignOut],
  ['GET', NAME_PATH, showName],
  ['POST', NAME_PATH, submitName],
  ['GET', EMAIL_PATH, showEmail],
  ['POST', EMAIL_PATH, submitEmail],
  ['POST', SEND_VERIFICATION_PATH, submitSendVerification],
  ['GET', PASSWORD_PATH, showPassword],
  ['POST', PASSWORD_PATH, submitPassword],
  ['GET', BACKUP_CODES_PATH, showBackupCodes],
  ['POST', BACKUP_CODES_PATH, submitBackupCodes],
  ['POST', revokeConsentPath(), submitConsentRevocation],
  ['GET', factorPath(), showFactor],
  ['POST', renameFactorPath(), submitFactorName],
  ['POST', removeFactorPath(), submitFactorRemoval],
  ['POST', sendFactorCodePath(), submitFactorCode],
  ['POST', endSessionPath(), submitEndSession],
  ['POST', END_OTHER_SESSIONS_PATH, submitEndOtherSessions],
  ['GET', '/', (c) => goTo(c, PATHS.account)],
  ['GET', '/.well-known/change-password', (c) => goTo(c, PASSWORD_PATH)],
  ['GET', '/.well-known/passkey-endpoints', showPasskeyEndpoints],
  ['GET', '/docs', showReference],
  ['GET', '/dev/mailbox', showMailbox],
];

export function createPages() {
  const app = new Hono<HonoEnv>();
  app.onError((thrown, c) => renderFailure(c, thrown));
  const limit = bodyLimit({ maxSize: FORM_BYTES_MAX, onError: refuseBody });
  for (const [method, path, handler] of PAGES) {
    app.on(method, path, limitByAddress(method === 'GET' ? 'general' : 'auth'), refuseContentEncoding, limit, handler);
  }
  return app;
}

function renderFailure(c: HttpContext, thrown: unknown): Response | Promise<Response> {
  const error = toAppError(thrown);
  reportError(c, error);
  return renderErrorPage(c, error);
}

function refuseBody(): never {
  throw new AppError('payload_too_large', 'The form is larger than any form of ours');
}
