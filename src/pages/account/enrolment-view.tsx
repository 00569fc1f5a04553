import type { FactorType } from '../../domain/authenticators/factor.ts';
import { Form } from '../../http/form.tsx';
import { PATHS } from '../../http/paths.ts';
import { qrCodeDataUri } from '../../http/qr-code.ts';
import { type Destination, destinationPath, withDestination } from '../destination.ts';
import { type Refusal, RefusalNotice } from '../refusal.tsx';
import { PasskeyButton } from '../sign-in/passkey-button.tsx';
import { HiddenBackupCodes } from './backup-codes-view.tsx';
import { SIGN_OUT_PATH } from './paths.ts';

export const ENROLMENT_CODE_PATH = `${PATHS.enrolment}/email`;

interface EnrolmentViewProps {
  title: string;
  /** The kinds of factor that can be set up. */
  open: readonly FactorType[];
  /** The organisation that requires a factor; null if the person sets it up voluntarily. */
  requiredBy: string | null;
  totp: { secret: string; uri: string } | null;
  csrf: string;
  destination: Destination;
  sent: boolean;
  refusal: Refusal | undefined;
}

export function EnrolmentView(props: EnrolmentViewProps) {
  const { title, open, requiredBy, totp, csrf, destination, sent, refusal } = props;
  const next = destinationPath(destination);
  return (
    <>
      <div id="enrolling">
        <h1>{title}</h1>
        {requiredBy && (
          <p class="lead">
            <bdi>{requiredBy}</bdi> asks for a second step when you sign in.
          </p>
        )}
        {totp && <Secret {...totp} />}
        {(totp || sent) && (
          <Form action={withDestination(PATHS.enrolment, destination)} csrf={csrf}>
            <CodeField refusal={refusal} sent={sent} />
          </Form>
        )}
        {open.includes('email') && (
          <Form action={withDestination(ENROLMENT_CODE_PATH, destination)} csrf={csrf}>
            <button id="send-code" type="submit" class="secondary">
              {sent ? 'Send another code by e-mail' : 'Use codes by e-mail'}
            </button>
          </Form>
        )}
        {open.includes('webauthn') && (
          <PasskeyButton
            mode="register"
            label="Use a passkey"
            next={next}
            csrf={csrf}
            missing={open.length === 1 ? PASSKEYS_ONLY : undefined}
          />
        )}
        {requiredBy ? <SignOutForm csrf={csrf} /> : <GoBack />}
      </div>
      <HiddenBackupCodes next={next} />
    </>
  );
}

/** For browsers without passkeys or scripts. */
const PASSKEYS_ONLY =
  'The only way that your organisation allows is a passkey, and this page cannot make one here: it needs JavaScript, ' +
  'and a browser and device that know passkeys. Switch JavaScript on, or open this page in a current browser. ' +
  'If that does not help, ask your administrator.';

/** For people who cannot set up the required factor. */
function SignOutForm({ csrf }: { csrf: string }) {
  return (
    <Form action={SIGN_OUT_PATH} csrf={csrf}>
      <button id="sign-out" type="submit" class="secondary">
        Sign out
      </button>
    </Form>
  );
}

function GoBack() {
  return (
    <p class="hint">
      <a href={PATHS.account}>Back to your account</a>
    </p>
  );
}

function Secret({ secret, uri }: { secret: string; uri: string }) {
  return (
    <>
      <p>Scan this picture with an authenticator application, then enter the code that it shows.</p>
      <img class="qr" src={qrCodeDataUri(uri)} alt="QR code of the secret below" width="224" height="224" />
      <p class="hint">
        Or type this secret into it:{' '}
        <code id="secret" data-text={secret}>
          {secret.match(/.{4}/g)?.join(' ')}
        </code>
      </p>
      <p class="links">
        <a id="otpauth" href={uri}>
          Open in an application on this device
        </a>
        <button type="button" class="small" hidden data-copy="secret" data-copied="Copied">
          Copy the secret
        </button>
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
