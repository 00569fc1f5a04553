import type { AccountSecurity } from '../domain/account-security.ts';
import type { FactorSummary } from '../domain/mfa/overview.ts';
import { Form } from '../http/form.tsx';
import type { SessionAuthentication } from '../http/hono-env.ts';
import { PATHS } from '../http/paths.ts';
import { dayText } from '../lib/time-text.ts';
import { factorPath, SIGN_OUT_PATH } from './account-paths.ts';
import { SessionsView } from './account-sessions-view.tsx';
import { BackupCodes } from './enrolment-view.tsx';
import { PasskeyButton } from './passkey-button.tsx';

type AccountViewProps = SessionAuthentication & AccountSecurity & { now: Date; isFresh: boolean; csrf: string };

export function AccountView(props: AccountViewProps) {
  return (
    <>
      <div id="enrolling">
        <h1>Your account</h1>
        <Person {...props} />
        <Passkeys {...props} />
        <OtherFactors {...props} />
        <SessionsView {...props} currentId={props.session.id} />
        <Form action={SIGN_OUT_PATH} csrf={props.csrf}>
          <button id="sign-out" type="submit" class="secondary">
            Sign out
          </button>
        </Form>
      </div>
      <div id="enrolled" hidden>
        <BackupCodes codes={[]} next={PATHS.account} />
      </div>
    </>
  );
}

function Person({ principal: { user, organisation } }: AccountViewProps) {
  return (
    <dl>
      <dt>Name</dt>
      <dd id="name">{user.name}</dd>
      <dt>E-mail address</dt>
      <dd id="email">{user.email}</dd>
      <dt>Organisation</dt>
      <dd id="organisation">{organisation.name}</dd>
    </dl>
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
      {mayAdd && isFresh && <PasskeyButton mode="register" label="Add a passkey" next={PATHS.account} csrf={csrf} />}
      {mayAdd && !isFresh && <SignInAgain what="add a passkey" />}
    </section>
  );
}

function OtherFactors({ mfa, allowed, isFresh }: AccountViewProps) {
  const factors = mfa.factors.filter(({ type }) => type !== 'webauthn');
  const mayAdd = allowed.some((type) => type !== 'webauthn' && !factors.some((factor) => factor.type === type));
  return (
    <section id="two-step">
      <h2>Two-step sign-in</h2>
      <p class="lead">{mfa.enabled ? onText(mfa.backupCodesRemaining) : 'It is off: your password alone is enough.'}</p>
      {factors.length > 0 && <Factors factors={factors} />}
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
      <a href={PATHS.signIn}>Sign in again</a> to {what}: your last sign-in was a while ago.
    </p>
  );
}

function Factors({ factors }: { factors: FactorSummary[] }) {
  return (
    <ul class="rows">
      {factors.map(({ id, name, createdAt, lastUsedAt }) => (
        <li>
          <div>
            <strong>{name}</strong>
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
