/** The messages about an account, in the form that the domain expects. */

import type { AddressUndoNotice } from '../domain/account/change-undo.ts';
import type { AddressNotice } from '../domain/account/email-addresses.ts';
import type { AddressChangeMail } from '../domain/account/profile.ts';
import type { PasswordNotice } from '../domain/passwords/change.ts';
import type { LinkEmail } from '../domain/passwords/mailbox-links.ts';
import { emailChangeConfirmationEmail } from './email-change-confirmation.ts';
import { emailChangeNoticeEmail } from './email-change-notice.ts';
import { passwordChangedEmail } from './password-changed.ts';
import { passwordResetEmail } from './password-reset.ts';
import { verificationEmail } from './verification.ts';

/** The URLs in the messages. */
export interface AccountLinks {
  verification(token: string): string;
  passwordReset(token: string): string;
  undo(token: string): string;
  password: string;
}

export interface AccountEmails {
  verification: LinkEmail;
  passwordReset: LinkEmail;
  passwordChanged: PasswordNotice;
  addressChanged: AddressNotice;
  addressChange: AddressChangeMail;
  addressUndone: AddressUndoNotice;
}

export function accountEmails(links: AccountLinks): AccountEmails {
  const passwordUrl = links.password;
  const addressNotice =
    (stage: 'requested' | 'changed'): AddressNotice =>
    ({ undoToken, ...notice }) =>
      emailChangeNoticeEmail({ ...notice, stage, undoUrl: undoToken && links.undo(undoToken), passwordUrl });
  return {
    verification: ({ token, ...link }) => verificationEmail({ ...link, verifyUrl: links.verification(token) }),
    passwordReset: ({ token, ...link }) => passwordResetEmail({ ...link, resetUrl: links.passwordReset(token) }),
    passwordChanged: ({ undoToken, ...notice }) => passwordChangedEmail({ ...notice, undoUrl: links.undo(undoToken) }),
    addressChanged: addressNotice('changed'),
    addressUndone: (notice) => emailChangeNoticeEmail({ ...notice, stage: 'changed', undoUrl: null, passwordUrl }),
    addressChange: {
      confirm: ({ token, ...link }) => emailChangeConfirmationEmail({ ...link, confirmUrl: links.verification(token) }),
      notify: addressNotice('requested'),
    },
  };
}
