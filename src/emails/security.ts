/** The messages about sign-in, as the domain asks for them. */
import type { SecurityNotices } from '../domain/security-notices.ts';
import { mfaChangedEmail } from './mfa-changed.ts';
import { newDeviceEmail } from './new-device.ts';
import { oneTimeCodeEmail } from './one-time-code.ts';

/** @param accountUrl where people look after their sessions and factors */
export function securityNotices(accountUrl: string): SecurityNotices {
  return {
    newDevice: (notice) => newDeviceEmail({ ...notice, accountUrl }),
    factorChanged: mfaChangedEmail,
    oneTimeCode: oneTimeCodeEmail,
  };
}
