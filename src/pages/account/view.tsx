import type { FactorSummary } from '../../domain/mfa/overview.ts';
import { Form } from '../../http/form.tsx';
import { PATHS } from '../../http/paths.ts';
import { dayText } from '../../lib/time-text.ts';
import { anotherAccountPath } from '../destination.ts';
import { PasskeyButton } from '../sign-in/passkey-button.tsx';
import { ApplicationsView } from './applications-view.tsx';
import { HiddenBackupCodes } from './backup-codes-view.tsx';
import { BACKUP_CODES_PATH, factorPath, SIGN_OUT_PATH } from './paths.ts';
import { PersonView } from './person-view.tsx';
import { SessionsView } from './sessions-view.tsx';
import type { AccountViewProps } from './view-props.ts';

export function AccountView(props: AccountViewProps) {
  return (
    <>
      <div id="enrolling">
        <h1>Your account</h1>
        {props.done && (
          <p id="done" role="status">
            {props.done}
          </p>
        )}
        <PersonView {...props} />
        <Passkeys {...props} />
        <OtherFactors {...props} />
        <ApplicationsView {...props} />
        <SessionsView {...props} currentId={props.session.id} />
        <Form action={SIGN_OUT_PATH} csrf={props.csrf}>
          <button id="sign-out" type="submit" class="secondary">
            Sign out
          </button>
        </Form>
      </div>
      <HiddenBackupCodes next={PATHS.account} />
    </>
  );
}

function Passkeys({ mfa, allowed, isFresh, csrf }: AccountViewProps) {
  const passkeys = mfa.factors.filter(({ type }) => type === 'webauthn');
  const mayAdd = allowed.includes('webauthn');
  if (passkeys.length === 0 && !mayAdd) return null;
  return (
    <section id="passkeys">
      <h2>Passkeys</h2>
      {passkeys.length === 0 ? (
        <p class="lead">With a passkey you sign in by fingerprint, face or the lock of your device.</p>
      ) : (
        <Factors factors={passkeys} />
      )}
      {mayAdd && isFresh && (
        <PasskeyButton mode="register" label="Add a passkey" next={PATHS.account} csrf={csrf} missing={NO_PASSKEYS} />
      )}
      {mayAdd && !isFresh && <SignInAgain what="add a passkey" />}
    </section>
  );
}

const NO_PASSKEYS = 'To add one, this page needs JavaScript, and a browser and device that know passkeys.';

function OtherFactors({ mfa, allowed, isFresh }: AccountViewProps) {
  const factors = mfa.factors.filter(({ type }) => type !== 'webauthn');
  const mayAdd = allowed.some((type) => type !== 'webauthn' && !factors.some((factor) => factor.type === type));
  return (
    <section id="two-step">
      <h2>Two-step sign-in</h2>
      <p class="lead">{mfa.enabled ? onText(mfa.backupCodesRemaining) : 'It is off: your password alone is enough.'}</p>
      {factors.length > 0 && <Factors factors={factors} />}
      {mfa.enabled && (
        <p>
          <a id="backup-codes-link" href={BACKUP_CODES_PATH}>
            Make new backup codes
          </a>
        </p>
      )}
      {mayAdd && isFresh && (
        <p>
          <a id="add-factor" href={PATHS.enrolment}>
            {mfa.enabled ? 'Set up another way' : 'Switch it on'}
          </a>
        </p>
      )}
      {mayAdd && !isFresh && <SignInAgain what={mfa.enabled ? 'set up another way' : 'switch it on'} />}
    </section>
  );
}

function onText(codes: number): string {
  return `It is on. You have ${codes === 0 ? 'no' : codes} backup code${codes === 1 ? '' : 's'} left.`;
}

function SignInAgain({ what }: { what: string }) {
  return (
    <p class="hint">
      <a href={anotherAccountPath({ back: PATHS.account })}>Sign in again</a> to {what}: your last sign-in was a while
      ago.
    </p>
  );
}

function Factors({ factors }: { factors: FactorSummary[] }) {
  return (
    <ul class="rows">
      {factors.map(({ id, name, createdAt, lastUsedAt }) => (
        <li>
          <div>
            <strong>
              <bdi>{name}</bdi>
            </strong>
            <span>
              Added {dayText(new Date(createdAt))} ·{' '}
              {lastUsedAt ? `last used ${dayText(new Date(lastUsedAt))}` : 'not used yet'}
            </span>
          </div>
          <a href={factorPath(id)} aria-label={`Manage ${name}`}>
            Manage
          </a>
        </li>
      ))}
    </ul>
  );
}
