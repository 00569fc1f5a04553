import type { FactorType } from '../domain/mfa/factor.ts';
import { Form } from '../http/form.tsx';
import { PATHS } from '../http/paths.ts';
import { qrCodeDataUri } from '../http/qr-code.ts';
import { nextOf, withHandle } from './authorization.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { type Refusal, RefusalNotice } from './refusal.tsx';

export const ENROLMENT_CODE_PATH = `${PATHS.enrolment}/email`;

interface EnrolmentViewProps {
  title: string;
  /** What can be set up. */
  open: readonly FactorType[];
  /** Whose rule it is; null when it is the person's own wish. */
  demandedBy: string | null;
  totp: { secret: string; uri: string } | null;
  csrf: string;
  handle: string | undefined;
  sent: boolean;
  refusal: Refusal | undefined;
}

export function EnrolmentView(props: EnrolmentViewProps) {
  const { title, open, demandedBy, totp, csrf, handle, sent, refusal } = props;
  const next = nextOf(handle);
  return (
    <>
      <div id="enrolling">
        <h1>{title}</h1>
        {demandedBy && <p class="lead">{demandedBy} asks for a second step when you sign in.</p>}
        {totp && <Secret {...totp} />}
        {(totp || sent) && (
          <Form action={withHandle(PATHS.enrolment, handle)} csrf={csrf}>
            <CodeField refusal={refusal} sent={sent} />
          </Form>
        )}
        {open.includes('email') && (
          <Form action={withHandle(ENROLMENT_CODE_PATH, handle)} csrf={csrf}>
            <button id="send-code" type="submit" class="secondary">
              {sent ? 'Send another code by e-mail' : 'Use codes by e-mail'}
            </button>
          </Form>
        )}
        {open.includes('webauthn') && <PasskeyButton mode="register" label="Use a passkey" next={next} csrf={csrf} />}
      </div>
      <div id="enrolled" hidden>
        <BackupCodes codes={[]} next={next} />
      </div>
    </>
  );
}

function Secret({ secret, uri }: { secret: string; uri: string }) {
  return (
    <>
      <p>Scan this picture with an authenticator application, then enter the code that it shows.</p>
      <img class="qr" src={qrCodeDataUri(uri)} alt="QR code of the secret below" width="224" height="224" />
      <p class="hint">
        Or type this secret into it: <code id="secret">{secret.match(/.{4}/g)?.join(' ')}</code>
      </p>
    </>
  );
}

function CodeField({ refusal, sent }: { refusal: Refusal | undefined; sent: boolean }) {
  return (
    <>
      <RefusalNotice refusal={refusal} />
      {sent && <p role="status">A code is on its way to your mailbox.</p>}
      <label for="code">Code</label>
      <input
        id="code"
        name="code"
        type="text"
        inputmode="numeric"
        maxlength={16}
        autocomplete="one-time-code"
        required
        autofocus
        {...(refusal ? { 'aria-invalid': 'true', 'aria-describedby': 'refusal' } : {})}
      />
      <button id="enable" type="submit">
        Switch it on
      </button>
    </>
  );
}

export function BackupCodes({ codes, next }: { codes: string[]; next: string }) {
  return (
    <>
      <h2>Your backup codes</h2>
      <p>Two-step sign-in is on. When you have lost your other ways, each of these codes signs you in once.</p>
      <pre id="backup-codes">{codes.join('\n')}</pre>
      <p>Keep them in a safe place: they are not shown again.</p>
      <p>
        <a id="continue" href={next}>
          I have kept them, continue
        </a>
      </p>
    </>
  );
}
