/** The messages about sign-in, as the domain asks for them. */
import type { SecurityNotices } from '../domain/outbox/security-notices.ts';
import { mfaChangedEmail } from './mfa-changed.ts';
import { newDeviceEmail } from './new-device.ts';
import { oneTimeCodeEmail } from './one-time-code.ts';

/** Where the messages lead: what they advise can be done there. */
interface SecurityLinks {
  /** Where people look after their sessions and factors. */
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
