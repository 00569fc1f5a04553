import type { FactorType } from '../../domain/authenticators/factor.ts';
import { Form } from '../../http/form.tsx';
import { emailText } from '../../lib/email-address.ts';
import { type Refusal, RefusalNotice } from '../refusal.tsx';
import { PasskeyButton } from './passkey-button.tsx';

interface SecondFactorViewProps {
  email: string;
  methods: FactorType[];
  wantsBackupCode: boolean;
  /** The path that the code is posted to. */
  action: string;
  backupPath: string;
  pagePath: string;
  sendPath: string;
  anotherPath: string;
  /** Where the browser continues after a passkey. */
  next: string;
  csrf: string;
  refusal?: Refusal;
  sent?: boolean;
}

/** For browsers without passkeys or scripts. */
const PASSKEYS_ONLY =
  'Your passkey cannot be used on this page: that needs JavaScript, and a browser and device that know it. ' +
  'Switch JavaScript on, use another browser or device, or enter a backup code.';

export function SecondFactorView(props: SecondFactorViewProps) {
  const { email, methods, action, csrf, sent, next } = props;
  // Codes use the number pad and backup codes have letters, so each has a field of its own.
  const hasNumbers = methods.includes('totp') || methods.includes('email');
  const isForBackup = props.wantsBackupCode || !hasNumbers;
  return (
    <>
      <h1>Confirm it is you</h1>
      <p class="lead">{emailText(email)}</p>
      <Form action={action} csrf={csrf}>
        <RefusalNotice refusal={props.refusal} />
        {sent && <p role="status">A code is on its way to your mailbox.</p>}
        {isForBackup ? <BackupCode {...props} /> : <NumberCode {...props} />}
        <button id="confirm" type="submit">
          Continue
        </button>
      </Form>
      {methods.includes('email') && (
        <Form action={props.sendPath} csrf={csrf}>
          <button id="send-code" type="submit" class="secondary">
            {sent ? 'Send another code by e-mail' : 'Send a code by e-mail'}
          </button>
        </Form>
      )}
      {methods.includes('webauthn') && (
        <PasskeyButton
          mode="second-factor"
          label="Use a passkey"
          next={next}
          missing={hasNumbers ? undefined : PASSKEYS_ONLY}
        />
      )}
      <p class="hint links">
        {hasNumbers && <a href={isForBackup ? props.pagePath : props.backupPath}>{otherText(isForBackup)}</a>}
        <a href={props.anotherPath}>Use another account</a>
      </p>
    </>
  );
}

function otherText(isForBackup: boolean): string {
  return isForBackup ? 'Use a code of another kind' : 'Use a backup code';
}

function NumberCode({ methods, refusal }: SecondFactorViewProps) {
  const sources = [
    ...(methods.includes('totp') ? ['your authenticator application'] : []),
    ...(methods.includes('email') ? ['an e-mail message'] : []),
  ];
  return (
    <>
      <label for="code">Code</label>
      <input
        id="code"
        name="code"
        type="text"
        inputmode="numeric"
        maxlength={64}
        autocomplete="one-time-code"
        required
        autofocus
        {...describe(refusal)}
      />
      <p class="hint" id="code-hint">
        From {sources.join(' or ')}.
      </p>
    </>
  );
}

function BackupCode({ refusal }: SecondFactorViewProps) {
  return (
    <>
      <label for="code">Backup code</label>
      <input
        id="code"
        name="code"
        type="text"
        maxlength={64}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        required
        autofocus
        {...describe(refusal)}
      />
      <p class="hint" id="code-hint">
        One of those that you kept when you set up two-step sign-in. Each works once.
      </p>
    </>
  );
}

function describe(refusal: Refusal | undefined) {
  return {
    'aria-describedby': refusal ? 'refusal code-hint' : 'code-hint',
    ...(refusal ? { 'aria-invalid': 'true' } : {}),
  };
}
