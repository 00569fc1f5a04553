/** The checks of a sign-in, in the words of an administrator. */
import type { CheckDefinition } from './check-definition.ts';

export const SIGN_IN_CHECKS = {
  account: {
    verifies: 'Somebody has an account with this address',
    mend: 'Compare the address. An administrator creates or invites the person.',
  },
  password: {
    verifies: 'The password is right',
    mend: 'The person chooses a new one with “Forgot your password?”.',
  },
  password_enabled: {
    verifies: 'The password was not disabled after a hundred wrong ones',
    mend: 'The person chooses a new one with “Forgot your password?”.',
  },
  account_active: {
    verifies: 'The person is not blocked',
    mend: 'Unblock the person, if the reason of the block is gone.',
  },
  home_active: {
    verifies: 'The organisation of the person is in trial or active',
    mend: 'The organisation is suspended or cancelled. The operator of the platform can reactivate or restore it.',
  },
  password_age: {
    verifies: 'The password is not older than the policy of the organisation allows',
    mend: 'The person chooses a new one with “Forgot your password?”, or the policy allows older ones.',
  },
  membership: {
    verifies: 'The person belongs to the organisation that they sign in to',
    mend: 'Invite the person to this organisation, or let them use an account of it.',
  },
  membership_active: {
    verifies: 'The membership of the guest is not blocked',
    mend: 'Unblock the membership of the guest.',
  },
  second_factor: {
    verifies: 'The answer to the second factor is right, unused, and of a factor that is not disabled',
    mend: 'Compare the clock of the telephone, or use a backup code. An administrator can reset the second factors.',
  },
  passkey_known: {
    verifies: 'The passkey belongs to an account, and answers a challenge that was made for it',
    mend: 'The person signs in with the password, and adds the passkey again.',
  },
  passkey: {
    verifies: 'The signature of the passkey is right',
    mend: 'The person signs in with the password, and adds the passkey again.',
  },
  passkey_not_held: {
    verifies: 'The password was not reset since the last sign-in with it',
    mend: 'The person signs in with the new password once.',
  },
} as const satisfies Record<string, CheckDefinition>;
