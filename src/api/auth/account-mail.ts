/** The messages of the account flows, with their links. */

import type { LinkEmail } from '../../domain/account-tokens.ts';
import type { AddressNotice } from '../../domain/email-addresses.ts';
import type { PasswordChangeTools } from '../../domain/password-change.ts';
import type { AddressChangeMail } from '../../domain/profiles.ts';
import { emailChangeConfirmationEmail } from '../../emails/email-change-confirmation.ts';
import { emailChangeNoticeEmail } from '../../emails/email-change-notice.ts';
import { passwordChangedEmail } from '../../emails/password-changed.ts';
import { passwordResetEmail } from '../../emails/password-reset.ts';
import { verificationEmail } from '../../emails/verification.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { forgotPasswordLink, passwordResetLink, verificationLink } from '../../http/links.ts';

export function writeVerification(c: HttpContext): LinkEmail {
  return ({ token, ...link }) =>
    verificationEmail({ ...link, verifyUrl: verificationLink(c.var.context.config, token) });
}

export function writePasswordReset(c: HttpContext): LinkEmail {
  return ({ token, ...link }) =>
    passwordResetEmail({ ...link, resetUrl: passwordResetLink(c.var.context.config, token) });
}

export function passwordChangeTools(c: HttpContext): PasswordChangeTools {
  const { config, isBreached } = c.var.context;
  return {
    isBreached,
    notify: (notice) => passwordChangedEmail({ ...notice, resetUrl: forgotPasswordLink(config) }),
  };
}

export const writeAddressChanged: AddressNotice = (notice) => emailChangeNoticeEmail({ ...notice, stage: 'changed' });

export function addressChangeMail(c: HttpContext): AddressChangeMail {
  return {
    confirm: ({ token, ...link }) =>
      emailChangeConfirmationEmail({ ...link, confirmUrl: verificationLink(c.var.context.config, token) }),
    notify: (notice) => emailChangeNoticeEmail({ ...notice, stage: 'requested' }),
  };
}
