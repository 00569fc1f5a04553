/** The messages about sign-in, in the form that the domain expects. */
import type { SecurityNotices } from '../domain/outbox/security-notices.ts';
import { mfaChangedEmail } from './mfa-changed.ts';
import { newDeviceEmail } from './new-device.ts';
import { oneTimeCodeEmail } from './one-time-code.ts';

/** The URLs in the messages. */
interface SecurityLinks {
  /** The page of sessions and factors. */
  account: string;
  password: string;
  forgotPassword: string;
}

export function securityNotices({ account, password, forgotPassword }: SecurityLinks): SecurityNotices {
  return {
    newDevice: (notice) => newDeviceEmail({ ...notice, accountUrl: account }),
    factorChanged: (notice) => mfaChangedEmail({ ...notice, passwordUrl: password, forgotUrl: forgotPassword }),
    oneTimeCode: (message) => oneTimeCodeEmail({ ...message, passwordUrl: password }),
  };
}
