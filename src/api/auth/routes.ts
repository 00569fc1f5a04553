/** Routes under /v1/auth. */
import type { Route } from '../../http/openapi.ts';
import { login } from './login.ts';
import { endSession, logout } from './logout.ts';
import { sendMfaCode } from './mfa-email.ts';
import { onboard } from './onboard.ts';
import { passkey, passkeyOptions } from './passkey.ts';
import { forgotPassword, resetPassword } from './password-reset.ts';
import { confirmEmailChange, sendVerificationEmail, verifyEmail, verifyEmailByLink } from './verify-email.ts';

export const authRoutes: readonly Route[] = [
  onboard,
  login,
  passkeyOptions,
  passkey,
  sendMfaCode,
  logout,
  endSession,
  verifyEmailByLink,
  verifyEmail,
  confirmEmailChange,
  sendVerificationEmail,
  forgotPassword,
  resetPassword,
];
