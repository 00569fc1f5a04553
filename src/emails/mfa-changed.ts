/** Tells the owner of an account that its second factors have changed. */
import type { Email } from '../domain/outbox/emails.ts';
import type { Addressing } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

const CHANGES = {
  enabled: { subject: 'Two-step sign-in was switched on', sentence: 'Two-step sign-in was switched on' },
  disabled: { subject: 'Two-step sign-in was switched off', sentence: 'Two-step sign-in was switched off' },
  factor_added: { subject: 'A way to sign in was added', sentence: 'A second factor was added' },
  factor_removed: { subject: 'A way to sign in was removed', sentence: 'A second factor was removed' },
  backup_codes_replaced: {
    subject: 'Your backup codes were replaced',
    sentence: 'New backup codes replaced the old ones',
  },
  backup_code_used: { subject: 'A backup code was used', sentence: 'A backup code was used to sign in' },
  password_disabled: {
    subject: 'Your password was disabled',
    sentence: 'After a hundred wrong tries from browsers that you have not used before, the password was disabled',
  },
  codes_disabled: {
    subject: 'Your codes were disabled',
    sentence: 'After a hundred wrong tries from browsers that you have not used before, the codes were disabled',
  },
} as const;

const ADVICE: Readonly<Record<string, string>> = {
  password_disabled:
    'In a browser that you have used before it still works. Elsewhere, choose a new one with “Forgot your password?”.',
  codes_disabled:
    'Somebody may know your password: choose a new one. In a browser that you have used before the codes still work; set them up anew there.',
};

interface MfaChanged extends Addressing {
  change: keyof typeof CHANGES;
  /** The name of the factor that was added or removed, e.g. `Passkey`. */
  factorName?: string | undefined;
  /** Whether an administrator did it. */
  byAdministrator?: boolean | undefined;
  occasion: Occasion;
  /** The page to change the password after signing in. */
  passwordUrl: string;
  /** The page to reset the password without signing in. */
  forgotUrl: string;
}

export function mfaChangedEmail(changed: MfaChanged): Promise<Email> {
  const { change, factorName, byAdministrator, occasion, passwordUrl, forgotUrl, ...addressing } = changed;
  const { subject, sentence } = CHANGES[change];
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'mfa-changed',
    subject,
    blocks: [
      greeting(addressing),
      byAdministrator
        ? prose`${sentence} for your account at ${name} by an administrator.`
        : prose`${sentence} for your account at ${name}.`,
      ...(factorName ? [prose`Factor: ${factorName}`] : []),
      occasionFacts(occasion),
      ADVICE[change] ?? 'If you do not recognise this, change your password and tell your administrator at once.',
      change === 'password_disabled'
        ? { label: 'Choose a new password', url: forgotUrl }
        : { label: 'Change your password', url: passwordUrl },
    ],
  });
}
